#include "metrics/rules/generalized_pareto.h"

#include <gtest/gtest.h>

#include <cmath>

namespace goodparts {
namespace {

std::vector<double> excesses_of(const ParetoTail& tail, std::size_t n, std::uint64_t draw) {
  Rng rng(1, "pareto", draw);
  std::vector<double> values(n);
  for (double& value : values) {
    value = pareto_quantile_above(tail, 1.0 - rng.uniform());
  }
  return values;
}

// 40 numbers that no distribution drew.
std::vector<double> heavy() {
  std::vector<double> values;
  for (int i = 1; i <= 40; ++i) {
    values.push_back(0.05 * i + 0.02 * ((i * i) % 7) + std::pow(i / 20.0, 4));
  }
  return values;
}
std::vector<double> nearly_exponential() {
  std::vector<double> values;
  for (int i = 1; i <= 40; ++i) {
    values.push_back(-std::log(1.0 - (i - 0.5) / 40.0) * (1.0 + 0.1 * ((i * i) % 5 - 2) / 2.0));
  }
  return values;
}

// scipy 1.10, genpareto.
TEST(GeneralizedPareto, DistributionIsThatOfScipy) {
  EXPECT_NEAR(pareto_quantile_above({0.2, 1.5}, 0.01), 11.33914823632185, 1e-12);
  EXPECT_NEAR(pareto_above({0.2, 1.5}, 3.0), 0.18593443208187063, 1e-14);
  EXPECT_NEAR(pareto_above({-0.3, 1.5}, 3.0), 0.047155603182596956, 1e-14);
  EXPECT_EQ(pareto_above({-0.3, 1.5}, 6.0), 0.0);  // beyond its end at 5
  EXPECT_NEAR(pareto_quantile_above({0.0, 1.5}, 0.01), 6.907755278982137, 1e-14);
  EXPECT_NEAR(pareto_above({1e-12, 1.5}, 3.0), std::exp(-2.0), 1e-11);
}

// scipy 1.10: the minimum of −Σ genpareto.logpdf by Nelder–Mead to 1e-12, and A² of its cdf.
TEST(GeneralizedPareto, MaximumLikelihoodIsThatOfScipy) {
  const ParetoFit fit = fit_pareto(heavy());
  EXPECT_NEAR(fit.tail.shape, 0.3288407857960168, 1e-6);
  EXPECT_NEAR(fit.tail.scale, 3.1577091974470806, 3e-6);
  EXPECT_NEAR(fit.log_likelihood, -99.14750439651408, 1e-9);
  EXPECT_NEAR(anderson_darling(heavy(), fit.tail), 0.6417406166661621, 1e-6);
  const ParetoFit light = fit_pareto(nearly_exponential());
  EXPECT_NEAR(light.tail.shape, -0.08129814541381858, 1e-6);
  EXPECT_NEAR(light.tail.scale, 1.0646869942951576, 1e-6);
  EXPECT_NEAR(light.log_likelihood, -39.255308333871156, 1e-9);
}

TEST(GeneralizedPareto, ScaleOfTheScoresDoesNotMatter) {
  std::vector<double> values = heavy();
  for (double& value : values) {
    value *= 1e-6;
  }
  EXPECT_NEAR(fit_pareto(values).tail.shape, 0.3288407857960168, 1e-6);
  EXPECT_NEAR(fit_pareto(values).tail.scale, 3.1577091974470806e-6, 1e-11);
}

// 5,000 excesses: within four of the asymptotic standard errors, whatever the shape.
TEST(GeneralizedPareto, FindsKnownTails) {
  for (const double shape : {-0.4, -0.2, 0.0, 0.3, 1.0, 2.0}) {
    const ParetoFit fit = fit_pareto(excesses_of({shape, 2.0}, 5000, 7));
    EXPECT_NEAR(fit.tail.shape, shape, 4.0 * (1.0 + shape) / std::sqrt(5000.0)) << shape;
    EXPECT_NEAR(fit.tail.scale, 2.0, 4.0 * 2.0 * std::sqrt(2.0 * (1.0 + shape) / 5000.0)) << shape;
  }
}

// The spread of 400 estimates from 200 excesses is the asymptotic error within 15 %.
TEST(GeneralizedPareto, ErrorsAreThoseOfRepetition) {
  double sum = 0.0;
  double squares = 0.0;
  for (std::uint64_t draw = 0; draw < 400; ++draw) {
    const double shape = fit_pareto(excesses_of({0.2, 1.0}, 200, draw)).tail.shape;
    sum += shape;
    squares += shape * shape;
  }
  const double deviation = std::sqrt(squares / 400.0 - std::pow(sum / 400.0, 2));
  EXPECT_NEAR(deviation, 1.2 / std::sqrt(200.0), 0.15 * 1.2 / std::sqrt(200.0));
  EXPECT_NEAR(sum / 400.0, 0.2, 0.03);
}

// Equal steps end abruptly: the likelihood grows towards ξ = −1, σ = max y, and has no error there.
TEST(GeneralizedPareto, AnAbruptEndIsTheUniformTail) {
  std::vector<double> values;
  for (int i = 1; i <= 40; ++i) {
    values.push_back(0.1 * i + 0.03 * ((i * i) % 7));
  }
  const ParetoFit fit = fit_pareto(values);
  EXPECT_GE(fit.tail.shape, -1.0);
  EXPECT_LT(fit.tail.shape, -0.9);
  EXPECT_TRUE(std::isnan(fit.shape_error));
}

// p values are uniform where the tail is generalized Pareto, small where it has two humps.
TEST(GeneralizedPareto, GoodnessOfFit) {
  int small = 0;
  for (std::uint64_t draw = 0; draw < 100; ++draw) {
    const std::vector<double> values = excesses_of({0.1, 1.0}, 60, draw);
    small += pareto_fit_p_value(values, fit_pareto(values), 99, Rng(1, "fit", draw)) <= 0.2 ? 1 : 0;
  }
  EXPECT_NEAR(small, 20, 12);  // three standard errors
  std::vector<double> humps;
  for (int i = 0; i < 50; ++i) {
    humps.push_back(1.0 + 0.01 * i);
    humps.push_back(9.0 + 0.01 * i);
  }
  EXPECT_LE(pareto_fit_p_value(humps, fit_pareto(humps), 99, Rng(1, "humps")), 0.01);
}

}  // namespace
}  // namespace goodparts
