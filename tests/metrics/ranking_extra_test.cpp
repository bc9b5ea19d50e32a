#include "metrics/ranking_extra.h"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/base/rng.h"

namespace goodparts {
namespace {

// By hand: good 1 2 3 4, anomalous 3 5 5 6 7. No escape flags what scores 3 and more, two good
// ones; one escape of five (20 %) flags 5 and more, none.
TEST(PercentGoodAndBad, ByHand) {
  const std::vector<double> scores = {1, 2, 3, 4, 3, 5, 5, 6, 7};
  const std::vector<std::int8_t> labels = {0, 0, 0, 0, 1, 1, 1, 1, 1};
  const Ranking ranking = rank_samples(scores, labels);
  EXPECT_EQ(percent_good(ranking, 0.0), 0.5);
  EXPECT_EQ(percent_good(ranking, 19.0), 0.5);
  EXPECT_EQ(percent_good(ranking, 20.0), 1.0);
  EXPECT_EQ(percent_bad(ranking, 0.0), 0.8);
  EXPECT_EQ(percent_bad(ranking, 25.0), 0.8);  // 4 and more; a tie at 3 flags two good ones at once
  EXPECT_EQ(percent_bad(ranking, 49.0), 0.8);
  EXPECT_EQ(percent_bad(ranking, 50.0), 1.0);
}

// 29 of 100: 0.29 · 100 is less than 29 in double precision.
TEST(PercentGoodAndBad, PercentThatBinaryFractionsDoNotHit) {
  std::vector<double> scores;
  std::vector<std::int8_t> labels;
  for (int i = 0; i < 100; ++i) {
    scores.insert(scores.end(), {static_cast<double>(i), 50.5});
    labels.insert(labels.end(), {1, 0});
  }
  for (int percent = 0; percent <= 100; ++percent) {
    // What is flagged at `percent` escapes are the scores from `percent` up.
    EXPECT_EQ(percent_good(rank_samples(scores, labels), percent), percent >= 51 ? 1.0 : 0.0);
  }
}

TEST(PercentGoodAndBad, AgreeWithTryingEveryThreshold) {
  Rng rng(1, "percent");
  std::vector<double> scores;
  std::vector<std::int8_t> labels;
  for (int i = 0; i < 300; ++i) {
    labels.push_back(rng.chance(0.3) ? 1 : 0);
    scores.push_back(std::floor(4.0 * rng.normal(labels.back(), 1.0)));
  }
  const Ranking ranking = rank_samples(scores, labels);
  for (const double percent : {0.0, 1.0, 5.0, 10.0, 50.0, 100.0}) {
    double best_good = -1.0;
    double best_bad = -1.0;
    for (double threshold = -20.5; threshold < 25.0; threshold += 1.0) {
      double tn = 0.0;
      double tp = 0.0;
      for (std::size_t i = 0; i < scores.size(); ++i) {
        tn += labels[i] == 0 && scores[i] < threshold ? 1.0 : 0.0;
        tp += labels[i] == 1 && scores[i] > threshold ? 1.0 : 0.0;
      }
      const auto good = static_cast<double>(ranking.good);
      const auto anomalous = static_cast<double>(ranking.anomalous);
      if (100.0 * (anomalous - tp) <= percent * anomalous) {
        best_good = std::max(best_good, tn / good);
      }
      if (100.0 * (good - tn) <= percent * good) {
        best_bad = std::max(best_bad, tp / anomalous);
      }
    }
    EXPECT_EQ(percent_good(ranking, percent), best_good) << percent;
    EXPECT_EQ(percent_bad(ranking, percent), best_bad) << percent;
  }
}

TEST(PercentGoodAndBad, UndefinedWithoutEither) {
  const std::vector<double> scores = {1, 2};
  for (const std::int8_t label : {std::int8_t{0}, std::int8_t{1}}) {
    const std::vector<std::int8_t> labels = {label, label};
    EXPECT_TRUE(std::isnan(percent_good(rank_samples(scores, labels), 5.0)));
    EXPECT_TRUE(std::isnan(percent_bad(rank_samples(scores, labels), 5.0)));
  }
}

}  // namespace
}  // namespace goodparts
