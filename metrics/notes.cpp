#include "metrics/notes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "metrics/intervals.h"
#include "metrics/metric_names.h"

namespace goodparts {
namespace {

using Notes = std::vector<std::string>;

bool has_metric(const NamedValues& metrics, std::string_view name) {
  return std::any_of(metrics.begin(), metrics.end(),
                     [&](const auto& metric) { return metric.first == name; });
}

void add_conventions(const Evaluation& evaluation, Notes& notes) {
  notes.emplace_back(
      "A sample is flagged when its score is greater than the threshold. Rates carry two-sided 95 "
      "% Clopper–Pearson intervals.");
  notes.emplace_back(
      "Average precision follows scikit-learn: no interpolation, tied scores are one step.");
  notes.emplace_back(
      "sample_f1_max and the oracle threshold are tuned on the test labels: no threshold chosen "
      "beforehand can be expected to reach them.");
  if (has_metric(evaluation.metrics, kPixelMetrics.front())) {
    notes.emplace_back(
        "AU-PRO follows the convention mvtec_ad: exact, 8-connected defect regions, false positive "
        "rate over all pixels outside of defects, area up to the limit divided by the limit.");
  }
}

// What a metric takes to be defined.
std::string needs(const std::string& metric) {
  if (metric == kMorePixelMetrics[1]) {
    return "it needs maps of held-out good parts, and defective test pixels";
  }
  if (metric == kMorePixelMetrics[2]) {
    return "it needs good images of 100,000 pixels or more in all that do not tie at the top, and "
           "defective test pixels";
  }
  return fmt::format("it needs good and anomalous test {}",
                     metric.starts_with("pixel_") ? "pixels" : "samples");
}

void add_means(const Evaluation& evaluation, Notes& notes) {
  const std::size_t count = evaluation.units.size();
  if (count > 1) {
    notes.push_back(fmt::format("Metrics are means over {} units; counts are pooled.", count));
  }
  for (const auto& [name, mean] : evaluation.metrics) {
    std::size_t defined = 0;
    for (const UnitEvaluation& unit : evaluation.units) {
      for (const auto& metric : unit.metrics) {
        defined += metric.first == name && !std::isnan(metric.second) ? 1 : 0;
      }
    }
    if (defined < count) {
      notes.push_back(
          fmt::format("{} is defined in {} of {} units ({}).", name, defined, count, needs(name)));
    }
  }
}

void add_left_out(const std::vector<UnitRows>& rows, const Evaluation& evaluation, Notes& notes) {
  std::size_t unlabelled = 0;
  for (const UnitRows& unit : rows) {
    unlabelled += unit.unlabelled.size();
  }
  if (unlabelled > 0) {
    notes.push_back(fmt::format("{} no label and {} left out of every metric, rate and curve.",
                                unlabelled == 1 ? std::string("1 test sample has")
                                                : fmt::format("{} test samples have", unlabelled),
                                unlabelled == 1 ? "is" : "are"));
  }
  const auto by_theory = std::count_if(
      evaluation.units.begin(), evaluation.units.end(),
      [](const auto& unit) { return unit.choice.available && unit.choice.good_count == 0; });
  if (by_theory > 0) {
    notes.push_back(
        fmt::format("{} of {} units have no held-out good parts; their threshold is the method's "
                    "own control limit, which has not been checked on held-out good parts.",
                    by_theory, evaluation.units.size()));
  }
  const auto without = std::count_if(evaluation.units.begin(), evaluation.units.end(),
                                     [](const auto& unit) { return !unit.choice.available; });
  if (without > 0) {
    notes.push_back(
        fmt::format("{} of {} units have no held-out good parts, so no threshold is chosen there "
                    "and pooled counts leave them out.",
                    without, evaluation.units.size()));
  }
}

void add_no_false_alarm(const Evaluation& evaluation, Notes& notes) {
  const Rate& rate = evaluation.at_choice.false_positive_rate;
  if (rate.total > 0 && rate.count == 0) {
    notes.push_back(
        fmt::format("No false alarm among {} good test samples does not mean 0 %: it bounds the "
                    "false positive rate at {:.3g} % (95 % confidence, one-sided).",
                    rate.total, 100.0 * clopper_pearson_upper(0, rate.total)));
  }
}

// Samples of one group are not independent of each other, which intervals take them to be.
void add_groups(const ScoreTable& table, Notes& notes) {
  std::set<std::pair<std::string, std::string>> groups;
  std::size_t grouped = 0;
  for (std::size_t row = 0; row < table.size(); ++row) {
    if (!table.group[row].empty()) {
      groups.emplace(table.unit[row], table.group[row]);
      ++grouped;
    }
  }
  if (groups.size() < grouped) {
    notes.push_back(fmt::format(
        "{} samples come from only {} groups (files, lots). Intervals and bounds take samples to "
        "be independent of each other, so they are narrower than the data warrants.",
        grouped, groups.size()));
  }
}

}  // namespace

Notes evaluation_notes(const ScoreTable& table, const std::vector<UnitRows>& rows,
                       const Evaluation& evaluation) {
  Notes notes;
  add_conventions(evaluation, notes);
  add_means(evaluation, notes);
  add_left_out(rows, evaluation, notes);
  add_no_false_alarm(evaluation, notes);
  add_groups(table, notes);
  return notes;
}

}  // namespace goodparts
