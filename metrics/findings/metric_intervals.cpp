#include "metrics/findings/metric_intervals.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "metrics/metric_names.h"
#include "metrics/pixel/bootstrap_counts.h"
#include "metrics/pixel/pixels.h"
#include "metrics/ranking_extra.h"
#include "metrics/uncertainty/bootstrap.h"
#include "metrics/uncertainty/delong.h"
#include "metrics/uncertainty/pixel_bootstrap.h"

namespace goodparts {
namespace {

double value_of(const UnitEvaluation& unit, std::string_view metric) {
  const auto found = std::find_if(unit.metrics.begin(), unit.metrics.end(),
                                  [&](const auto& entry) { return entry.first == metric; });
  return found == unit.metrics.end() ? kUndefined : found->second;
}

bool any_group(const std::vector<std::string>& groups, std::size_t samples) {
  std::vector<std::string> sorted = groups;
  std::sort(sorted.begin(), sorted.end());
  const auto last = std::unique(sorted.begin(), sorted.end());
  const auto kinds = static_cast<std::size_t>(last - sorted.begin());
  return kinds < samples && kinds > 1;
}

MetricInterval from(std::string_view metric, const BootstrapEstimate& estimate,
                    std::string method) {
  const Interval& interval = estimate.interval;
  return {std::string(metric), estimate.value,    interval.low,   interval.high,
          estimate.confidence, std::move(method), estimate.caveat};
}

// Whole groups are drawn where samples come in groups; DeLong takes samples to be independent.
void add_sample_intervals(const Context& context, const UnitScores& scores,
                          const FindingsOptions& options, std::vector<MetricInterval>& intervals) {
  const bool grouped = any_group(scores.groups, scores.groups.size());
  std::vector<RankingMetric> metrics = sample_ranking_metrics();
  const auto add = [&](std::string_view name, double (*value)(const Ranking&, double),
                       double percent) {
    metrics.push_back({std::string(name), [value, percent](const Ranking& ranking) {
                         return value(ranking, percent);
                       }});
  };
  add(kMoreSampleMetrics[0], percent_good, 1.0);
  add(kMoreSampleMetrics[1], percent_good, 5.0);
  add(kMoreSampleMetrics[2], percent_bad, 1.0);
  add(kMoreSampleMetrics[3], percent_bad, 5.0);
  if (!grouped) {
    const AurocEstimate auroc = delong_auroc(scores.test, scores.labels, options.confidence);
    intervals.push_back({std::string(kSampleMetrics[0]), auroc.value, auroc.low, auroc.high,
                         auroc.confidence, auroc.method, auroc.caveat});
    metrics.erase(metrics.begin());
  }
  if (options.bootstrap == 0) {
    return;
  }
  const LabelledSamples samples{scores.labels, grouped ? std::span<const std::string>(scores.groups)
                                                       : std::span<const std::string>()};
  const std::vector<BootstrapEstimate> estimates = bootstrap_metrics(
      context, scores.test, samples, metrics, {options.bootstrap, options.confidence});
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    intervals.push_back(from(metrics[i].name, estimates[i],
                             grouped ? "bootstrap of groups" : "bootstrap, stratified by class"));
  }
}

void add_pixel_intervals(const Context& context, const ScoreTable& table, const TestMaps& maps,
                         const UnitEvaluation& unit, const FindingsOptions& options,
                         std::vector<MetricInterval>& intervals) {
  const std::vector<ImagePixelCounts> counts = image_pixel_counts(maps, context.threads);
  std::vector<std::string> groups;
  for (std::int64_t i = 0; i < maps.size(); ++i) {
    groups.push_back(table.group[maps.row(i)]);
  }
  const double limits[] = {kAuproWide, kAuproNarrow};
  const PixelValues exact{value_of(unit, kPixelMetrics[0]),
                          value_of(unit, kPixelMetrics[1]),
                          {value_of(unit, kPixelMetrics[2]), value_of(unit, kPixelMetrics[3])}};
  const PixelEstimates estimates =
      bootstrap_pixels(context, counts, limits, exact, {options.bootstrap, options.confidence},
                       any_group(groups, groups.size()) ? std::span<const std::string>(groups)
                                                        : std::span<const std::string>());
  const std::string method = "bootstrap of whole images";
  intervals.push_back(from(kPixelMetrics[0], estimates.auroc.estimate, method));
  intervals.push_back(from(kPixelMetrics[1], estimates.average_precision.estimate, method));
  for (std::size_t i = 0; i < estimates.aupro.size(); ++i) {
    intervals.push_back(from(kPixelMetrics[2 + i], estimates.aupro[i].estimate, method));
  }
}

}  // namespace

std::vector<MetricInterval> metric_intervals(const Context& context, const ScoreTable& table,
                                             const UnitScores& scores, const TestMaps* maps,
                                             const UnitEvaluation& unit,
                                             const FindingsOptions& options) {
  std::vector<MetricInterval> intervals;
  add_sample_intervals(context, scores, options, intervals);
  if (maps != nullptr && options.bootstrap > 0 && !std::isnan(value_of(unit, kPixelMetrics[0]))) {
    add_pixel_intervals(context, table, *maps, unit, options, intervals);
  }
  return intervals;
}

}  // namespace goodparts
