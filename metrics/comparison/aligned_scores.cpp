#include "metrics/comparison/aligned_scores.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <utility>

#include "kernels/base/error.h"
#include "metrics/thresholds.h"
#include "metrics/unit_rows.h"

namespace goodparts {
namespace {

std::optional<double> threshold_of(const ScoreTable& table, const UnitRows& rows,
                                   double target_fpr) {
  std::vector<double> good;
  for (const std::size_t row : rows.calibration) {
    good.push_back(table.score[row]);
  }
  const auto limit = table.control_limits.find(rows.name);
  const ThresholdChoice choice = choose_threshold(
      good, target_fpr,
      limit == table.control_limits.end() ? std::nullopt : std::optional(limit->second));
  return choice.available ? std::optional(choice.threshold) : std::nullopt;
}

[[noreturn]] void fail(const std::string& what) {
  throw Error(ErrorKind::kData,
              what + "; compare detectors on the same test parts, with the same labels");
}

// Adds a detector's scores in the order of the unit's parts.
void add_detector(const DetectorScores& detector, const DetectorScores& first, const UnitRows& rows,
                  const UnitRows& first_rows, double target_fpr, AlignedUnit& unit) {
  std::map<std::string, std::size_t> row_of;
  for (const std::size_t row : rows.test) {
    row_of.emplace(detector.table.id[row], row);
  }
  std::vector<double>& scores = unit.scores.emplace_back();
  for (const std::size_t first_row : first_rows.test) {
    const std::string& id = first.table.id[first_row];
    const auto found = row_of.find(id);
    if (found == row_of.end()) {
      fail(fmt::format("part '{}' of unit '{}' was scored by {} but not by {}", id, unit.unit,
                       first.name, detector.name));
    }
    if (detector.table.label[found->second] != first.table.label[first_row]) {
      fail(fmt::format("part '{}' of unit '{}' has the label {} in {} and {} in {}", id, unit.unit,
                       first.table.label[first_row], first.name,
                       detector.table.label[found->second], detector.name));
    }
    scores.push_back(detector.table.score[found->second]);
    row_of.erase(found);
  }
  if (!row_of.empty()) {
    fail(fmt::format("part '{}' of unit '{}' was scored by {} but not by {}", row_of.begin()->first,
                     unit.unit, detector.name, first.name));
  }
  unit.thresholds.push_back(threshold_of(detector.table, rows, target_fpr));
}

void require_names(const std::vector<DetectorScores>& detectors) {
  std::set<std::string> names;
  for (const DetectorScores& detector : detectors) {
    if (!names.insert(detector.name).second) {
      throw Error(ErrorKind::kConfig,
                  fmt::format("compare: two detectors are named '{}'; name each", detector.name));
    }
  }
  if (detectors.size() < 2) {
    throw Error(ErrorKind::kConfig, "compare: give the scores of two detectors or more");
  }
}

}  // namespace

std::vector<AlignedUnit> align_scores(const std::vector<DetectorScores>& detectors,
                                      double target_fpr) {
  require_names(detectors);
  std::vector<std::map<std::string, UnitRows>> rows;
  for (const DetectorScores& detector : detectors) {
    std::map<std::string, UnitRows>& by_name = rows.emplace_back();
    for (UnitRows& unit : split_units(detector.table)) {
      by_name.emplace(unit.name, std::move(unit));
    }
    for (const auto& [name, unit] : by_name) {
      if (rows.front().count(name) == 0) {
        fail(fmt::format("unit '{}' was scored by {} but not by {}", name, detector.name,
                         detectors.front().name));
      }
    }
  }
  std::vector<AlignedUnit> units;
  const DetectorScores& first = detectors.front();
  for (const UnitRows& first_rows : split_units(first.table)) {
    AlignedUnit unit;
    unit.unit = first_rows.name;
    for (const std::size_t row : first_rows.test) {
      unit.labels.push_back(first.table.label[row]);
      unit.groups.push_back(first.table.group[row] == first.table.id[row] ? ""
                                                                          : first.table.group[row]);
    }
    for (std::size_t i = 0; i < detectors.size(); ++i) {
      const auto found = rows[i].find(unit.unit);
      if (found == rows[i].end()) {
        fail(fmt::format("unit '{}' was scored by {} but not by {}", unit.unit, first.name,
                         detectors[i].name));
      }
      add_detector(detectors[i], first, found->second, first_rows, target_fpr, unit);
    }
    units.push_back(std::move(unit));
  }
  return units;
}

}  // namespace goodparts
