#include "metrics/series/point_adjust.h"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/base/rng.h"
#include "tests/metrics/series/drawn_series.h"

namespace goodparts {
namespace {

using testing::drawn_series;
using testing::text_series;

PointAdjustCounts count(const Series& series, double threshold, double max_gap_seconds = kNoGap) {
  return count_point_adjust(flag_series(series, threshold, max_gap_seconds));
}

// Expected values: golden_series.py.
TEST(PointAdjust, DrawnSeries) {
  const Series series = drawn_series(true);
  const PointAdjustCounts whole = count(series, 6.75);
  EXPECT_NEAR(point_adjusted_f1(whole, 0.0), 0.906666666666667, 1e-14);
  EXPECT_NEAR(point_adjusted_f1(whole, 20.0), 0.481481481481481, 1e-14);
  EXPECT_NEAR(point_adjusted_f1(whole, 50.0), 0.326530612244898, 1e-14);
  EXPECT_NEAR(point_adjusted_f1(whole, 100.0), 0.326530612244898, 1e-14);
  EXPECT_NEAR(point_adjusted_f1_area(whole), 0.465205442176871, 1e-14);
  EXPECT_NEAR(point_adjusted_f1_area(count(series, 6.75, 10.0)), 0.464800186057329, 1e-14);
}

// By hand: 2 of 12 normal samples and 1 of 8 anomalous ones are flagged.
TEST(PointAdjust, OneFlagIsWorthTheEvent) {
  const PointAdjustCounts counts =
      count(text_series("00001111111100000000", "00010000100000001000"), 0.5);
  EXPECT_DOUBLE_EQ(point_adjusted_f1(counts), 2.0 * 8.0 / (2.0 * 8.0 + 2.0));
  EXPECT_DOUBLE_EQ(point_adjusted_f1(counts, 100.0 / 8.0), 2.0 / (2.0 + 2.0 + 7.0));  // not more
  EXPECT_DOUBLE_EQ(point_adjusted_f1(counts, 100.0), 2.0 / (2.0 + 2.0 + 7.0));
}

// An event of 300 in 10,000 samples, and flags that know nothing: F1 of the expected counts is
// 12 / 506 without adjustment and 0.75 with it.
TEST(PointAdjust, NoiseScoresHigh) {
  PointAdjustCounts counts;
  counts.normal = 9700;
  counts.event_lengths = {300};
  const double rate = 0.02;
  const double found = 1.0 - std::pow(0.98, 300);
  EXPECT_NEAR(noise_point_adjusted_f1(counts, rate),
              2.0 * 300.0 * found / (300.0 * found + 194.0 + 300.0), 1e-12);
  EXPECT_GT(noise_point_adjusted_f1(counts, rate), 0.75);
  EXPECT_EQ(noise_point_adjusted_f1(counts, 0.0), 0.0);
  EXPECT_DOUBLE_EQ(noise_point_adjusted_f1(counts, 1.0), 600.0 / 10300.0);
}

TEST(PointAdjust, ExpectedCountsOfNoiseAreThoseOfSimulatedNoise) {
  const PointAdjustCounts drawn = count(drawn_series(false), 5.0);
  const double rate = 0.25;  // the share that the threshold flags
  EXPECT_DOUBLE_EQ(static_cast<double>(drawn.flagged) / 120.0, rate);
  Rng rng(3, "noise");
  Series series = drawn_series(false);
  double tp = 0.0, fp = 0.0;
  const int rounds = 4000;
  for (int round = 0; round < rounds; ++round) {
    for (double& score : series.scores) {
      score = rng.chance(rate) ? 1.0 : 0.0;
    }
    const PointAdjustCounts counts = count(series, 0.5);
    fp += static_cast<double>(counts.false_alarms) / rounds;
    for (std::size_t e = 0; e < counts.event_lengths.size(); ++e) {
      tp +=
          counts.event_flagged[e] > 0 ? static_cast<double>(counts.event_lengths[e]) / rounds : 0.0;
    }
  }
  const PointAdjusted result = point_adjusted(drawn);
  EXPECT_NEAR(result.noise_same_rate, 2.0 * tp / (tp + fp + 40.0), 0.005);
  EXPECT_GE(result.noise_best, result.noise_same_rate);
}

TEST(PointAdjust, AllFlaggedAndNothingFlagged) {
  const PointAdjusted all = point_adjusted(count(text_series("0011", "1111"), 0.5));
  EXPECT_DOUBLE_EQ(all.f1, 2.0 / 3.0);
  EXPECT_NEAR(all.f1_area, 2.0 / 3.0, 1e-14);
  EXPECT_DOUBLE_EQ(all.noise_same_rate, 2.0 / 3.0);
  const PointAdjusted none = point_adjusted(count(text_series("0011", "0000"), 0.5));
  EXPECT_EQ(none.f1, 0.0);
  EXPECT_EQ(none.noise_same_rate, 0.0);
}

TEST(PointAdjust, IsUndefinedWithoutAnEvent) {
  const PointAdjusted result = point_adjusted(count(text_series("0000", "0100"), 0.5));
  EXPECT_TRUE(std::isnan(result.f1));
  EXPECT_TRUE(std::isnan(result.f1_area));
  EXPECT_TRUE(std::isnan(result.noise_same_rate));
  EXPECT_TRUE(std::isnan(result.noise_best));
}

}  // namespace
}  // namespace goodparts
