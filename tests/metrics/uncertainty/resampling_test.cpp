#include "metrics/uncertainty/resampling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "metrics/uncertainty/unit_blocks.h"
#include "metrics/uncertainty/weighted_ranking.h"
#include "tests/metrics/uncertainty/samples.h"

namespace goodparts {
namespace {

using ::testing::Each;

TEST(Resampling, ClassesAreStrata) {
  const std::vector<std::int8_t> labels{1, 0, 0, 1, 0};
  const Resampling resampling(labels);
  ASSERT_EQ(resampling.strata().size(), 2);
  EXPECT_EQ(resampling.strata()[0].size(), 3);  // good
  EXPECT_EQ(resampling.strata()[1].size(), 2);
  EXPECT_EQ(resampling.unit_of(1), 0);
  EXPECT_EQ(resampling.unit_of(4), 2);
  EXPECT_EQ(resampling.unit_of(0), 3);
  EXPECT_EQ(resampling.unit_of(3), 4);
}

TEST(Resampling, GroupsAreDrawnAsAWhole) {
  const std::vector<std::int8_t> labels{0, 0, 1, 0, 1, 1, 0};
  const std::vector<std::string> groups{"a", "a", "a", "b", "", "", "b"};
  const Resampling resampling(labels, groups);
  ASSERT_EQ(resampling.strata().size(), 3);
  EXPECT_EQ(resampling.strata()[0].size(), 1);  // b, good only
  EXPECT_EQ(resampling.strata()[1].size(), 2);  // the two on their own
  EXPECT_EQ(resampling.strata()[2].size(), 1);  // a, both
  EXPECT_EQ(resampling.unit_of(0), resampling.unit_of(2));
  EXPECT_EQ(resampling.unit_of(3), resampling.unit_of(6));
  EXPECT_NE(resampling.unit_of(4), resampling.unit_of(5));
}

TEST(Resampling, NothingToDraw) {
  const Resampling resampling(std::span<const std::int8_t>{});
  Rng rng(1, "none");
  Resampling::Weights weights{7};
  resampling.draw(rng, weights);
  EXPECT_EQ(resampling.units(), 0);
  EXPECT_TRUE(weights.empty());
}

// Closed form: of n units, one is drawn Binomial(n, 1/n) times, mean 1, variance 1 − 1/n; two of a
// stratum have covariance −1/n, two of different strata none.
TEST(Resampling, DrawsAreMultinomialWithinStrata) {
  const std::vector<std::int8_t> labels{0, 0, 0, 0, 0, 1, 1, 1};
  const Resampling resampling(labels);
  constexpr int kDraws = 40000;
  double square = 0.0;
  double within = 0.0;
  double between = 0.0;
  for (int r = 0; r < kDraws; ++r) {
    Rng rng(5, "draws", static_cast<std::uint64_t>(r));
    Resampling::Weights w;
    resampling.draw(rng, w);
    ASSERT_EQ(std::accumulate(w.begin(), w.begin() + 5, 0), 5);
    ASSERT_EQ(std::accumulate(w.begin() + 5, w.end(), 0), 3);
    square += (w[0] - 1.0) * (w[0] - 1.0) / kDraws;
    within += (w[0] - 1.0) * (w[4] - 1.0) / kDraws;
    between += (w[0] - 1.0) * (w[7] - 1.0) / kDraws;
  }
  EXPECT_NEAR(square, 0.8, 0.03);  // five standard errors or more
  EXPECT_NEAR(within, -0.2, 0.025);
  EXPECT_NEAR(between, 0.0, 0.02);
}

TEST(UnitBlocks, LeaveOutEachUnitOnce) {
  for (const std::uint32_t size : {3U, 500U, 501U, 1234U}) {
    const Resampling::Stratum stratum{10, 10 + size};
    const UnitBlocks blocks(stratum, Rng(1, "blocks"));
    EXPECT_EQ(blocks.count(), size <= 500 ? size : 200);
    std::vector<int> left_out(size + 20);
    for (std::int64_t b = 0; b < blocks.count(); ++b) {
      Resampling::Weights weights(size + 20, 1);
      blocks.leave_out(b, weights);
      for (std::size_t i = 0; i < weights.size(); ++i) {
        left_out[i] += 1 - weights[i];
      }
    }
    EXPECT_THAT(std::vector<int>(left_out.begin(), left_out.begin() + 10), Each(0));
    EXPECT_THAT(std::vector<int>(left_out.begin() + 10, left_out.end() - 10), Each(1));
    EXPECT_THAT(std::vector<int>(left_out.end() - 10, left_out.end()), Each(0));
  }
}

// The same samples, written out as often as they were drawn, and sorted.
TEST(WeightedRanking, SameAsSortingTheDrawnSamples) {
  Rng rng(9, "weighted");
  for (int round = 0; round < 50; ++round) {
    Samples s = binormal(rng, 1 + rng.below(30), 1 + rng.below(30), 1.0);
    for (double& score : s.scores) {
      score = round % 2 == 0 ? score : std::round(2.0 * score);
    }
    std::vector<std::string> groups(s.scores.size());
    for (std::string& group : groups) {
      group = round % 3 == 0 ? std::to_string(rng.below(9)) : "";
    }
    const Resampling resampling(s.labels, groups);
    const WeightedRanking weighted(s.scores, s.labels, resampling);
    Resampling::Weights weights;
    resampling.draw(rng, weights);
    Ranking ranking;
    weighted.rank(weights, ranking);
    Samples drawn;
    for (std::size_t i = 0; i < s.scores.size(); ++i) {
      for (int k = 0; k < weights[resampling.unit_of(static_cast<std::int64_t>(i))]; ++k) {
        drawn.scores.push_back(s.scores[i]);
        drawn.labels.push_back(s.labels[i]);
      }
    }
    const Ranking expected = rank_samples(drawn.scores, drawn.labels);
    EXPECT_EQ(ranking.good, expected.good);
    EXPECT_EQ(ranking.anomalous, expected.anomalous);
    ASSERT_EQ(ranking.steps.size(), expected.steps.size());
    for (std::size_t i = 0; i < expected.steps.size(); ++i) {
      EXPECT_EQ(ranking.steps[i].score, expected.steps[i].score);
      EXPECT_EQ(ranking.steps[i].tp, expected.steps[i].tp);
      EXPECT_EQ(ranking.steps[i].fp, expected.steps[i].fp);
    }
  }
}

}  // namespace
}  // namespace goodparts
