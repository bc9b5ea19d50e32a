// Against the papers' equations in double precision (coupling_reference.h, whose own values are
// checked below against NumPy's of tests/methods/flows/spline_torch_test.cpp).
#include "kernels/coupling/coupling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "kernels/coupling/coupling_reference.h"
#include "tests/support/patterns.h"

namespace goodparts {
namespace {

Context two_threads() {
  Context context;
  context.threads = 2;
  return context;
}

using testing::uniform_values;

std::vector<float> spread(std::int64_t count, std::uint32_t seed, float reach) {
  std::vector<float> values = uniform_values(count, seed);
  for (float& value : values) {
    value = (2.0F * value - 1.0F) * reach;
  }
  return values;
}

TEST(Coupling, ReferenceFollowsThePapersEquations) {
  const std::vector<float> u = {0.5F, -1, 0.25F, 2, 1, 0, -0.5F, 0.75F, -0.7F, 0.3F, 1.2F};
  const CoupledValue low = spline_value(-2.5, u.data(), 4, 3.0);
  EXPECT_NEAR(low.y, -1.5169213005083213, 1e-7);
  EXPECT_NEAR(low.log_derivative, 1.4172465913530432, 1e-7);
  const CoupledValue high = spline_value(2.9, u.data(), 4, 3.0);
  EXPECT_NEAR(high.y, 2.909963818182737, 1e-7);
  EXPECT_NEAR(high.log_derivative, -0.208913173339982, 1e-7);
}

// Odd sizes, rows with gaps between them, unaligned.
TEST(Coupling, AffineAgreesWithTheReference) {
  for (const auto& [rows, cols] : {std::pair{1, 1}, {3, 5}, {7, 16}, {4, 33}, {1, 3000}}) {
    const std::int64_t stride = cols + 3;
    const std::vector<float> x = spread(rows * stride + 1, 1, 5.0F);
    const std::vector<float> a = spread(rows * stride + 1, 2, 40.0F);
    const std::vector<float> t = spread(rows * stride + 1, 3, 3.0F);
    std::vector<float> y(static_cast<std::size_t>(rows * cols));
    std::vector<float> log_det(static_cast<std::size_t>(rows), 2.0F);
    affine_coupling(two_threads(), x.data() + 1, a.data() + 1, t.data() + 1, rows, cols, stride,
                    stride, cols, 2.0, y.data(), log_det.data());
    for (std::int64_t row = 0; row < rows; ++row) {
      double sum = 2.0;
      for (std::int64_t c = 0; c < cols; ++c) {
        const auto at = static_cast<std::size_t>(row * stride + c + 1);
        const CoupledValue expected = affine_value(x[at], a[at], t[at], 2.0);
        EXPECT_NEAR(y[static_cast<std::size_t>(row * cols + c)], expected.y,
                    1e-6 * (1.0 + std::abs(expected.y)));
        sum += expected.log_derivative;
      }
      EXPECT_NEAR(log_det[static_cast<std::size_t>(row)], sum, 1e-6 * (10.0 + 2.0 * cols));
    }
  }
}

// Steep splines magnify the rounding of their input; parameters up to ±3 keep slopes below 1000.
TEST(Coupling, SplineAgreesWithTheReference) {
  for (const std::int64_t bins : {2, 4, 8, 64}) {
    for (const auto& [rows, cols] : {std::pair{1, 1}, {5, 3}, {2, 16}, {40, 17}}) {
      const std::int64_t each = 3 * bins - 1;
      const std::vector<float> x = spread(rows * (cols + 2) + 1, 1, 4.0F);
      const std::vector<float> u = spread(rows * cols * each + 1, 2, 1.5F);
      std::vector<float> y(static_cast<std::size_t>(rows * cols));
      std::vector<float> log_det(static_cast<std::size_t>(rows), 0.0F);
      spline_coupling(two_threads(), x.data() + 1, u.data() + 1, rows, cols, cols + 2, cols, bins,
                      3.0, y.data(), log_det.data());
      for (std::int64_t row = 0; row < rows; ++row) {
        double sum = 0.0;
        for (std::int64_t c = 0; c < cols; ++c) {
          const CoupledValue expected =
              spline_value(x[static_cast<std::size_t>(row * (cols + 2) + c + 1)],
                           u.data() + 1 + (row * cols + c) * each, bins, 3.0);
          EXPECT_NEAR(y[static_cast<std::size_t>(row * cols + c)], expected.y, 1e-5);
          sum += expected.log_derivative;
        }
        EXPECT_NEAR(log_det[static_cast<std::size_t>(row)], sum, 1e-4 * cols);
      }
    }
  }
}

// All parameters 0: the identity; so are the tails, and the spline at both bounds.
TEST(Coupling, SplineIsTheIdentityWhereItShouldBe) {
  const float infinity = std::numeric_limits<float>::infinity();
  const std::vector<float> x = {-3, 3, 0, 1.25F, -2.9999F, 3.5F, -1e30F, infinity};
  const std::vector<float> zeros(x.size() * 11, 0.0F);
  std::vector<float> y(x.size());
  std::vector<float> log_det = {0.0F};
  spline_coupling({}, x.data(), zeros.data(), 1, 8, 8, 8, 4, 3.0, y.data(), log_det.data());
  for (std::size_t i = 0; i < x.size(); ++i) {
    EXPECT_FLOAT_EQ(y[i], x[i]);
  }
  EXPECT_NEAR(log_det[0], 0.0, 3e-6);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> u = spread(11, 4, 2.0F);
  spline_coupling({}, &nan, u.data(), 1, 1, 1, 1, 4, 3.0, y.data(), log_det.data());
  EXPECT_TRUE(std::isnan(y[0]));
}

TEST(Coupling, TheSameBitsWhateverTheThreadsAndTheOtherRows) {
  constexpr std::int64_t kRows = 700;
  constexpr std::int64_t kCols = 5;
  const std::vector<float> x = spread(kRows * kCols, 1, 4.0F);
  const std::vector<float> u = spread(kRows * kCols * 23, 2, 1.5F);
  const auto size = static_cast<std::size_t>(kRows * kCols);
  std::vector<float> y(size);
  std::vector<float> log_det(kRows, 0.0F);
  spline_coupling(two_threads(), x.data(), u.data(), kRows, kCols, kCols, kCols, 8, 5.0, y.data(),
                  log_det.data());
  for (std::int64_t row = 0; row < kRows; ++row) {
    float alone[kCols];
    float log = 0.0F;
    spline_coupling({}, x.data() + row * kCols, u.data() + row * kCols * 23, 1, kCols, kCols, kCols,
                    8, 5.0, alone, &log);
    EXPECT_EQ(log, log_det[static_cast<std::size_t>(row)]);
    for (std::int64_t c = 0; c < kCols; ++c) {
      EXPECT_EQ(alone[c], y[static_cast<std::size_t>(row * kCols + c)]);
    }
  }
}

}  // namespace
}  // namespace goodparts
