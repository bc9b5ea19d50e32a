#include "metrics/rules/pareto_rule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "kernels/base/error.h"
#include "metrics/rules/generalized_pareto.h"
#include "tests/metrics/rules/score_fixtures.h"

namespace goodparts {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

std::vector<double> exponential_scores(std::size_t n, std::uint64_t draw) {
  Rng rng(1, "exponential", draw);
  std::vector<double> scores(n);
  for (double& score : scores) {
    score = -std::log(1.0 - rng.uniform());
  }
  return scores;
}

double diagnostic(const ThresholdRule& rule, const std::string& name) {
  for (const auto& [key, value] : rule.diagnostics) {
    if (key == name) {
      return value;
    }
  }
  return std::nan("");
}

ParetoOptions quick() {
  ParetoOptions options;
  options.bootstrap_draws = 0;
  return options;
}

// Scores are exponential: beyond any start the tail has shape 0 and scale 1, and the threshold for
// 0.1 % is log(1000) = 6.9. 500 exceedances: four standard errors of the shape are 0.18.
TEST(ParetoRule, ExtrapolatesAnExponentialTail) {
  const ThresholdRule rule = pareto_rule(exponential_scores(5000, 1), 0.001);
  ASSERT_TRUE(rule.available);
  EXPECT_EQ(diagnostic(rule, "exceedances"), 500.0);
  EXPECT_NEAR(diagnostic(rule, "shape"), 0.0, 0.18);
  EXPECT_NEAR(rule.threshold, std::log(1000.0), 1.2);
  EXPECT_NEAR(diagnostic(rule, "threshold_of_half_the_tail"), rule.threshold, 1.0);
  EXPECT_GT(diagnostic(rule, "anderson_darling_p"), 0.05);
  EXPECT_EQ(rule.promise.expected_fpr, 0.001);
  EXPECT_GT(rule.promise.fpr_upper_95, 0.001);
  EXPECT_LT(rule.promise.fpr_upper_95, 0.004);
}

// 300 draws: the median rate is the target within 15 %, and the approximate 95 % bound, which takes
// the threshold's error to be that of log rates, holds in 90 to 99 %.
TEST(ParetoRule, RateAndItsApproximateBoundHoldOverDraws) {
  std::vector<double> rates;
  int held = 0;
  for (std::uint64_t draw = 0; draw < 300; ++draw) {
    const ThresholdRule rule = pareto_rule(exponential_scores(1000, draw), 0.005, quick());
    rates.push_back(std::exp(-rule.threshold));
    held += rates.back() <= rule.promise.fpr_upper_95 ? 1 : 0;
  }
  std::nth_element(rates.begin(), rates.begin() + 150, rates.end());
  EXPECT_NEAR(rates[150], 0.005, 0.00075);
  EXPECT_GE(held, 270);
  EXPECT_LE(held, 297);
}

// By hand: the tail of 300 scores 1 … 300 is the 30 largest, u = 270, and the threshold is what the
// fitted tail says for 0.02 / 0.1.
TEST(ParetoRule, ThresholdIsTheFittedTailsQuantile) {
  const ThresholdRule rule = pareto_rule(one_to(300), 0.02, quick());
  EXPECT_EQ(diagnostic(rule, "tail_start"), 270.0);
  const ParetoFit fit = fit_pareto(one_to(30));
  EXPECT_NEAR(rule.threshold, 270.0 + pareto_quantile_above(fit.tail, 0.2), 1e-9);
}

TEST(ParetoRule, RefusesTooFewExceedances) {
  const ThresholdRule rule = pareto_rule(exponential_scores(119, 1), 0.01);
  EXPECT_FALSE(rule.available);
  EXPECT_EQ(rule.unavailable_reason,
            "119 held-out good parts are too few to fit a tail: 30 exceedances are needed, of at "
            "least 120 good parts.");
  EXPECT_TRUE(pareto_rule(exponential_scores(120, 1), 0.01).available);
  EXPECT_FALSE(pareto_rule({}, 0.01).available);
  EXPECT_FALSE(pareto_rule(std::vector<double>{1.0}, 0.01).available);
}

TEST(ParetoRule, RefusesTiesAndTargetsOutsideOfTheTail) {
  EXPECT_THAT(pareto_rule(std::vector<double>(500, 1.0), 0.01).unavailable_reason,
              HasSubstr("Scores tie: only 0 of 500"));
  EXPECT_THAT(pareto_rule(exponential_scores(1000, 1), 0.2).unavailable_reason,
              HasSubstr("not within the tail"));
  std::vector<double> two_values(500, 1.0);
  std::fill(two_values.begin(), two_values.begin() + 50, 2.0);
  EXPECT_THAT(pareto_rule(two_values, 0.01).unavailable_reason, HasSubstr("Scores tie"));
}

TEST(ParetoRule, SaysWhereItExtrapolates) {
  EXPECT_THAT(pareto_rule(exponential_scores(500, 1), 0.0001, quick()).caveats,
              Contains(HasSubstr("beyond the data")));
}

TEST(ParetoRule, RefusesBadInput) {
  EXPECT_THROW(pareto_rule(std::vector<double>{std::nan("")}, 0.01), Error);
  EXPECT_THROW(pareto_rule(one_to(500), 0.0), Error);
  ParetoOptions options;
  options.tail_share = 1.0;
  EXPECT_THROW(pareto_rule(one_to(500), 0.01, options), Error);
  options = {};
  options.fewest_exceedances = 3;
  EXPECT_THROW(pareto_rule(one_to(500), 0.01, options), Error);
}

}  // namespace
}  // namespace goodparts
