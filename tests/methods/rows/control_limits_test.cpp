// Expected values: scipy 1.10, from the equations in control_limits.h.
#include "methods/rows/control_limits.h"

#include <gtest/gtest.h>

#include <vector>

namespace goodparts {
namespace {

TEST(ControlLimits, TSquaredOfANewRow) {
  EXPECT_NEAR(t_squared_limit(8, 400, 0.999), 27.351091437387904, 1e-9);
  EXPECT_NEAR(t_squared_limit(3, 12, 0.99), 27.773448966094033, 1e-9);
}

// numpy.linspace(0, 15, 10000)[f.cdf(grid, m, n - m) < confidence][-1] in place of the quantile.
TEST(ControlLimits, TSquaredByTheGridOfSkabsCode) {
  EXPECT_NEAR(t_squared_limit(8, 400, 0.999, FQuantile::kGrid), 27.345420792079207, 1e-9);
  EXPECT_NEAR(t_squared_limit(3, 12, 0.99, FQuantile::kGrid), 27.768610194352767, 1e-9);
}

TEST(ControlLimits, BeyondTheGridTheQuantileIsExact) {
  EXPECT_EQ(t_squared_limit(3, 5, 0.999, FQuantile::kGrid), t_squared_limit(3, 5, 0.999));
}

TEST(ControlLimits, ChiSquared) {
  EXPECT_NEAR(chi_squared_limit(3, 0.999), 16.26623619623813, 1e-9);
  EXPECT_NEAR(chi_squared_limit(8, 0.999), 26.12448155837614, 1e-9);
}

TEST(ControlLimits, LargestDeviation) {
  EXPECT_NEAR(largest_deviation_limit(1, 0.9973), 2.9999769927034015, 1e-9);
  EXPECT_NEAR(largest_deviation_limit(3, 0.9973), 3.319802593805673, 1e-9);
}

// One direction of variance λ: Q / λ is χ²(1), and the formula is Wilson and Hilferty's
// approximation, λ (1 − 2/9 + c √(2/9))³.
TEST(ControlLimits, SquaredErrorOfOneDirection) {
  EXPECT_NEAR(squared_error_limit(std::vector<double>{0.5}, 0.999), 5.578622501701829, 1e-9);
}

// h₀ = −0.054 here: sum(w²) / sum(w) * chi2.ppf(0.999, sum(w)² / sum(w²)).
TEST(ControlLimits, SquaredErrorIsBoxsWhereTheFormulaDoesNotHold) {
  std::vector<double> variances(61, 0.1);
  variances[0] = 10.0;
  EXPECT_NEAR(squared_error_limit(variances, 0.999), 95.51383782607837, 1e-7);
}

}  // namespace
}  // namespace goodparts
