#include "metrics/rules/labelled_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "kernels/base/error.h"
#include "metrics/intervals.h"
#include "metrics/rules/review_band.h"
#include "tests/metrics/rules/score_fixtures.h"

namespace goodparts {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

// Good 1 … 20; anomalous 15.5, 18.5, 20.5 and 30. Descending, above the good score: 20 two, 18
// three, 15 four.
Ranking fixture() { return ranking_of(one_to(20), {15.5, 18.5, 20.5, 30.0}); }

TEST(MaxRecallRule, TakesTheHighestRecallWithinTheBudget) {
  const ThresholdRule none = max_recall_rule(fixture(), 0.01, LabelSource::kValidation);
  EXPECT_EQ(none.threshold, 20.25);  // catches two without a false alarm
  EXPECT_EQ(none.chosen_on.tp, 2);
  EXPECT_EQ(none.chosen_on.fp, 0);
  const ThresholdRule two = max_recall_rule(fixture(), 0.1, LabelSource::kValidation);
  EXPECT_EQ(two.chosen_on.tp, 3);
  EXPECT_EQ(two.chosen_on.fp, 2);
  EXPECT_NEAR(two.promise.expected_fpr, 3.0 / 21.0, 1e-15);
  EXPECT_EQ(two.promise.fpr_upper_95, clopper_pearson_upper(2, 20));
  EXPECT_FALSE(two.oracle);
  EXPECT_EQ(two.needs, RuleNeeds::kLabelled);
}

// A wider budget that catches nothing more is left unused.
TEST(MaxRecallRule, OfEqualRecallTheStrictest) {
  EXPECT_EQ(max_recall_rule(fixture(), 0.2, LabelSource::kTest).chosen_on.fp, 2);
  EXPECT_EQ(max_recall_rule(fixture(), 0.25, LabelSource::kTest).chosen_on.fp, 5);
  EXPECT_EQ(max_recall_rule(fixture(), 0.99, LabelSource::kTest).chosen_on.fp, 5);
}

// 2,000 validation sets of 60 good and 10 anomalous samples that the threshold depends on: the
// bound of the budget of 3 holds in 95 % or more.
TEST(MaxRecallRule, BoundHoldsThoughTheThresholdIsTuned) {
  int held = 0;
  for (std::uint64_t draw = 0; draw < 2000; ++draw) {
    Rng rng(1, "budget", draw);
    const std::vector<double> good = normal_scores(rng, 60);
    std::vector<double> anomalous = normal_scores(rng, 10);
    for (double& score : anomalous) {
      score += 1.5;
    }
    const ThresholdRule rule =
        max_recall_rule(ranking_of(good, anomalous), 0.05, LabelSource::kValidation);
    held += 0.5 * std::erfc(rule.threshold / std::sqrt(2.0)) <= rule.promise.fpr_upper_95 ? 1 : 0;
  }
  EXPECT_GE(held, 1900);
}

TEST(MinFprRule, TakesTheFewestFalseAlarmsAtTheRecall) {
  const ThresholdRule rule = min_fpr_rule(fixture(), 0.75, LabelSource::kValidation);
  EXPECT_EQ(rule.chosen_on.tp, 3);
  EXPECT_EQ(rule.chosen_on.fp, 2);
  EXPECT_NEAR(rule.promise.recall_lower_95, 1.0 - clopper_pearson_upper(1, 4), 1e-15);
  EXPECT_EQ(min_fpr_rule(fixture(), 1.0, LabelSource::kValidation).chosen_on.fp, 5);
  EXPECT_EQ(min_fpr_rule(fixture(), 0.76, LabelSource::kValidation).chosen_on.tp, 4);
}

// By hand: with 20 % anomalous parts, an escape at 10 and a false alarm at 1, the vertex of 3
// caught and 2 false alarms costs .2·10·1/4 + .8·1·2/20 = .58, all 4 with 5 false alarms .8·5/20 =
// .2, two without a false alarm 1.
TEST(CostRule, TakesTheCheapest) {
  const ThresholdRule rule = cost_rule(fixture(), {10.0, 1.0, 0.2}, LabelSource::kValidation);
  EXPECT_EQ(rule.chosen_on.tp, 4);
  EXPECT_EQ(rule.chosen_on.fp, 5);
  EXPECT_NEAR(rule.diagnostics[0].second, 0.2, 1e-15);
  EXPECT_NEAR(rule.diagnostics[1].second, 2.0, 1e-15);
  EXPECT_NEAR(rule.diagnostics[2].second, 0.8, 1e-15);
  // Rare and cheap escapes: only what costs no false alarm.
  EXPECT_EQ(cost_rule(fixture(), {1.0, 1.0, 0.001}, LabelSource::kTest).chosen_on.fp, 0);
}

TEST(CostRule, SaysWhereFlaggingNothingOrEverythingIsCheapest) {
  const ThresholdRule nothing =
      cost_rule(ranking_of({5.0}, {1.0}), {1.0, 1.0, 0.5}, LabelSource::kTest);
  EXPECT_EQ(nothing.chosen_on.fp + nothing.chosen_on.tp, 0);
  EXPECT_THAT(nothing.caveats, Contains(HasSubstr("cheapest to flag nothing")));
  const ThresholdRule all =
      cost_rule(ranking_of({5.0}, {1.0}), {9.0, 1.0, 0.5}, LabelSource::kTest);
  EXPECT_THAT(all.caveats, Contains(HasSubstr("cheapest to flag everything")));
}

TEST(MaxF1Rule, IsThatOfTheRankingAndAnOracleOnTheTestSet) {
  const ThresholdRule rule = max_f1_rule(fixture(), LabelSource::kTest);
  const BestF1 best = best_f1(fixture());
  EXPECT_EQ(rule.threshold, best.threshold);
  EXPECT_EQ(rule.diagnostics[0].second, best.value);
  EXPECT_TRUE(rule.oracle);
  EXPECT_THAT(rule.caveats, Contains(HasSubstr("Oracle")));
}

// 3 of 4 and 2 of 20 at 20 %: .15 / (.15 + .08).
TEST(PrecisionRule, CountsAtThePrevalence) {
  EXPECT_NEAR(precision_at(0.75, 0.1, 0.2), 0.15 / 0.23, 1e-15);
  EXPECT_TRUE(std::isnan(precision_at(0.0, 0.0, 0.2)));
  EXPECT_EQ(precision_rule(fixture(), 0.65, 0.2, LabelSource::kTest).chosen_on.tp, 3);
  EXPECT_EQ(precision_rule(fixture(), 0.66, 0.2, LabelSource::kTest).chosen_on.tp, 2);
  const ThresholdRule none =
      precision_rule(ranking_of({5.0}, {1.0}), 0.9, 0.01, LabelSource::kTest);
  EXPECT_FALSE(none.available);
  EXPECT_THAT(none.unavailable_reason, HasSubstr("No threshold reaches"));
}

TEST(LabelledRules, NeedBothKinds) {
  const Ranking only_good = ranking_of(one_to(5), {});
  const Ranking none = ranking_of({}, {});
  for (const Ranking& ranking : {only_good, none}) {
    EXPECT_FALSE(max_recall_rule(ranking, 0.1, LabelSource::kTest).available);
    EXPECT_FALSE(min_fpr_rule(ranking, 0.9, LabelSource::kTest).available);
    EXPECT_FALSE(precision_rule(ranking, 0.9, 0.1, LabelSource::kTest).available);
    EXPECT_FALSE(cost_rule(ranking, {1.0, 1.0, 0.1}, LabelSource::kTest).available);
    EXPECT_FALSE(max_f1_rule(ranking, LabelSource::kTest).available);
    EXPECT_FALSE(review_band(ranking, {}, LabelSource::kTest).available);
  }
}

TEST(LabelledRules, RefuseSettingsOutOfRange) {
  EXPECT_THROW(max_recall_rule(fixture(), 0.0, LabelSource::kTest), Error);
  EXPECT_THROW(min_fpr_rule(fixture(), 1.1, LabelSource::kTest), Error);
  EXPECT_THROW(cost_rule(fixture(), {-1.0, 1.0, 0.1}, LabelSource::kTest), Error);
  EXPECT_THROW(cost_rule(fixture(), {1.0, 1.0, 0.0}, LabelSource::kTest), Error);
  EXPECT_THROW(precision_rule(fixture(), 1.0, 0.1, LabelSource::kTest), Error);
}

// All anomalous parts above 15, none of the good ones fails: 15 good pass, 5 and two anomalous are
// looked at, two fail.
TEST(ReviewBand, PassReviewFail) {
  ReviewRequirements requirements;
  requirements.prevalence = 0.1;
  const ReviewBand band = review_band(fixture(), requirements, LabelSource::kValidation);
  ASSERT_TRUE(band.available);
  EXPECT_FALSE(band.empty);
  EXPECT_EQ(band.lower.threshold, 15.25);
  EXPECT_EQ(band.upper.threshold, 20.25);
  EXPECT_EQ(band.zones.pass.good.count, 15);
  EXPECT_EQ(band.zones.pass.anomalous.count, 0);
  EXPECT_EQ(band.zones.review.good.count, 5);
  EXPECT_EQ(band.zones.review.anomalous.count, 2);
  EXPECT_EQ(band.zones.fail.good.count, 0);
  EXPECT_EQ(band.zones.fail.anomalous.count, 2);
  EXPECT_NEAR(band.zones.pass.share, 0.9 * 0.75, 1e-15);
  EXPECT_NEAR(band.zones.review.share, 0.9 * 0.25 + 0.1 * 0.5, 1e-15);
  EXPECT_NEAR(band.zones.fail.share, 0.05, 1e-15);
}

TEST(ReviewBand, TheStricterOfTwoRequirementsCounts) {
  ReviewRequirements requirements;
  requirements.max_fpr = 0.1;
  requirements.min_precision = 0.66;
  requirements.prevalence = 0.2;
  EXPECT_EQ(review_band(fixture(), requirements, LabelSource::kTest).upper.chosen_on.fp, 0);
  requirements.max_fpr.reset();
  EXPECT_EQ(review_band(fixture(), requirements, LabelSource::kTest).upper.chosen_on.fp, 0);
  requirements.min_precision.reset();
  EXPECT_THROW(review_band(fixture(), requirements, LabelSource::kTest), Error);
}

TEST(ReviewBand, IsEmptyWhereOneThresholdDoes) {
  const ReviewBand band = review_band(ranking_of({1.0, 2.0}, {8.0, 9.0}), {}, LabelSource::kTest);
  EXPECT_TRUE(band.empty);
  EXPECT_EQ(band.lower.threshold, band.upper.threshold);
  EXPECT_EQ(band.zones.review.share, 0.0);
  EXPECT_THAT(band.sentence, HasSubstr("nothing needs a review"));
}

TEST(ReviewZones, RefuseThresholdsInTheWrongOrder) {
  EXPECT_THROW(review_zones(fixture(), 3.0, 2.0, 0.1), Error);
  EXPECT_THROW(review_zones(fixture(), std::nan(""), 2.0, 0.1), Error);
}

}  // namespace
}  // namespace goodparts
