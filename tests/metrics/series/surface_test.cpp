#include "metrics/series/surface.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "kernels/base/error.h"
#include "kernels/base/rng.h"
#include "metrics/ranking.h"
#include "tests/metrics/series/drawn_series.h"

namespace goodparts {
namespace {

using testing::drawn_series;
using testing::text_series;

constexpr SurfaceConvention kBoth[] = {SurfaceConvention::kPaper, SurfaceConvention::kCode};

SurfaceMetrics measure(const Series& series, const SurfaceOptions& options,
                       double max_gap_seconds = kNoGap) {
  check_series(series, max_gap_seconds);
  return surface_metrics(series, unbroken_stretches(series, max_gap_seconds), options);
}

void expect_near(const SurfaceMetrics& got, const SurfaceMetrics& wanted) {
  EXPECT_NEAR(got.range_auc_roc, wanted.range_auc_roc, 1e-13);
  EXPECT_NEAR(got.range_auc_pr, wanted.range_auc_pr, 1e-13);
  EXPECT_NEAR(got.vus_roc, wanted.vus_roc, 1e-13);
  EXPECT_NEAR(got.vus_pr, wanted.vus_pr, 1e-13);
}

// The definitions of surface.h, one threshold and one sample at a time.
struct Reference {
  const Series& series;
  std::vector<Stretch> unbroken;
  std::vector<Stretch> events;
  bool paper;

  Stretch reach(const Stretch& event, std::int64_t half) const {
    for (const Stretch& stretch : unbroken) {
      if (event.begin >= stretch.begin && event.begin < stretch.end) {
        return {std::max(event.begin - half, stretch.begin),
                std::min(event.end + half, stretch.end)};
      }
    }
    return event;
  }

  std::vector<double> soft_labels(std::int64_t buffer) const {
    std::vector<double> soft(series.labels.begin(), series.labels.end());
    for (const Stretch& event : events) {
      const Stretch around = reach(event, buffer / 2);
      for (std::int64_t i = around.begin; i < around.end; ++i) {
        const std::int64_t d = std::max({event.begin - i, i - event.end + 1, std::int64_t{0}});
        if (d > 0) {
          soft[static_cast<std::size_t>(i)] +=
              std::sqrt(1.0 - static_cast<double>(d) / static_cast<double>(buffer));
        }
      }
    }
    for (double& label : soft) {
      label = std::min(label, 1.0);
    }
    return soft;
  }

  // Stretches of the existence reward.
  std::vector<Stretch> to_find(std::int64_t half) const {
    std::vector<Stretch> found;
    for (std::size_t e = 0; e < events.size(); ++e) {
      const Stretch around = reach(events[e], half);
      const bool meets = !paper && e > 0 &&
                         reach(events[e - 1], 1 << 20) == reach(events[e], 1 << 20) &&
                         events[e - 1].end - 1 + half >= events[e].begin - half;
      if (meets) {
        found.back().end = around.end;
      } else {
        found.push_back(around);
      }
    }
    return found;
  }

  std::pair<double, double> areas(std::int64_t buffer) const {
    const std::vector<double> soft = soft_labels(buffer);
    const std::vector<Stretch> ranges = to_find(buffer / 2);
    const std::set<double, std::greater<>> levels(series.scores.begin(), series.scores.end());
    double roc = 0.0, pr = 0.0, recall = 0.0, fpr = 0.0, precision = 1.0;
    for (const double level : levels) {
      double tp = 0.0, flagged = 0.0, positives = 0.0;
      for (std::size_t i = 0; i < soft.size(); ++i) {
        const double flag = series.scores[i] >= level ? 1.0 : 0.0;
        tp += flag * soft[i];
        flagged += flag;
        positives +=
            (series.labels[i] + (series.labels[i] == 1 || paper ? soft[i] : soft[i] * flag)) / 2.0;
      }
      double found = 0.0;
      for (const Stretch& range : ranges) {
        found += std::any_of(series.scores.begin() + range.begin, series.scores.begin() + range.end,
                             [level](double score) { return score >= level; })
                     ? 1.0
                     : 0.0;
      }
      const double to_recall =
          std::min(tp / positives, 1.0) * found / static_cast<double>(ranges.size());
      const double to_fpr = (flagged - tp) / (static_cast<double>(soft.size()) - positives);
      const double to_precision = tp / flagged;
      roc += (to_fpr - fpr) * (to_recall + recall) / 2.0;
      pr += (to_recall - recall) * (paper ? (to_precision + precision) / 2.0 : to_precision);
      recall = to_recall;
      fpr = to_fpr;
      precision = to_precision;
    }
    return {roc + (1.0 - fpr) * (1.0 + recall) / 2.0, pr};
  }

