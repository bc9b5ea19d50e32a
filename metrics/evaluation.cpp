#include "metrics/evaluation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "kernels/base/error.h"
#include "metrics/intervals.h"
#include "metrics/metric_names.h"
#include "metrics/notes.h"
#include "metrics/sweep.h"
#include "metrics/unit_evaluation.h"

namespace goodparts {
namespace {

void check_columns(const ScoreTable& table) {
  const auto check = [&](const std::string& name, std::size_t size) {
    if (size != table.size()) {
      throw Error(ErrorKind::kData,
                  fmt::format("score table: column '{}' has {} entries, but there are {} scores; "
                              "write one entry for each sample",
                              name, size, table.size()));
    }
  };
  if (table.size() == 0) {
    throw Error(ErrorKind::kData,
                "score table: it has no samples; score at least one before evaluating");
  }
  check("unit", table.unit.size());
  check("id", table.id.size());
  check("group", table.group.size());
  check("split", table.split.size());
  check("label", table.label.size());
  check("defect", table.defect.size());
  if (!table.seconds.empty()) {
    check("seconds", table.seconds.size());
  }
  if (!table.latency_ms.empty()) {
    check("latency_ms", table.latency_ms.size());
  }
  for (const ConditionColumn& column : table.conditions) {
    check(column.name, column.numeric ? column.numbers.size() : column.texts.size());
  }
  for (const auto& [unit, limit] : table.control_limits) {
    if (!std::isfinite(limit)) {
      throw Error(ErrorKind::kData,
                  fmt::format("score table: the control limit of unit '{}' is {}; it must be a "
                              "finite number",
                              unit, limit));
    }
  }
}

void check_row(const ScoreTable& table, std::size_t row) {
  const auto fail = [&](const std::string& what) {
    throw Error(ErrorKind::kData, fmt::format("score table: sample '{}' of unit '{}' {}",
                                              table.id[row], table.unit[row], what));
  };
  const int label = table.label[row];
  if (!std::isfinite(table.score[row])) {
    fail(fmt::format("has the score {}; scores must be finite numbers", table.score[row]));
  }
  if (label < -1 || label > 1) {
    fail(fmt::format("has the label {}; use 0 for good, 1 for anomalous, -1 for not known", label));
  }
  if (table.split[row] == Split::kCalibration && label == 1) {
    fail(
        "is labelled anomalous but belongs to the calibration split; calibrate on good parts only");
  }
}

void check_options(const EvaluationOptions& options) {
  const auto at_least = [](const char* name, std::int64_t value, std::int64_t least) {
    if (value < least) {
      throw Error(ErrorKind::kConfig,
                  fmt::format("{}: {} is too small; use {} or more", name, value, least));
    }
  };
  at_least("sweep_points", options.sweep_points, kFewestSweepPoints);
  at_least("histogram_bins", options.histogram_bins, 1);
  at_least("curve_points", options.curve_points, 2);
}

NamedValues mean_metrics(const std::vector<UnitEvaluation>& units) {
  NamedValues means;
  const auto add = [&](std::string_view name) {
    bool known = false;
    double sum = 0.0;
    std::int64_t defined = 0;
    for (const UnitEvaluation& unit : units) {
      for (const auto& [metric, value] : unit.metrics) {
        if (metric == name) {
          known = true;
          if (!std::isnan(value)) {
            sum += value;
            ++defined;
          }
        }
      }
    }
    if (known) {
      means.emplace_back(name, defined == 0 ? kUndefined : sum / static_cast<double>(defined));
    }
  };
  std::for_each(kSampleMetrics.begin(), kSampleMetrics.end(), add);
  std::for_each(kMoreSampleMetrics.begin(), kMoreSampleMetrics.end(), add);
  std::for_each(kPixelMetrics.begin(), kPixelMetrics.end(), add);
  std::for_each(kMorePixelMetrics.begin(), kMorePixelMetrics.end(), add);
  return means;
}

OperatingPoint pool(const std::vector<UnitEvaluation>& units) {
  OperatingPoint pooled;
  for (const UnitEvaluation& unit : units) {
    pooled.tp += unit.at_choice.tp;
    pooled.fp += unit.at_choice.fp;
    pooled.tn += unit.at_choice.tn;
    pooled.fn += unit.at_choice.fn;
  }
  pooled.recall = make_rate(pooled.tp, pooled.tp + pooled.fn);
  pooled.false_positive_rate = make_rate(pooled.fp, pooled.fp + pooled.tn);
  pooled.precision = make_rate(pooled.tp, pooled.tp + pooled.fp);
  if (units.size() == 1) {
    pooled.threshold = units.front().at_choice.threshold;
  }
  return pooled;
}

}  // namespace

Evaluation evaluate(const ScoreTable& table, const PixelSources& pixels,
                    const EvaluationOptions& options) {
  check_options(options);
  check_columns(table);
  for (std::size_t row = 0; row < table.size(); ++row) {
    check_row(table, row);
  }
  const std::vector<UnitRows> rows = split_units(table);
  const std::vector<ConditionLevels> levels = condition_levels(table);
  std::vector<std::uint8_t> flagged(table.size(), 0);
  std::vector<std::size_t> decided;  // labelled test rows of units that have a threshold
  Evaluation evaluation;
  evaluation.has_choice = true;
  for (const UnitRows& unit : rows) {
    const std::unique_ptr<TestMaps> maps = pixels ? pixels(unit.name) : nullptr;
    evaluation.units.push_back(evaluate_unit({table, unit, levels, maps.get()}, options, flagged));
    if (evaluation.units.back().choice.available) {
      decided.insert(decided.end(), unit.test.begin(), unit.test.end());
    } else {
      evaluation.has_choice = false;
    }
  }
  evaluation.metrics = mean_metrics(evaluation.units);
  evaluation.at_choice = pool(evaluation.units);
  evaluation.defects = recall_by_defect(table, decided, flagged);
  evaluation.conditions = fpr_by_condition(table, levels, decided, flagged);
  evaluation.notes = evaluation_notes(table, rows, evaluation);
  return evaluation;
}

}  // namespace goodparts
