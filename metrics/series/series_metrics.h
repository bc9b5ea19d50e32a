// All metrics of time series at once, of one series and of several together.
//
// NaN stands for "not defined here": whatever is about events without an event, FAR, VUS and
// range-AUC without a normal sample, delays where nothing was found, seconds without times.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "metrics/evaluation.h"
#include "metrics/series/events.h"
#include "metrics/series/nab.h"
#include "metrics/series/point_adjust.h"
#include "metrics/series/range_scores.h"
#include "metrics/series/series.h"
#include "metrics/series/surface.h"

namespace goodparts {

struct SeriesOptions {
  double max_gap_seconds = kNoGap;          // a longer step in time breaks the series
  double delay_limit_samples = kUndefined;  // for the share of events found in time
  double delay_limit_seconds = kUndefined;
  SurfaceOptions surface;
  RangeOptions range;
  NabOptions nab;
};

struct SeriesMetrics {
  std::string name;
  double threshold = kUndefined;  // flagged: score > threshold
  std::int64_t samples = 0;
  std::int64_t gaps = 0;
  EventCounts counts;  // samples, events, alarms, delays
  PointScores points;
  EventScores events;
  RangeScores range;
  Delays delay_samples;
  Delays delay_seconds;
  std::int64_t nab_windows = 0;
  std::array<double, kNabProfiles.size()> nab{};  // in the order of kNabProfiles
  PointAdjusted point_adjusted;                   // only with kPointAdjustWarning, noise beside it
  SurfaceMetrics surface;                         // of all thresholds
};

struct SeriesSetMetrics {
  std::vector<SeriesMetrics> series;  // in the order given
  // Counts, rewards and penalties summed over series before any ratio is taken. Its `surface` is
  // the mean over the series where that is defined, since scores of different series are not
  // compared; its threshold is NaN where series have different ones.
  SeriesMetrics pooled;
  std::int64_t surface_series = 0;  // behind the means
};

// Throws what check_series(), surface_metrics(), range_sums() and nab_sums() throw.
SeriesMetrics series_metrics(const Series& series, double threshold, const SeriesOptions& options);

// A threshold for each series. Also throws Error(kData) without series.
SeriesSetMetrics series_metrics(std::span<const Series> series, std::span<const double> thresholds,
                                const SeriesOptions& options);

}  // namespace goodparts