  SurfaceMetrics measure(std::int64_t max_buffer) const {
    SurfaceMetrics sums{0.0, 0.0, 0.0, 0.0};
    double weights = 0.0;
    for (std::int64_t buffer = 0; buffer <= max_buffer; ++buffer) {
      const bool edge = buffer == 0 || buffer == max_buffer;
      const double weight = paper && edge && max_buffer > 0 ? 0.5 : 1.0;
      const auto [roc, pr] = areas(buffer);
      sums.vus_roc += weight * roc;
      sums.vus_pr += weight * pr;
      weights += weight;
      sums.range_auc_roc = roc;
      sums.range_auc_pr = pr;
    }
    sums.vus_roc /= weights;
    sums.vus_pr /= weights;
    return sums;
  }
};

// Expected values: golden_series.py. Those of kCode on the whole series are also what
// RangeAUC_volume_opt of the authors' package gives.
TEST(Surface, PaperOnDrawnSeries) {
  const Series series = drawn_series(true);
  expect_near(measure(series, {0}),
              {0.761015625, 0.669129278434749, 0.761015625, 0.669129278434749});
  expect_near(measure(series, {1}),
              {0.761015625, 0.669129278434749, 0.761015625, 0.669129278434749});
  expect_near(measure(series, {9}),
              {0.885600638755541, 0.858023532707853, 0.839887780648252, 0.782888881991797});
  expect_near(measure(series, {30}),
              {0.95973048994205, 0.968656602930311, 0.896463067531219, 0.875647503271262});
  expect_near(measure(series, {0}, 10.0),
              {0.762098214285714, 0.67258768262976, 0.762098214285714, 0.67258768262976});
  expect_near(measure(series, {9}, 10.0),
              {0.884308801874995, 0.856399826646316, 0.836636066899044, 0.779875825085738});
  expect_near(measure(series, {30}, 10.0),
              {0.95722684923393, 0.965841908437039, 0.894676158291755, 0.873759340312153});
}

TEST(Surface, CodeOnDrawnSeries) {
  const Series series = drawn_series(true);
  const auto code = SurfaceConvention::kCode;
  expect_near(measure(series, {0, 0, code}),
              {0.761015625, 0.662700025114754, 0.761015625, 0.662700025114754});
  expect_near(measure(series, {9, 0, code}),
              {0.9314922282823, 0.886532292343658, 0.867386785808026, 0.796173453601575});
  expect_near(measure(series, {30, 0, code}),
              {0.991114922564147, 0.982701411390474, 0.93595499883041, 0.895819759675475});
  expect_near(measure(series, {9, 17, code}),
              {0.931078175195742, 0.87917974855113, 0.865600316209154, 0.782553504840307});
  expect_near(measure(series, {9, 0, code}, 10.0),
              {0.930467829317786, 0.88483665473177, 0.864582939814292, 0.793343671928206});
  expect_near(measure(series, {30, 0, code}, 10.0),
              {0.989861467972845, 0.980399685482178, 0.934585464195118, 0.894088414941113});
  expect_near(measure(series, {9, 17, code}, 10.0),
              {0.930071683505951, 0.8774960385166, 0.86279681256085, 0.779220737967744});
}

TEST(Surface, AgreesWithThePlainDefinitionOnRandomSeries) {
  Rng rng(5, "surface");
  for (int round = 0; round < 60; ++round) {
    Series series;
    const std::int64_t size = 2 + rng.below(70);
    const double persistence = rng.uniform(0.3, 0.95);
    double time = 0.0;
    std::int8_t label = 0;
    for (std::int64_t i = 0; i < size; ++i) {
      label = rng.chance(persistence) ? label : static_cast<std::int8_t>(rng.below(2));
      time += rng.chance(0.05) ? 100.0 : 1.0;
      series.labels.push_back(label);
      series.scores.push_back(static_cast<double>(rng.below(12)) + label);
      series.seconds.push_back(time);
    }
    const double max_gap = round % 2 == 0 ? 10.0 : kNoGap;
    Reference reference{series, unbroken_stretches(series, max_gap), {}, true};
    reference.events = runs_of_ones(series.labels, reference.unbroken);
    const auto anomalous = std::count(series.labels.begin(), series.labels.end(), 1);
    if (anomalous == 0 || anomalous == size) {
      continue;
    }
    const std::int64_t buffer = rng.below(25);
    for (const SurfaceConvention convention : kBoth) {
      reference.paper = convention == SurfaceConvention::kPaper;
      expect_near(measure(series, {buffer, 0, convention}, max_gap), reference.measure(buffer));
      // As many thresholds as samples are all thresholds.
      expect_near(measure(series, {buffer, size, convention}, max_gap), reference.measure(buffer));
    }
  }
}

// Without a buffer and with one event, the existence reward is 1 as soon as recall is above 0.
TEST(Surface, WithoutBufferItIsTheUsualArea) {
  Series series = text_series("000011110000000", "000000000000000");
  series.scores = {1, 2, 2, 5, 3, 6, 2, 7, 4, 1, 3, 3, 0, 2, 8};
  const Ranking ranking = rank_samples(series.scores, series.labels);
  for (const SurfaceConvention convention : kBoth) {
    const SurfaceMetrics metrics = measure(series, {0, 0, convention});
    EXPECT_NEAR(metrics.range_auc_roc, auroc(ranking), 1e-15);
    EXPECT_NEAR(metrics.vus_roc, auroc(ranking), 1e-15);
  }
  const SurfaceMetrics code = measure(series, {0, 0, SurfaceConvention::kCode});
  EXPECT_NEAR(code.vus_pr, average_precision(ranking), 1e-15);
}

// By hand: 4 of 20 samples, ℓ = 2, so one sample of label √½ on each side; flags are the labels.
TEST(Surface, PerfectFlagsLoseTheBuffer) {
  const Series series = text_series("00000000111100000000", "00000000111100000000");
  const double soft = std::sqrt(0.5);
  const double positives = 4.0 + soft;
  const double recall = 4.0 / positives;
  const double fpr = (16.0 - 2.0 * soft) / (20.0 - positives);
  const SurfaceMetrics paper = measure(series, {2});
  EXPECT_NEAR(paper.range_auc_roc, fpr * (recall + 1.0) / 2.0 + (1.0 - fpr), 1e-15);
  EXPECT_NEAR(paper.range_auc_pr, recall + (1.0 - recall) * (1.0 + (4.0 + 2.0 * soft) / 20.0) / 2.0,
              1e-15);
  EXPECT_NEAR(paper.vus_roc, (1.0 + 1.0 + 1.0 + paper.range_auc_roc) / 4.0, 1e-15);
  const SurfaceMetrics code = measure(series, {2, 0, SurfaceConvention::kCode});
  EXPECT_EQ(code.range_auc_roc, 1.0);
  EXPECT_EQ(code.vus_pr, 1.0);
}

TEST(Surface, ConstantScoresAreChanceWithoutBuffer) {
  const Series series = text_series("0011000100", "0000000000");
  const SurfaceMetrics metrics = measure(series, {0});
  EXPECT_EQ(metrics.vus_roc, 0.5);
}

TEST(Surface, DoesNotDependOnAMonotoneMapOfTheScores) {
  Series series = drawn_series(true);
  const SurfaceMetrics before = measure(series, {20}, 10.0);
  for (double& score : series.scores) {
    score = std::exp(score) - 1000.0;
  }
  const SurfaceMetrics after = measure(series, {20}, 10.0);
  EXPECT_EQ(before.vus_roc, after.vus_roc);
  EXPECT_EQ(before.vus_pr, after.vus_pr);
}

TEST(Surface, NearMissesCountOnlyWithinTheBuffer) {
  const Series series = text_series("000000000011000000000000", "000000000000100000000000");
  const double without = measure(series, {1}).range_auc_pr;
  const double with = measure(series, {4}).range_auc_pr;
  EXPECT_LT(without, 0.2);
  EXPECT_GT(with, 0.4);
}

TEST(Surface, BuffersMayBeLongerThanTheSeries) {
  const Series series = text_series("0100", "0010");
  EXPECT_TRUE(std::isfinite(measure(series, {1000}).vus_roc));
  EXPECT_TRUE(std::isfinite(measure(series, {1000, 0, SurfaceConvention::kCode}).vus_roc));
}

TEST(Surface, IsUndefinedWithoutEventOrWithoutNormalSample) {
  for (const Series& series : {text_series("000", "010"), text_series("111", "010")}) {
    const SurfaceMetrics metrics = measure(series, {4});
    EXPECT_TRUE(std::isnan(metrics.range_auc_roc));
    EXPECT_TRUE(std::isnan(metrics.range_auc_pr));
    EXPECT_TRUE(std::isnan(metrics.vus_roc));
    EXPECT_TRUE(std::isnan(metrics.vus_pr));
  }
}

TEST(Surface, RefusesOptionsOutOfRange) {
  const Series series = drawn_series(false);
  EXPECT_THROW(measure(series, {-1}), Error);
  EXPECT_THROW(measure(series, {1'000'001}), Error);
  EXPECT_THROW(measure(series, {10, 1}), Error);
  EXPECT_THROW(measure(series, {10, -2}), Error);
}

}  // namespace
}  // namespace goodparts
