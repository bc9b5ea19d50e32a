#include "metrics/unit_evaluation.h"

#include <fmt/format.h>

#include "kernels/base/error.h"
#include "metrics/histogram.h"
#include "metrics/metric_names.h"
#include "metrics/pixels.h"
#include "metrics/ranking.h"
#include "metrics/sweep.h"
#include "metrics/thresholds.h"

namespace goodparts {
namespace {

struct Scores {
  std::vector<double> calibration;
  std::vector<double> test;  // parallel to labels
  std::vector<std::int8_t> labels;
  std::vector<double> good;
  std::vector<double> anomalous;
  std::vector<double> unlabelled;
};

Scores gather(const ScoreTable& table, const UnitRows& rows) {
  Scores scores;
  for (const std::size_t row : rows.calibration) {
    scores.calibration.push_back(table.score[row]);
  }
  for (const std::size_t row : rows.test) {
    scores.test.push_back(table.score[row]);
    scores.labels.push_back(table.label[row]);
    (table.label[row] == 1 ? scores.anomalous : scores.good).push_back(table.score[row]);
  }
  for (const std::size_t row : rows.unlabelled) {
    scores.unlabelled.push_back(table.score[row]);
  }
  return scores;
}

void add_sample_metrics(const Ranking& ranking, const EvaluationOptions& options,
                        UnitEvaluation& unit) {
  const BestF1 best = best_f1(ranking);
  unit.metrics.emplace_back(kSampleMetrics[0], auroc(ranking));
  unit.metrics.emplace_back(kSampleMetrics[1], average_precision(ranking));
  unit.metrics.emplace_back(kSampleMetrics[2], best.value);
  unit.metrics.emplace_back(kSampleMetrics[3], fpr_at_recall(ranking, 0.95));
  if (ranking.defined()) {
    unit.oracle_f1 = operating_point(ranking, best.threshold);
  }
  unit.sweep = threshold_sweep(ranking, options.sweep_points);
  unit.roc = roc_curve(ranking, options.curve_points);
  unit.precision_recall = precision_recall_curve(ranking, options.curve_points);
}

void add_pixel_metrics(const PixelSource& maps, const EvaluationOptions& options,
                       UnitEvaluation& unit) {
  try {
    PixelMetrics pixels =
        pixel_metrics(maps, options.curve_points, options.threads, options.device);
    unit.metrics.emplace_back(kPixelMetrics[0], pixels.auroc);
    unit.metrics.emplace_back(kPixelMetrics[1], pixels.average_precision);
    unit.metrics.emplace_back(kPixelMetrics[2], pixels.aupro_wide);
    unit.metrics.emplace_back(kPixelMetrics[3], pixels.aupro_narrow);
    unit.pro = std::move(pixels.pro);
  } catch (const Error& error) {
    throw Error(error.kind(), fmt::format("unit '{}': {}", unit.name, error.what()));
  }
}

}  // namespace

UnitEvaluation evaluate_unit(const UnitInputs& inputs, const EvaluationOptions& options,
                             std::vector<std::uint8_t>& flagged) {
  const UnitRows& rows = inputs.rows;
  const Scores scores = gather(inputs.table, rows);
  const Ranking ranking = rank_samples(scores.test, scores.labels, options.device);
  UnitEvaluation unit;
  unit.name = rows.name;
  unit.good = ranking.good;
  unit.anomalous = ranking.anomalous;
  unit.calibration = std::ssize(scores.calibration);
  add_sample_metrics(ranking, options, unit);
  if (inputs.maps != nullptr) {
    add_pixel_metrics(*inputs.maps, options, unit);
  }
  const auto limit = inputs.table.control_limits.find(rows.name);
  unit.choice = choose_threshold(
      scores.calibration, options.target_fpr,
      limit == inputs.table.control_limits.end() ? std::nullopt : std::optional(limit->second));
  if (unit.choice.available) {
    unit.at_choice = operating_point(ranking, unit.choice.threshold);
    for (const std::size_t row : rows.test) {
      flagged[row] = inputs.table.score[row] > unit.choice.threshold ? 1 : 0;
    }
    unit.defects = recall_by_defect(inputs.table, rows.test, flagged);
    unit.conditions = fpr_by_condition(inputs.table, inputs.levels, rows.test, flagged);
  }
  unit.histogram = score_histogram(scores.calibration, scores.good, scores.anomalous,
                                   scores.unlabelled, options.histogram_bins);
  return unit;
}

}  // namespace goodparts
