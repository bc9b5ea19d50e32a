#include "metrics/series/series_metrics.h"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/base/error.h"
#include "tests/metrics/series/drawn_series.h"

namespace goodparts {
namespace {

using testing::drawn_series;
using testing::text_series;

// Expected values: golden_series.py.
TEST(SeriesMetrics, DrawnSeries) {
  SeriesOptions options;
  options.max_gap_seconds = 10.0;
  options.delay_limit_samples = 0.0;
  options.delay_limit_seconds = 5.0;
  options.surface.max_buffer = 9;
  const SeriesMetrics metrics = series_metrics(drawn_series(true), 5.0, options);
  EXPECT_EQ(metrics.name, "drawn");
  EXPECT_EQ(metrics.threshold, 5.0);
  EXPECT_EQ(metrics.samples, 120);
  EXPECT_EQ(metrics.gaps, 2);
  EXPECT_EQ(metrics.counts.events, 7);
  EXPECT_EQ(metrics.points.far, 10.0 / 80.0);
  EXPECT_EQ(metrics.points.mar, 0.5);
  EXPECT_NEAR(metrics.events.f1, 14.0 / (14.0 + 8.0), 1e-15);
  EXPECT_NEAR(metrics.range.recall, 0.563809523809524, 1e-14);
  EXPECT_NEAR(metrics.delay_samples.mean, 0.7142857142857143, 1e-15);
  EXPECT_EQ(metrics.delay_samples.median, 0.0);
  EXPECT_EQ(metrics.delay_samples.within_limit, 4.0 / 7.0);
  EXPECT_NEAR(metrics.delay_seconds.mean, 10.0 / 7.0, 1e-15);
  EXPECT_EQ(metrics.delay_seconds.within_limit, 6.0 / 7.0);
  EXPECT_EQ(metrics.nab_windows, 5);
  EXPECT_NEAR(metrics.nab[0], 14.7, 1e-12);
  EXPECT_NEAR(metrics.surface.vus_roc, 0.836636066899044, 1e-13);
  EXPECT_NEAR(metrics.surface.vus_pr, 0.779875825085738, 1e-13);
}

TEST(SeriesMetrics, PerfectSilentAndAlwaysAlarmed) {
  const std::string labels = "000000000000000000000000000000111110000000000000";
  SeriesOptions options;
  options.surface.max_buffer = 0;
  options.nab.windows = NabWindows::kEvents;
  const SeriesMetrics perfect = series_metrics(text_series(labels, labels), 0.5, options);
  EXPECT_EQ(perfect.points.far, 0.0);
  EXPECT_EQ(perfect.points.mar, 0.0);
  EXPECT_EQ(perfect.events.f1, 1.0);
  EXPECT_EQ(perfect.events.composite_f1, 1.0);
  EXPECT_EQ(perfect.range.f1, 1.0);
  EXPECT_EQ(perfect.delay_samples.mean, 0.0);
  EXPECT_EQ(perfect.nab[0], 100.0);
  EXPECT_EQ(perfect.point_adjusted.f1, 1.0);
  EXPECT_EQ(perfect.surface.vus_roc, 1.0);
  EXPECT_EQ(perfect.surface.vus_pr, 1.0);
  const SeriesMetrics silent = series_metrics(text_series(labels, labels), 1.0, options);
  EXPECT_EQ(silent.points.mar, 1.0);
  EXPECT_EQ(silent.events.f1, 0.0);
  EXPECT_EQ(silent.range.f1, 0.0);
  EXPECT_TRUE(std::isnan(silent.delay_samples.mean));
  EXPECT_EQ(silent.nab[0], 0.0);
  EXPECT_EQ(silent.surface.vus_roc, 1.0);  // threshold-free
  const SeriesMetrics always = series_metrics(text_series(labels, labels), -1.0, options);
  EXPECT_EQ(always.points.far, 1.0);
  EXPECT_EQ(always.points.mar, 0.0);
  EXPECT_DOUBLE_EQ(always.points.f1, 10.0 / 53.0);
  EXPECT_EQ(always.point_adjusted.f1, always.points.f1);
  EXPECT_EQ(always.point_adjusted.noise_same_rate, always.points.f1);
}

TEST(SeriesMetrics, CountsArePooledAndVolumesAveraged) {
  const std::vector<Series> series = {
      text_series("0000011111", "0000000011"),   // one event, found 3 late
      text_series("0101000000", "0101100000"),   // two events, found at once, FP 1
      text_series("0000000000", "0010000000")};  // no event, one false alarm
  SeriesOptions options;
  options.surface.max_buffer = 0;
  options.nab.probation = 0.0;
  const SeriesSetMetrics all = series_metrics(series, std::vector<double>(3, 0.5), options);
  ASSERT_EQ(all.series.size(), 3);
  const SeriesMetrics& pooled = all.pooled;
  EXPECT_EQ(pooled.threshold, 0.5);
  EXPECT_EQ(pooled.samples, 30);
  EXPECT_EQ(pooled.counts.tp, 4);
  EXPECT_EQ(pooled.counts.fn, 3);
  EXPECT_EQ(pooled.counts.fp, 2);
  EXPECT_EQ(pooled.counts.tn, 21);
  EXPECT_DOUBLE_EQ(pooled.points.far, 2.0 / 23.0);
  EXPECT_DOUBLE_EQ(pooled.points.mar, 3.0 / 7.0);
  EXPECT_DOUBLE_EQ(pooled.events.f1, 6.0 / (6.0 + 1.0));
  EXPECT_DOUBLE_EQ(pooled.range.recall, (0.4 + 1.0 + 1.0) / 3.0);
  EXPECT_DOUBLE_EQ(pooled.range.precision, (1.0 + 1.0 + 0.5 + 0.0) / 4.0);
  EXPECT_DOUBLE_EQ(pooled.delay_samples.mean, 1.0);
  EXPECT_EQ(pooled.delay_samples.median, 0.0);
  EXPECT_TRUE(std::isnan(pooled.delay_seconds.mean));
  EXPECT_EQ(pooled.nab_windows, 3);
  // By hand: windows of one sample each, 0.1 · 10 / A samples; the first is missed; −0.11 for each
  // sample flagged outside, of which there are 2 + 1 + 1.
  EXPECT_DOUBLE_EQ(pooled.nab[0], 100.0 * (2.0 - 1.0 - 0.44 + 3.0) / 6.0);
  EXPECT_EQ(all.surface_series, 2);
  EXPECT_DOUBLE_EQ(pooled.surface.vus_roc,
                   (all.series[0].surface.vus_roc + all.series[1].surface.vus_roc) / 2.0);
  EXPECT_TRUE(std::isnan(all.series[2].surface.vus_roc));
  EXPECT_TRUE(std::isnan(all.series[2].events.f1));
  EXPECT_EQ(all.series[2].points.far, 0.1);
}

TEST(SeriesMetrics, OneSeriesPooledIsThatSeries) {
  const std::vector<Series> series = {drawn_series(true)};
  SeriesOptions options;
  options.max_gap_seconds = 10.0;
  const SeriesSetMetrics all = series_metrics(series, std::vector<double>{5.0}, options);
  const SeriesMetrics& one = all.series.front();
  EXPECT_EQ(all.pooled.points.f1, one.points.f1);
  EXPECT_EQ(all.pooled.events.composite_f1, one.events.composite_f1);
  EXPECT_EQ(all.pooled.range.f1, one.range.f1);
  EXPECT_EQ(all.pooled.delay_seconds.mean, one.delay_seconds.mean);
  EXPECT_EQ(all.pooled.nab, one.nab);
  EXPECT_EQ(all.pooled.point_adjusted.f1_area, one.point_adjusted.f1_area);
  EXPECT_EQ(all.pooled.surface.vus_pr, one.surface.vus_pr);
}

TEST(SeriesMetrics, DifferentThresholdsHaveNoPooledOne) {
  const std::vector<Series> series = {text_series("0110", "0010"), text_series("0110", "0010")};
  const SeriesSetMetrics all = series_metrics(series, std::vector<double>{0.5, -0.5}, {});
  EXPECT_TRUE(std::isnan(all.pooled.threshold));
  EXPECT_EQ(all.pooled.counts.tp, 3);
  EXPECT_EQ(all.pooled.counts.fp, 2);
}

TEST(SeriesMetrics, NeedsSeries) {
  EXPECT_THROW(series_metrics(std::span<const Series>(), std::span<const double>(), {}), Error);
}

}  // namespace
}  // namespace goodparts
