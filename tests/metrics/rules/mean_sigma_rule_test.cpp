#include "metrics/rules/mean_sigma_rule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "kernels/base/error.h"
#include "metrics/rules/normality.h"
#include "tests/metrics/rules/score_fixtures.h"

namespace goodparts {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::vector<double> kTwelve{2.1, 2.4, 1.9, 3.3, 2.8, 2.2, 2.5, 2.6, 3.0, 4.7, 2.3, 2.0};

double diagnostic(const ThresholdRule& rule, const std::string& name) {
  for (const auto& [key, value] : rule.diagnostics) {
    if (key == name) {
      return value;
    }
  }
  ADD_FAILURE() << name;
  return 0.0;
}

// numpy 1.24 and scipy 1.10: mean, std(ddof=1), skew, anderson(x, 'norm'); p from the formula of
// D'Agostino & Stephens for A²* = 0.8108.
TEST(MeanSigmaRule, NumbersAreThoseOfScipy) {
  const ThresholdRule rule = mean_sigma_rule(kTwelve);
  EXPECT_NEAR(rule.threshold, 4.950790378030202, 1e-12);
  EXPECT_NEAR(diagnostic(rule, "deviation"), 0.7669301260100676, 1e-12);
  EXPECT_NEAR(diagnostic(rule, "skewness"), 1.6670912943919765, 1e-12);
  EXPECT_NEAR(diagnostic(rule, "anderson_darling"), 0.7520564322081604, 1e-10);
  EXPECT_NEAR(diagnostic(rule, "anderson_darling_p"), 0.03604485345905009, 1e-10);
  EXPECT_THAT(rule.caveats, Contains(HasSubstr("not normal")));
}

// scipy 1.10: z with nct.cdf(k √n, n − 1, z √n) = .95, then norm.sf(z).
TEST(MeanSigmaRule, BoundIsThatOfTheNoncentralT) {
  EXPECT_NEAR(mean_sigma_fpr_bound(3.0, 5), 0.1376287726729194, 1e-9);
  EXPECT_NEAR(mean_sigma_fpr_bound(3.0, 20), 0.017686883046647693, 1e-9);
  EXPECT_NEAR(mean_sigma_fpr_bound(3.0, 100), 0.004539606332347269, 1e-10);
  EXPECT_NEAR(mean_sigma_fpr_bound(2.0, 50), 0.05604829612231634, 1e-9);
  // Of many parts by the delta method: P(Z > 3) + φ(3) · 1.645 · √((1 + 3²/2) / n).
  EXPECT_NEAR(mean_sigma_fpr_bound(3.0, 100'000'000),
              0.0013498980316300933 +
                  0.0044318484119380075 * 1.6448536269514722 * std::sqrt(5.5 / 100'000'000.0),
              5e-9);
}

// scipy 1.10: t.sf(3 / √(1 + 1/20), 19).
TEST(MeanSigmaRule, ExpectedRateIsThatOfStudentsT) {
  Rng rng(1, "normal");
  const ThresholdRule rule = mean_sigma_rule(normal_scores(rng, 20));
  EXPECT_NEAR(rule.promise.expected_fpr, 0.004318046707690733, 1e-12);
}

// 2,000 draws of 30 normal scores: the bound holds in 95 % (3 standard errors: 1.5 %).
TEST(MeanSigmaRule, BoundHoldsForNormalScores) {
  const double bound = mean_sigma_fpr_bound(2.0, 30);
  int held = 0;
  for (std::uint64_t draw = 0; draw < 2000; ++draw) {
    Rng rng(2, "bound", draw);
    const Moments about = moments(normal_scores(rng, 30));
    const double threshold = about.mean + 2.0 * about.deviation;
    held += 0.5 * std::erfc(threshold / std::sqrt(2.0)) <= bound ? 1 : 0;
  }
  EXPECT_NEAR(held / 2000.0, 0.95, 0.015);
}

TEST(MeanSigmaRule, NormalScoresGetNoCaveatAndLongTailsDo) {
  Rng rng(3, "tails");
  std::vector<double> scores = normal_scores(rng, 200);
  EXPECT_THAT(mean_sigma_rule(scores).caveats, IsEmpty());
  for (double& score : scores) {
    score = std::exp(score);
  }
  const ThresholdRule rule = mean_sigma_rule(scores);
  EXPECT_THAT(rule.caveats, Contains(HasSubstr("not normal")));
  EXPECT_GT(diagnostic(rule, "held_out_above"), diagnostic(rule, "held_out_above_if_normal"));
}

TEST(MeanSigmaRule, RefusesWhatHasNoSpread) {
  EXPECT_THAT(mean_sigma_rule({}).unavailable_reason, HasSubstr("at least 3"));
  EXPECT_FALSE(mean_sigma_rule(std::vector<double>{1.0}).available);
  EXPECT_THAT(mean_sigma_rule(std::vector<double>(30, 0.1)).unavailable_reason,
              HasSubstr("All 30 held-out good scores are equal"));
  EXPECT_THROW(mean_sigma_rule(std::vector<double>{1.0, 2.0, std::nan("")}), Error);
  EXPECT_THROW(mean_sigma_rule(kTwelve, 0.0), Error);
  EXPECT_THAT(mean_sigma_rule(std::vector<double>{1.0, 2.0, 4.0}).caveats,
              Contains(HasSubstr("too few to see")));
}

}  // namespace
}  // namespace goodparts
