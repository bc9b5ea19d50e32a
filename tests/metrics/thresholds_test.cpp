#include "metrics/thresholds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "kernels/base/error.h"
#include "kernels/base/rng.h"

namespace goodparts {
namespace {

using ::testing::HasSubstr;

std::vector<double> one_to(int n) {
  std::vector<double> scores(static_cast<std::size_t>(n));
  std::iota(scores.begin(), scores.end(), 1.0);
  return scores;
}

// k = ⌊0.05 · 60⌋ = 3, so the third largest of 59; bounds from scipy 1.10, beta.ppf(.95, 3, 57).
TEST(ChooseThreshold, TakesTheConformalRank) {
  const ThresholdChoice choice = choose_threshold(one_to(59), 0.05);
  EXPECT_TRUE(choice.available);
  EXPECT_EQ(choice.good_count, 59);
  EXPECT_EQ(choice.rank, 3);
  EXPECT_EQ(choice.threshold, 57.0);
  EXPECT_DOUBLE_EQ(choice.target_fpr, 0.05);
  EXPECT_DOUBLE_EQ(choice.expected_fpr, 0.05);
  EXPECT_NEAR(choice.fpr_upper_95, 0.102889162709954, 1e-12);
  EXPECT_EQ(choice.good_needed, 59);
  EXPECT_EQ(choice.rule, "conformal: rank 3 of 59 held-out good parts, largest first");
  EXPECT_EQ(
      choice.note,
      "With 59 held-out good parts this threshold flags 5 % of good parts on average, and at most "
      "10.3 % with 95 % confidence; to be 95 % sure of 5 %, use the threshold 59 (rank 1).");
}

TEST(ChooseThreshold, DoesNotDependOnOrder) {
  std::vector<double> scores = one_to(99);
  Rng(1, "order").shuffle(std::span<double>(scores));
  EXPECT_EQ(choose_threshold(scores, 0.05).threshold, 95.0);
}

TEST(ChooseThreshold, RoundingDoesNotCostARank) {
  EXPECT_LT(0.29 * 100.0, 29.0);  // in doubles
  EXPECT_EQ(choose_threshold(one_to(99), 0.29).rank, 29);
  EXPECT_EQ(choose_threshold(one_to(98), 0.29).rank, 28);
}

// One of 12 + 1 parts; 1 − 0.05^(1/12).
TEST(ChooseThreshold, TooFewPartsTakeTheLargestScoreAndSaySo) {
  const ThresholdChoice choice = choose_threshold(one_to(12), 0.05);
  EXPECT_TRUE(choice.available);
  EXPECT_EQ(choice.rank, 1);
  EXPECT_EQ(choice.threshold, 12.0);
  EXPECT_DOUBLE_EQ(choice.expected_fpr, 1.0 / 13.0);
  EXPECT_NEAR(choice.fpr_upper_95, 0.22092219194555582, 1e-12);
  EXPECT_EQ(
      choice.note,
      "12 held-out good parts cannot promise a false positive rate of 5 %: that takes at least 19 "
      "for the average and 59 for 95 % confidence. The threshold is the largest held-out good "
      "score; it flags 7.69 % of good parts on average, and at most 22.1 % with 95 % confidence.");
}

TEST(ChooseThreshold, NineteenPartsAreJustEnoughForFivePercent) {
  EXPECT_THAT(choose_threshold(one_to(18), 0.05).note, HasSubstr("cannot promise"));
  const ThresholdChoice enough = choose_threshold(one_to(19), 0.05);
  EXPECT_EQ(enough.rank, 1);
  EXPECT_THAT(enough.note, HasSubstr("to be 95 % sure of 5 %, take the largest of at least 59"));
}

TEST(ChooseThreshold, OnePart) {
  const ThresholdChoice choice = choose_threshold(std::vector<double>{4.5}, 0.05);
  EXPECT_EQ(choice.threshold, 4.5);
  EXPECT_DOUBLE_EQ(choice.expected_fpr, 0.5);
  EXPECT_NEAR(choice.fpr_upper_95, 0.95, 1e-12);  // Beta(1, 1) is uniform
  EXPECT_THAT(choice.note, HasSubstr("1 held-out good part cannot"));
}

TEST(ChooseThreshold, NoPartsNoThreshold) {
  const ThresholdChoice choice = choose_threshold({}, 0.01);
  EXPECT_FALSE(choice.available);
  EXPECT_TRUE(std::isnan(choice.threshold));
  EXPECT_TRUE(std::isnan(choice.expected_fpr));
  EXPECT_EQ(choice.good_needed, 299);
  EXPECT_THAT(choice.note, HasSubstr("Hold out at least 299"));
}

TEST(ChooseThreshold, WithoutPartsTheMethodsLimitServesAndIsSaidToBeUnchecked) {
  const ThresholdChoice choice = choose_threshold({}, 0.01, 27.35);
  EXPECT_TRUE(choice.available);
  EXPECT_EQ(choice.threshold, 27.35);
  EXPECT_EQ(choice.good_count, 0);
  EXPECT_EQ(choice.rank, 0);
  EXPECT_TRUE(std::isnan(choice.expected_fpr));
  EXPECT_TRUE(std::isnan(choice.fpr_upper_95));
  EXPECT_THAT(choice.rule, HasSubstr("control limit of the method"));
  EXPECT_THAT(choice.note, HasSubstr("method's theory and has not been checked on held-out good"));
  EXPECT_THAT(choice.note, HasSubstr("Hold out at least 299"));
}

TEST(ChooseThreshold, HeldOutPartsComeBeforeTheMethodsLimit) {
  EXPECT_EQ(choose_threshold(one_to(59), 0.05, 1.5).threshold,
            choose_threshold(one_to(59), 0.05).threshold);
}

TEST(ChooseThreshold, RejectsTargetsThatAreNoRates) {
  for (const double target : {0.0, 1e-300, 1.0, -0.1, 5.0, std::nan("")}) {
    try {
      choose_threshold(one_to(10), target);
      FAIL() << target;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kConfig);
      EXPECT_THAT(error.what(), HasSubstr("target_fpr"));
    }
  }
}

// Exactly k / (n + 1) of parts to come are flagged on average where scores are continuous: 20,000
// draws, 3 standard errors of a rate of 0.1 with n = 29 are 0.0064.
TEST(ChooseThreshold, ExpectedFalsePositiveRateHolds) {
  Rng rng(2, "expected");
  int flagged = 0;
  for (int draw = 0; draw < 20000; ++draw) {
    std::vector<double> scores(29);
    for (double& score : scores) {
      score = rng.normal();
    }
    flagged += rng.normal() > choose_threshold(scores, 0.1).threshold ? 1 : 0;
  }
  EXPECT_NEAR(flagged / 20000.0, 0.1, 0.0064);
}

// Scores 0 or 1 with equal chance: the threshold is nearly always 1, above which nothing lies.
TEST(ChooseThreshold, TiesErrOnTheSideOfFewerFalseAlarms) {
  std::vector<double> scores(59, 0.0);
  for (std::size_t i = 0; i < 30; ++i) {
    scores[i] = 1.0;
  }
  const ThresholdChoice choice = choose_threshold(scores, 0.05);
  EXPECT_EQ(choice.threshold, 1.0);
  EXPECT_FALSE(1.0 > choice.threshold);
}

}  // namespace
}  // namespace goodparts
