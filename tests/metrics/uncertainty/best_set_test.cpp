#include "metrics/uncertainty/best_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "metrics/uncertainty/delong.h"
#include "tests/metrics/uncertainty/samples.h"

namespace goodparts {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<bool> members(const BestSet& set) {
  std::vector<bool> members;
  for (const BestSetEntry& entry : set.detectors) {
    members.push_back(entry.in_set);
  }
  return members;
}

// One signal with noise of its own for each detector: 0.3, 0.35 and 3.
struct Detectors {
  std::vector<std::vector<double>> scores;
  std::vector<std::int8_t> labels;
};
Detectors three_detectors(std::int64_t each) {
  Rng rng(17, "best set");
  const Samples truth = binormal(rng, each, each, 2.0);
  Detectors result{{}, truth.labels};
  for (const double noise : {0.3, 0.35, 3.0}) {
    result.scores.push_back(truth.scores);
    for (double& score : result.scores.back()) {
      score += noise * rng.normal();
    }
  }
  return result;
}

TEST(BestSet, DelongTellsTheNoisyDetectorFromTheOthers) {
  const Detectors d = three_detectors(100);
  const BestSet set = best_by_auroc(d.scores, d.labels);
  EXPECT_THAT(members(set), ElementsAre(true, true, false));
  const auto best = static_cast<std::size_t>(set.best);
  ASSERT_LT(best, 2);
  const AurocComparison c = delong_compare(d.scores[best], d.scores[2], d.labels);
  EXPECT_EQ(set.detectors[2].p, c.p);
  EXPECT_EQ(set.detectors[2].difference, c.difference);
  EXPECT_EQ(set.detectors[2].interval.low, c.low);
  EXPECT_DOUBLE_EQ(set.detectors[2].adjusted_p, 2.0 * c.p);  // the smaller one of two
  EXPECT_TRUE(std::isnan(set.detectors[best].p));
  EXPECT_EQ(set.method, "paired DeLong, Holm");
}

TEST(BestSet, BootstrapTellsItToo) {
  const Detectors d = three_detectors(100);
  Context context;
  for (const RankingMetric& metric : sample_ranking_metrics()) {
    const bool higher = metric.name != "sample_fpr_at_95tpr";
    const BestSet set = best_by_bootstrap(context, d.scores, {d.labels}, metric, higher);
    EXPECT_THAT(members(set), ElementsAre(true, true, false)) << metric.name;
    EXPECT_EQ(set.detectors[2].difference > 0.0, higher);
    EXPECT_THAT(set.caveat, IsEmpty());
    EXPECT_THAT(set.method, HasSubstr(metric.name));
  }
}

TEST(BestSet, FewSamplesExcludeNobodyButSaySo) {
  const Detectors d = three_detectors(4);
  const BestSet set = best_by_auroc(d.scores, d.labels);
  EXPECT_THAT(members(set), ElementsAre(true, true, true));
  EXPECT_THAT(set.caveat, HasSubstr("Only 4 good and 4 anomalous"));
}

TEST(BestSet, EqualDetectorsStayTogether) {
  const Detectors d = three_detectors(30);
  const std::vector<std::vector<double>> twins{d.scores[0], d.scores[0]};
  const BestSet set = best_by_auroc(twins, d.labels);
  EXPECT_EQ(set.best, 0);
  EXPECT_EQ(set.detectors[1].p, 1.0);
  EXPECT_THAT(members(set), ElementsAre(true, true));
}

TEST(BestSet, EmptyWithoutAClass) {
  const std::vector<std::vector<double>> scores{{1, 2}, {2, 1}};
  const BestSet set = best_by_auroc(scores, std::vector<std::int8_t>{0, 0});
  EXPECT_EQ(set.best, -1);
  EXPECT_THAT(members(set), ElementsAre(false, false));
}

TEST(BestSet, WhatCannotBeTestedStaysIn) {
  const std::vector<std::vector<double>> scores{{1, 2, 3, 4}, {1, 1, 1, 1}};
  const BestSet set = best_by_auroc(scores, std::vector<std::int8_t>{0, 0, 1, 1});
  EXPECT_THAT(members(set), ElementsAre(true, true));
  EXPECT_THAT(set.caveat, HasSubstr("1 of the set could not be tested"));
}

// p of each against the first: all 2ⁿ signs enumerated in numpy, 22/2048, 6/2048, 2/4096 (ranks of
// scipy, zeros after Pratt); times 1, 2, 3 by Holm.
TEST(BestSet, OverCategories) {
  const std::vector<std::vector<double>> values{
      {.92, .85, .77, .95, .81, .60, .99, .88, .70, .91, .83, .79},
      {.90, .85, .75, .96, .80, .58, .97, .85, .71, .90, .80, .75},
      {.88, .80, .77, .90, .78, .61, .95, .83, .69, .88, .81, .70},
      {.70, .72, .71, .80, .69, .55, .90, .80, .60, .85, .77, .68}};
  const BestSet set = best_over_categories(values);
  EXPECT_EQ(set.best, 0);
  EXPECT_DOUBLE_EQ(set.detectors[1].adjusted_p, 0.0107421875);
  EXPECT_DOUBLE_EQ(set.detectors[2].adjusted_p, 2 * 0.0029296875);
  EXPECT_DOUBLE_EQ(set.detectors[3].adjusted_p, 3 * 0.00048828125);
  EXPECT_NEAR(set.detectors[1].difference, 0.02, 1e-15);
  EXPECT_DOUBLE_EQ(set.detectors[1].value, 2.0416666666666665);
  EXPECT_THAT(members(set), ElementsAre(true, false, false, false));
  EXPECT_THAT(set.caveat, IsEmpty());
}

TEST(BestSet, FewCategoriesCannotTell) {
  const BestSet set = best_over_categories(
      std::vector<std::vector<double>>{{.9, .9, .9, .9}, {.5, .4, .6, .3}, {.1, .2, .1, .1}});
  EXPECT_THAT(members(set), ElementsAre(true, true, true));
  EXPECT_THAT(set.caveat, HasSubstr("it takes 7"));  // 1 + log2(2 / 0.05) = 6.3
}

}  // namespace
}  // namespace goodparts
