#include "metrics/sweep.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "kernels/base/rng.h"

namespace goodparts {
namespace {

Ranking normal_ranking(int good, int anomalous, double shift) {
  Rng rng(4, "sweep");
  std::vector<double> scores;
  std::vector<std::int8_t> labels;
  for (int i = 0; i < good + anomalous; ++i) {
    const bool is_anomalous = i >= good;
    scores.push_back(rng.normal(is_anomalous ? shift : 0.0, 1.0));
    labels.push_back(is_anomalous ? 1 : 0);
  }
  return rank_samples(scores, labels);
}

void expect_descending(const std::vector<OperatingPoint>& sweep) {
  for (std::size_t i = 1; i < sweep.size(); ++i) {
    EXPECT_LT(sweep[i].threshold, sweep[i - 1].threshold);
    EXPECT_GE(sweep[i].tp, sweep[i - 1].tp);
    EXPECT_GE(sweep[i].fp, sweep[i - 1].fp);
  }
}

TEST(OperatingPoint, CountsScoresAboveTheThreshold) {
  const std::vector<double> scores = {1, 2, 2, 3, 4};
  const std::vector<std::int8_t> labels = {0, 0, 1, 0, 1};
  const OperatingPoint point = operating_point(rank_samples(scores, labels), 2.0);
  EXPECT_EQ(point.threshold, 2.0);
  EXPECT_EQ(point.tp, 1);
  EXPECT_EQ(point.fp, 1);
  EXPECT_EQ(point.tn, 2);
  EXPECT_EQ(point.fn, 1);
  EXPECT_DOUBLE_EQ(point.recall.value, 0.5);
  EXPECT_DOUBLE_EQ(point.false_positive_rate.value, 1.0 / 3.0);
  EXPECT_DOUBLE_EQ(point.precision.value, 0.5);
}

TEST(OperatingPoint, FlaggingNothingHasNoPrecision) {
  const std::vector<double> scores = {1, 2};
  const std::vector<std::int8_t> labels = {0, 1};
  const OperatingPoint point = operating_point(rank_samples(scores, labels), 2.0);
  EXPECT_EQ(point.tp + point.fp, 0);
  EXPECT_TRUE(std::isnan(point.precision.value));
  EXPECT_EQ(point.precision.high, 1.0);
}

TEST(Sweep, SmallSetsShowEveryThreshold) {
  const Ranking ranking = normal_ranking(20, 30, 1.0);
  const std::vector<OperatingPoint> sweep = threshold_sweep(ranking, 100);
  EXPECT_EQ(sweep.size(), 51);
  EXPECT_EQ(sweep.front().tp + sweep.front().fp, 0);
  EXPECT_EQ(sweep.back().tp + sweep.back().fp, 50);
  expect_descending(sweep);
}

TEST(Sweep, LargeSetsShowLowFalseAlarmCountsOneByOne) {
  const Ranking ranking = normal_ranking(5000, 2000, 2.0);
  const std::vector<OperatingPoint> sweep = threshold_sweep(ranking, 100);
  EXPECT_EQ(sweep.size(), 100);
  EXPECT_EQ(sweep.front().tp + sweep.front().fp, 0);
  EXPECT_EQ(sweep.back().tp + sweep.back().fp, 7000);
  expect_descending(sweep);
  std::set<std::int64_t> false_alarms;
  std::int64_t without = 0;
  for (const OperatingPoint& point : sweep) {
    false_alarms.insert(point.fp);
    without += point.fp == 0 ? 1 : 0;
  }
  for (std::int64_t fp = 0; fp <= 30; ++fp) {
    EXPECT_TRUE(false_alarms.contains(fp)) << fp;
  }
  EXPECT_GE(without, 20);
}

// At a given number of false alarms, no threshold catches more than the one in the sweep.
TEST(Sweep, EachNumberOfFalseAlarmsIsAtItsBestRecall) {
  const Ranking ranking = normal_ranking(5000, 2000, 1.0);
  for (const OperatingPoint& point : threshold_sweep(ranking, 60)) {
    if (point.fp == 0) {
      continue;  // stricter thresholds are shown there as well
    }
    std::int64_t best = 0;
    for (std::size_t v = 0; v < ranking.vertices(); ++v) {
      best = ranking.fp(v) == point.fp ? std::max(best, ranking.tp(v)) : best;
    }
    EXPECT_EQ(point.tp, best);
  }
}

TEST(Sweep, FewGoodSamplesLeaveRoomForStricterThresholds) {
  const Ranking ranking = normal_ranking(12, 800, 4.0);
  const std::vector<OperatingPoint> sweep = threshold_sweep(ranking, 100);
  EXPECT_EQ(sweep.size(), 100);
  EXPECT_EQ(sweep.back().fp, 12);
  expect_descending(sweep);
}

TEST(Sweep, OneClassAlone) {
  EXPECT_EQ(threshold_sweep(normal_ranking(300, 0, 0.0), 50).size(), 50);
  EXPECT_EQ(threshold_sweep(normal_ranking(0, 300, 0.0), 50).back().tp, 300);
  EXPECT_TRUE(threshold_sweep(rank_samples({}, {}), 50).empty());
}

TEST(Sweep, TightBudgetsKeepBothEnds) {
  for (const std::int64_t points : {4, 5, 6, 7}) {
    const std::vector<OperatingPoint> sweep = threshold_sweep(normal_ranking(9, 9, 1.0), points);
    EXPECT_LE(std::ssize(sweep), points);
    EXPECT_EQ(sweep.front().tp + sweep.front().fp, 0);
    EXPECT_EQ(sweep.back().tp + sweep.back().fp, 18);
    expect_descending(sweep);
  }
}

}  // namespace
}  // namespace goodparts
