#include "metrics/rules/order_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "kernels/base/error.h"
#include "metrics/thresholds.h"
#include "tests/metrics/rules/score_fixtures.h"

namespace goodparts {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// numpy 1.24: quantile(arange(1, 101), .95) = 95.05, between ranks 5 and 6.
TEST(QuantileRule, IsThatOfNumpy) {
  const ThresholdRule rule = quantile_rule(one_to(100), 0.05);
  EXPECT_TRUE(rule.available);
  EXPECT_NEAR(rule.threshold, 95.05, 1e-12);
  EXPECT_EQ(rule.rank, 0);
  EXPECT_EQ(rule.needs, RuleNeeds::kGoodOnly);
  EXPECT_NEAR(rule.promise.expected_fpr, 6.0 / 101.0, 1e-15);
  EXPECT_THAT(rule.caveats, Contains(HasSubstr("overshoots")));
}

TEST(QuantileRule, AtAnOrderStatisticIsThatRank) {
  const ThresholdRule rule = quantile_rule(one_to(101), 0.05);
  EXPECT_EQ(rule.threshold, 96.0);  // five scores lie above
  EXPECT_EQ(rule.rank, 6);
  EXPECT_EQ(quantile_rule(one_to(101), 0.29).threshold, 72.0);
}

TEST(QuantileRule, OnePart) {
  const ThresholdRule rule = quantile_rule(std::vector<double>{3.0}, 0.05);
  EXPECT_EQ(rule.threshold, 3.0);
  EXPECT_EQ(rule.promise.expected_fpr, 0.5);
}

// REFERENCE: 59 parts for rank 1 at 5 %, 93 for rank 2, 124 for rank 3.
TEST(KthLargestRule, TakesTheLargestRankThatKeepsTheTarget) {
  EXPECT_EQ(kth_largest_rule(one_to(59), 0.05).threshold, 59.0);
  EXPECT_EQ(kth_largest_rule(one_to(92), 0.05).rank, 1);
  EXPECT_EQ(kth_largest_rule(one_to(93), 0.05).rank, 2);
  const ThresholdRule rule = kth_largest_rule(one_to(124), 0.05);
  EXPECT_EQ(rule.rank, 3);
  EXPECT_EQ(rule.threshold, 122.0);
  EXPECT_LE(rule.promise.fpr_upper_95, 0.05);
  EXPECT_EQ(rule.promise.sentence,
            "At most 5 % of good parts are flagged, with 95 % confidence; 2.4 % on average (rank 3 "
            "of 124 held-out good parts).");
  EXPECT_THAT(rule.caveats, IsEmpty());
}

TEST(KthLargestRule, RefusesWhatTooFewPartsCannotPromise) {
  const ThresholdRule rule = kth_largest_rule(one_to(58), 0.05);
  EXPECT_FALSE(rule.available);
  EXPECT_TRUE(std::isnan(rule.threshold));
  EXPECT_EQ(rule.unavailable_reason,
            "58 held-out good parts cannot promise a false positive rate of 5 % with 95 % "
            "confidence: that takes at least 59. The largest score promises 5.04 %.");
}

TEST(KthLargestRule, HigherConfidenceTakesMoreParts) {
  EXPECT_FALSE(kth_largest_rule(one_to(89), 0.05, 0.99).available);  // 0.95^90 < 0.01 < 0.95^89
  EXPECT_TRUE(kth_largest_rule(one_to(90), 0.05, 0.99).available);
}

TEST(ConformalRule, IsTheChoiceOfChooseThreshold) {
  const ThresholdRule rule = conformal_rule(one_to(59), 0.05);
  const ThresholdChoice choice = choose_threshold(one_to(59), 0.05);
  EXPECT_EQ(rule.threshold, choice.threshold);
  EXPECT_EQ(rule.rank, choice.rank);
  EXPECT_EQ(rule.promise.fpr_upper_95, choice.fpr_upper_95);
  EXPECT_THAT(rule.caveats, IsEmpty());
  EXPECT_THAT(conformal_rule(one_to(18), 0.05).caveats, Contains(HasSubstr("too few")));
}

// Flagged by the threshold if and only if the p value is at most the target, ties included.
TEST(ConformalRule, FlagsExactlyPValuesOfAtMostTheTarget) {
  Rng rng(1, "conformal");
  std::vector<double> good(73);
  for (double& score : good) {
    score = static_cast<double>(rng.below(20));
  }
  std::vector<double> scores;
  for (int s = -1; s <= 21; ++s) {
    scores.push_back(s);
    scores.push_back(s + 0.5);
  }
  const std::vector<double> p_values = conformal_p_values(good, scores);
  for (const double target : {0.02, 0.05, 0.1, 0.5}) {
    const double threshold = conformal_rule(good, target).threshold;
    for (std::size_t i = 0; i < scores.size(); ++i) {
      EXPECT_EQ(scores[i] > threshold, p_values[i] <= target + 1e-12) << target << ' ' << scores[i];
    }
  }
}

TEST(ConformalPValues, CountScoresAtLeastAsHigh) {
  const std::vector<double> good{1.0, 2.0, 2.0, 3.0};
  const std::vector<double> scores{0.0, 2.0, 2.5, 3.0, 9.0};
  EXPECT_EQ(conformal_p_values(good, scores), (std::vector<double>{1.0, 0.8, 0.4, 0.4, 0.2}));
  EXPECT_EQ(conformal_p_values({}, scores), std::vector<double>(5, 1.0));
}

TEST(OrderRules, TiesAreSaid) {
  const ThresholdRule rule = conformal_rule(std::vector<double>(59, 2.0), 0.05);
  EXPECT_EQ(rule.threshold, 2.0);
  EXPECT_THAT(rule.caveats, Contains(HasSubstr("59 of 59 held-out good scores equal")));
}

TEST(OrderRules, NoPartsNoThreshold) {
  for (const ThresholdRule& rule :
       {quantile_rule({}, 0.05), kth_largest_rule({}, 0.05), conformal_rule({}, 0.05)}) {
    EXPECT_FALSE(rule.available) << rule.name;
    EXPECT_TRUE(std::isnan(rule.threshold));
    EXPECT_THAT(rule.unavailable_reason, HasSubstr("Hold out at least 59"));
  }
}

TEST(OrderRules, RefuseScoresAndTargetsThatAreNone) {
  const std::vector<double> bad{1.0, std::nan(""), 3.0};
  EXPECT_THROW(quantile_rule(bad, 0.05), Error);
  EXPECT_THROW(kth_largest_rule(bad, 0.05), Error);
  EXPECT_THROW(conformal_rule(bad, 0.05), Error);
  EXPECT_THROW(conformal_p_values(bad, one_to(2)), Error);
  EXPECT_THROW(conformal_p_values(one_to(2), bad), Error);
  EXPECT_THROW(quantile_rule(one_to(3), 0.0), Error);
  EXPECT_THROW(kth_largest_rule(one_to(3), 5.0), Error);
  EXPECT_THROW(kth_largest_rule(one_to(3), 0.05, 1.0), Error);
}

}  // namespace
}  // namespace goodparts
