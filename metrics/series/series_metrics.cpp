#include "metrics/series/series_metrics.h"

#include <cassert>
#include <cmath>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

// Everything that can be summed over series.
struct Tally {
  std::int64_t samples = 0;
  std::int64_t gaps = 0;
  EventCounts counts;
  RangeSums range;
  NabSums nab;
  PointAdjustCounts point_adjust;

  void add(const Tally& other) {
    samples += other.samples;
    gaps += other.gaps;
    counts.add(other.counts);
    range.add(other.range);
    nab.add(other.nab);
    point_adjust.add(other.point_adjust);
  }
};

Tally tally(const FlaggedSeries& series, const SeriesOptions& options) {
  Tally result;
  result.samples = std::ssize(series.flags);
  result.gaps = std::ssize(series.unbroken) - 1;
  result.counts = count_events(series);
  result.range = range_sums(series, options.range);
  result.nab = nab_sums(series, options.nab);
  result.point_adjust = count_point_adjust(series);
  return result;
}

SeriesMetrics finish(const Tally& sums, const SeriesOptions& options) {
  SeriesMetrics metrics;
  metrics.samples = sums.samples;
  metrics.gaps = sums.gaps;
  metrics.counts = sums.counts;
  metrics.points = point_scores(sums.counts);
  metrics.events = event_scores(sums.counts);
  metrics.range = range_scores(sums.range);
  metrics.delay_samples =
      summarise_delays(sums.counts.delay_samples, sums.counts.events, options.delay_limit_samples);
  metrics.delay_seconds =
      summarise_delays(sums.counts.delay_seconds, sums.counts.events, options.delay_limit_seconds);
  metrics.nab_windows = sums.nab.windows;
  for (std::size_t p = 0; p < kNabProfiles.size(); ++p) {
    metrics.nab[p] = nab_score(sums.nab, kNabProfiles[p]);
  }
  metrics.point_adjusted = point_adjusted(sums.point_adjust);
  return metrics;
}

// One series, with its tally added to `pool`.
SeriesMetrics measure(const Series& series, double threshold, const SeriesOptions& options,
                      Tally& pool) {
  const FlaggedSeries flagged = flag_series(series, threshold, options.max_gap_seconds);
  const Tally sums = tally(flagged, options);
  pool.add(sums);
  SeriesMetrics metrics = finish(sums, options);
  metrics.name = series.name;
  metrics.threshold = threshold;
  metrics.surface = surface_metrics(series, flagged.unbroken, options.surface);
  return metrics;
}

SurfaceMetrics mean_surface(std::span<const SeriesMetrics> series, std::int64_t& defined) {
  SurfaceMetrics mean{0.0, 0.0, 0.0, 0.0};
  defined = 0;
  for (const SeriesMetrics& one : series) {
    if (std::isnan(one.surface.vus_roc)) {
      continue;
    }
    ++defined;
    mean.range_auc_roc += one.surface.range_auc_roc;
    mean.range_auc_pr += one.surface.range_auc_pr;
    mean.vus_roc += one.surface.vus_roc;
    mean.vus_pr += one.surface.vus_pr;
  }
  if (defined == 0) {
    return {};
  }
  const auto count = static_cast<double>(defined);
  return {mean.range_auc_roc / count, mean.range_auc_pr / count, mean.vus_roc / count,
          mean.vus_pr / count};
}

}  // namespace

SeriesMetrics series_metrics(const Series& series, double threshold, const SeriesOptions& options) {
  Tally unused;
  return measure(series, threshold, options, unused);
}

SeriesSetMetrics series_metrics(std::span<const Series> series, std::span<const double> thresholds,
                                const SeriesOptions& options) {
  assert(series.size() == thresholds.size());
  if (series.empty()) {
    throw Error(ErrorKind::kData, "no time series to evaluate; give at least one");
  }
  SeriesSetMetrics result;
  Tally pool;
  bool same_threshold = true;
  for (std::size_t i = 0; i < series.size(); ++i) {
    result.series.push_back(measure(series[i], thresholds[i], options, pool));
    same_threshold = same_threshold && thresholds[i] == thresholds.front();
  }
  result.pooled = finish(pool, options);
  result.pooled.threshold = same_threshold ? thresholds.front() : kUndefined;
  result.pooled.surface = mean_surface(result.series, result.surface_series);
  return result;
}

}  // namespace goodparts
