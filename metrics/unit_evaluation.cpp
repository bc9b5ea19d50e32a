#include "metrics/unit_evaluation.h"

#include <fmt/format.h>

#include <cmath>

#include "kernels/base/error.h"
#include "metrics/histogram.h"
#include "metrics/metric_names.h"
#include "metrics/pixel/pixels.h"
#include "metrics/ranking.h"
#include "metrics/ranking_extra.h"
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
  unit.metrics.emplace_back(kMoreSampleMetrics[0], percent_good(ranking, 1.0));
  unit.metrics.emplace_back(kMoreSampleMetrics[1], percent_good(ranking, 5.0));
  unit.metrics.emplace_back(kMoreSampleMetrics[2], percent_bad(ranking, 1.0));
  unit.metrics.emplace_back(kMoreSampleMetrics[3], percent_bad(ranking, 5.0));
  if (ranking.defined()) {
    unit.oracle_f1 = operating_point(ranking, best.threshold);
  }
  unit.sweep = threshold_sweep(ranking, options.sweep_points);
  unit.roc = roc_curve(ranking, options.curve_points);
  unit.precision_recall = precision_recall_curve(ranking, options.curve_points);
}

// MVTec AD 2: mean + 3σ of good held-out pixels; NaN without such maps.
double segmentation_threshold(const ScoreTable& table, const std::string& unit) {
  const auto found = table.calibration_pixels.find(unit);
  return found == table.calibration_pixels.end()
             ? kUndefined
             : found->second.mean + 3.0 * found->second.deviation;
}

void add_pixel_metrics(const UnitInputs& inputs, const EvaluationOptions& options,
                       UnitEvaluation& unit, std::vector<std::int64_t>& defect_areas) {
  try {
    PixelOptions wanted;
    wanted.curve_points = options.curve_points;
    wanted.threads = options.threads;
    wanted.device = options.device;
    wanted.aupimo = true;
    const double threshold = segmentation_threshold(inputs.table, unit.name);
    if (!std::isnan(threshold)) {
      wanted.thresholds = {threshold};
    }
    PixelMetrics pixels = pixel_metrics(*inputs.maps, wanted);
    unit.metrics.emplace_back(kPixelMetrics[0], pixels.auroc);
    unit.metrics.emplace_back(kPixelMetrics[1], pixels.average_precision);
    unit.metrics.emplace_back(kPixelMetrics[2], pixels.aupro_wide);
    unit.metrics.emplace_back(kPixelMetrics[3], pixels.aupro_narrow);
    unit.metrics.emplace_back(kMorePixelMetrics[0], pixels.oracle_f1.f1());
    unit.metrics.emplace_back(kMorePixelMetrics[1], pixels.at_thresholds.empty()
                                                        ? kUndefined
                                                        : pixels.at_thresholds.front().f1());
    unit.metrics.emplace_back(kMorePixelMetrics[2],
                              pixels.aupimo ? pixels.aupimo->mean : kUndefined);
    defect_areas = std::move(pixels.defect_areas);
    unit.pro = std::move(pixels.pro);
  } catch (const Error& error) {
    throw Error(error.kind(), fmt::format("unit '{}': {}", unit.name, error.what()));
  }
}

std::vector<SizedDefect> sized_defects(const UnitInputs& inputs,
                                       const std::vector<std::int64_t>& areas,
                                       const std::vector<std::uint8_t>& flagged) {
  std::vector<SizedDefect> defects;
  for (std::size_t i = 0; i < areas.size(); ++i) {
    const std::size_t row = inputs.maps->row(static_cast<std::int64_t>(i));
    if (areas[i] > 0 && inputs.table.label[row] == 1) {
      defects.push_back(
          {inputs.table.defect[row], static_cast<double>(areas[i]), flagged[row] != 0});
    }
  }
  return defects;
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
  std::vector<std::int64_t> defect_areas;
  if (inputs.maps != nullptr) {
    add_pixel_metrics(inputs, options, unit, defect_areas);
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
    unit.sized_defects = sized_defects(inputs, defect_areas, flagged);
  }
  unit.histogram = score_histogram(scores.calibration, scores.good, scores.anomalous,
                                   scores.unlabelled, options.histogram_bins);
  return unit;
}

}  // namespace goodparts
