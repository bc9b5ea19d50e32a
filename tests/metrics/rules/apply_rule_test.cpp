#include "metrics/rules/apply_rule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "metrics/rules/labelled_rules.h"
#include "metrics/rules/mean_sigma_rule.h"
#include "metrics/rules/order_rules.h"
#include "metrics/rules/rules_json.h"
#include "tests/metrics/rules/score_fixtures.h"

namespace goodparts {
namespace {

using ::testing::HasSubstr;

std::vector<double> repeated(double low, int lows, double high, int highs) {
  std::vector<double> scores(static_cast<std::size_t>(lows), low);
  scores.insert(scores.end(), static_cast<std::size_t>(highs), high);
  return scores;
}

// Rank 3 of 59 and 20 test parts; scipy 1.10: betabinom.sf(2, 20, 3, 57) = .0999 for 3 false
// alarms, and betabinom.sf(4, 20, 3, 57) < .025 < betabinom.sf(3, …) decides at 5.
TEST(ApplyRule, ComparesFalseAlarmsWithTheBetaBinomial) {
  const ThresholdRule rule = conformal_rule(one_to(59), 0.05);
  const ThresholdRule three = apply_rule(rule, ranking_of(repeated(1, 17, 99, 3), {}));
  ASSERT_TRUE(three.transfer);
  EXPECT_EQ(three.transfer->observed.fp, 3);
  EXPECT_NEAR(three.transfer->false_alarms.p_worse, 0.09991780371527292, 1e-11);
  EXPECT_EQ(three.transfer->false_alarms.verdict, TransferVerdict::kCompatible);
  EXPECT_EQ(three.transfer->misses.verdict, TransferVerdict::kNotTested);
  const ThresholdRule eight = apply_rule(rule, ranking_of(repeated(1, 12, 99, 8), {}));
  EXPECT_EQ(eight.transfer->false_alarms.verdict, TransferVerdict::kWorse);
  EXPECT_THAT(eight.transfer->sentence, HasSubstr("8 of 20 (40 %), more than promised"));
}

// 2,000 pairs of exchangeable calibration and test sets: "worse" and "better" each in at most
// 2.5 % (three standard errors more).
TEST(ApplyRule, VerdictsAreRarelyWrong) {
  int worse = 0;
  int better = 0;
  for (std::uint64_t draw = 0; draw < 2000; ++draw) {
    Rng rng(1, "transfer", draw);
    const ThresholdRule rule = apply_rule(conformal_rule(normal_scores(rng, 99), 0.1),
                                          ranking_of(normal_scores(rng, 150), {}));
    worse += rule.transfer->false_alarms.verdict == TransferVerdict::kWorse ? 1 : 0;
    better += rule.transfer->false_alarms.verdict == TransferVerdict::kBetter ? 1 : 0;
  }
  EXPECT_LE(worse, 72);
  EXPECT_LE(better, 72);
  EXPECT_GE(worse, 15);
}

TEST(ApplyRule, FewerFalseAlarmsThanPromised) {
  const ThresholdRule rule =
      apply_rule(conformal_rule(one_to(999), 0.3), ranking_of(repeated(1, 100, 0, 0), {}));
  EXPECT_EQ(rule.transfer->false_alarms.verdict, TransferVerdict::kBetter);
}

TEST(ApplyRule, EstimatedRatesAreComparedWithTheBinomial) {
  Rng rng(2, "mean");
  const ThresholdRule rule =
      apply_rule(mean_sigma_rule(normal_scores(rng, 100)), ranking_of(repeated(0, 95, 99, 5), {}));
  EXPECT_EQ(rule.transfer->false_alarms.test, "binomial");
  EXPECT_EQ(rule.transfer->false_alarms.verdict, TransferVerdict::kWorse);
}

// The cost rule promises no rate: 5 of 20 against 2 of 30 false alarms by Fisher's test, as scipy.
TEST(ApplyRule, WhatWasSeenBeforeIsComparedByFisher) {
  const Ranking before = ranking_of(repeated(0, 28, 10, 2), repeated(9, 10, 9, 0));
  const ThresholdRule rule = cost_rule(before, {10.0, 1.0, 0.5}, LabelSource::kValidation);
  ASSERT_EQ(rule.chosen_on.fp, 2);
  const ThresholdRule after =
      apply_rule(rule, ranking_of(repeated(0, 15, 10, 5), repeated(9, 1, 0, 9)));
  EXPECT_EQ(after.transfer->false_alarms.test, "Fisher");
  EXPECT_NEAR(after.transfer->false_alarms.p_worse, 0.07993800833763831, 1e-11);
  EXPECT_EQ(after.transfer->false_alarms.verdict, TransferVerdict::kCompatible);
  EXPECT_EQ(after.transfer->misses.verdict, TransferVerdict::kWorse);  // 9 of 10 against 0 of 10
}

TEST(ApplyRule, RecallIsComparedWithItsLaw) {
  const ThresholdRule rule = min_fpr_rule(ranking_of(one_to(50), repeated(45.5, 2, 60, 38)), 0.95,
                                          LabelSource::kValidation);
  const ThresholdRule after = apply_rule(rule, ranking_of({}, repeated(1, 10, 60, 10)));
  EXPECT_EQ(after.transfer->misses.test, "beta-binomial");
  EXPECT_EQ(after.transfer->misses.verdict, TransferVerdict::kWorse);
  EXPECT_EQ(after.transfer->false_alarms.verdict, TransferVerdict::kNotTested);
}

TEST(ApplyRule, AnOracleIsNotTested) {
  const Ranking test = ranking_of(one_to(20), {15.5, 18.5, 20.5, 30.0});
  const ThresholdRule rule = apply_rule(max_f1_rule(test, LabelSource::kTest), test);
  EXPECT_EQ(rule.transfer->false_alarms.verdict, TransferVerdict::kNotTested);
  EXPECT_THAT(rule.transfer->sentence, HasSubstr("tests nothing"));
}

TEST(ApplyRule, NothingToApplyOrToTestOn) {
  EXPECT_FALSE(apply_rule(conformal_rule({}, 0.05), ranking_of(one_to(3), {})).transfer);
  const ThresholdRule rule = apply_rule(conformal_rule(one_to(59), 0.05), ranking_of({}, {}));
  EXPECT_EQ(rule.transfer->sentence, "No samples to test on.");
  EXPECT_EQ(rule.transfer->false_alarms.verdict, TransferVerdict::kNotTested);
}

TEST(RulesJson, WritesWhatIsNotDefinedAsNull) {
  const nlohmann::ordered_json none = to_json(conformal_rule({}, 0.05));
  EXPECT_TRUE(none.at("threshold").is_null());
  EXPECT_TRUE(none.at("transfer").is_null());
  const nlohmann::ordered_json json =
      to_json(apply_rule(conformal_rule(one_to(59), 0.05), ranking_of(one_to(20), {})));
  EXPECT_EQ(json.at("name"), "conformal");
  EXPECT_EQ(json.at("needs"), "good_only");
  EXPECT_EQ(json.at("threshold"), 57.0);
  EXPECT_EQ(json.at("promise").at("expected_fpr"), 0.05);
  EXPECT_EQ(json.at("transfer").at("false_alarms").at("verdict"), "compatible");
  EXPECT_TRUE(json.at("transfer").at("observed").at("recall").at("value").is_null());
}

}  // namespace
}  // namespace goodparts
