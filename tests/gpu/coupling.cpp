// Compared with the papers' formulas in double precision (coupling_reference.h), which share
// nothing with the kernels; the difference is the rounding of floats.
#include <cmath>
#include <cstdio>

#include "kernels/coupling/coupling.h"
#include "kernels/coupling/coupling_cuda.h"
#include "kernels/coupling/coupling_reference.h"
#include "kernels/cuda/buffer.h"
#include "tests/gpu/gpu_check.h"

namespace goodparts::gpu {
namespace {

struct Coupled {
  std::vector<float> y;
  std::vector<float> log_det;
};

// x and y are the second halves of longer rows, as in a flow.
void compare_affine(Checks& checks, std::int64_t rows, std::int64_t cols, const std::string& what) {
  constexpr double kClamp = 1.9;
  const std::vector<float> x = uniform(rows * 2 * cols, 1, -3.0F, 3.0F);
  const std::vector<float> parameters = uniform(rows * 2 * cols, 2, -4.0F, 4.0F);
  Coupled expected{std::vector<float>(x.size(), -7.0F), {}};
  for (std::int64_t row = 0; row < rows; ++row) {
    double sum = 0.5;
    for (std::int64_t c = 0; c < cols; ++c) {
      const float* const from = parameters.data() + row * 2 * cols + c;
      const auto at = static_cast<std::size_t>((2 * row + 1) * cols + c);
      const CoupledValue one = affine_value(x[at], from[0], from[cols], kClamp);
      expected.y[at] = static_cast<float>(one.y);
      sum += one.log_derivative;
    }
    expected.log_det.push_back(static_cast<float>(sum));
  }
  Coupled found{std::vector<float>(x.size(), -7.0F),
                std::vector<float>(static_cast<std::size_t>(rows), 0.5F)};
  affine_coupling(on_gpu(), x.data() + cols, parameters.data(), parameters.data() + cols, rows,
                  cols, 2 * cols, 2 * cols, 2 * cols, kClamp, found.y.data() + cols,
                  found.log_det.data());
  checks.expect_near(found.y, expected.y, 1e-5, what + ": values");
  checks.expect_near(found.log_det, expected.log_det, 1e-4, what + ": log determinants");
}

void compare_spline(Checks& checks, std::int64_t rows, std::int64_t cols, std::int64_t bins,
                    const std::string& what) {
  constexpr double kBound = 3.0;
  const std::int64_t each = 3 * bins - 1;
  const std::vector<float> x = uniform(rows * cols, 3, -3.5F, 3.5F);
  const std::vector<float> parameters = uniform(rows * cols * each, 4, -2.0F, 2.0F);
  Coupled found{std::vector<float>(x.size(), NAN),
                std::vector<float>(static_cast<std::size_t>(rows), 0.0F)};
  spline_coupling(on_gpu(), x.data(), parameters.data(), rows, cols, cols, cols, bins, kBound,
                  found.y.data(), found.log_det.data());
  std::vector<float> expected_log_det;
  bool near = true;
  for (std::int64_t row = 0; row < rows; ++row) {
    double sum = 0.0;
    for (std::int64_t i = row * cols; i < (row + 1) * cols; ++i) {
      const auto at = static_cast<std::size_t>(i);
      const CoupledValue one = spline_value(x[at], parameters.data() + i * each, bins, kBound);
      const double allowed = 1e-6 * kBound * (1.0 + std::exp(one.log_derivative));
      near = near && std::fabs(static_cast<double>(found.y[at]) - one.y) <= allowed;
      sum += one.log_derivative;
    }
    expected_log_det.push_back(static_cast<float>(sum));
  }
  checks.expect(near, what + ": values differ");
  checks.expect_near(found.log_det, expected_log_det, 1e-4, what + ": log determinants");
}

}  // namespace

void check_coupling(Checks& checks) {
  checks.begin("coupling");
  compare_affine(checks, 200, 37, "affine");
  compare_affine(checks, 1, 1, "affine, one value");
  compare_spline(checks, 150, 33, 8, "spline");
  compare_spline(checks, 3, 64, 2, "spline of two bins");
}

void time_coupling(Table& table) {
  constexpr std::int64_t kRows = 262144;
  constexpr std::int64_t kCols = 64;
  constexpr std::int64_t kBins = 8;
  constexpr std::int64_t kEach = 3 * kBins - 1;
  constexpr std::int64_t kValues = kRows * kCols;
  const cuda::Buffer<float> x = cuda::uploaded(uniform(kValues, 1, -3.0F, 3.0F).data(), kValues);
  const cuda::Buffer<float> parameters =
      cuda::uploaded(uniform(kValues * kEach, 2, -2.0F, 2.0F).data(), kValues * kEach);
  cuda::Buffer<float> y(kValues);
  cuda::Buffer<float> log_det(kRows);
  log_det.fill_bytes(0);
  const double affine_ms = median_ms(20, [&] {
    cuda::affine_coupling_on_device(x.get(), parameters.get(), parameters.get() + kCols, kRows,
                                    kCols, kCols, 2 * kCols, kCols, 1.9F, y.get(), log_det.get());
  });
  table.row("affine coupling 262144 x 64", affine_ms, 16.0 * kValues, 30.0 * kValues);
  const double spline_ms = median_ms(20, [&] {
    cuda::spline_coupling_on_device(x.get(), parameters.get(), kRows, kCols, kCols, kCols, kBins,
                                    3.0F, y.get(), log_det.get());
  });
  table.row("spline coupling 262144 x 64, 8 bins", spline_ms, 4.0 * (kEach + 2) * kValues,
            300.0 * kValues);
}

}  // namespace goodparts::gpu
