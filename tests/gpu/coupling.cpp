// Compared with the same inline functions on the CPU, whose values
// tests/kernels/transforms_test.cpp checks against the papers; the two differ by the rounding of
// exp, log and tanh.
#include <cmath>
#include <cstdio>

#include "kernels/coupling/coupling_cuda.h"
#include "kernels/coupling/transforms.h"
#include "kernels/cuda/buffer.h"
#include "tests/gpu/gpu_check.h"

namespace goodparts::gpu {
namespace {

struct Coupled {
  std::vector<float> y;
  std::vector<float> log_det;
};

void expect_equal(Checks& checks, const Coupled& found, const Coupled& expected,
                  const std::string& what) {
  checks.expect_near(found.y, expected.y, 1e-5, what + ": values");
  checks.expect_near(found.log_det, expected.log_det, 1e-4, what + ": log determinants");
}

void compare_affine(Checks& checks, std::int64_t rows, std::int64_t cols, const std::string& what) {
  constexpr float kClamp = 1.9F;
  const std::vector<float> x = uniform(rows * cols, 1, -3.0F, 3.0F);
  const std::vector<float> parameters = uniform(rows * 2 * cols, 2, -4.0F, 4.0F);
  Coupled expected{std::vector<float>(x.size()), std::vector<float>(rows, 0.5F)};
  for (std::int64_t row = 0; row < rows; ++row) {
    double sum = 0.0;
    for (std::int64_t c = 0; c < cols; ++c) {
      const float* const from = parameters.data() + row * 2 * cols + c;
      const auto at = static_cast<std::size_t>(row * cols + c);
      const CoupledFloat one = affine_transform(x[at], from[0], from[cols], kClamp);
      expected.y[at] = one.y;
      sum += static_cast<double>(one.log_derivative);
    }
    expected.log_det[static_cast<std::size_t>(row)] += static_cast<float>(sum);
  }
  const cuda::Buffer<float> in = cuda::uploaded(x.data(), rows * cols);
  const cuda::Buffer<float> given = cuda::uploaded(parameters.data(), rows * 2 * cols);
  cuda::Buffer<float> out(rows * cols);
  const std::vector<float> start(static_cast<std::size_t>(rows), 0.5F);
  cuda::Buffer<float> log_det = cuda::uploaded(start.data(), rows);
  cuda::affine_coupling_on_device(in.get(), given.get(), given.get() + cols, rows, cols, cols,
                                  2 * cols, cols, kClamp, out.get(), log_det.get());
  Coupled found{std::vector<float>(x.size(), NAN), std::vector<float>(start.size(), NAN)};
  out.download(found.y.data(), rows * cols);
  log_det.download(found.log_det.data(), rows);
  expect_equal(checks, found, expected, what);
}

void compare_spline(Checks& checks, std::int64_t rows, std::int64_t cols, std::int64_t bins,
                    const std::string& what) {
  constexpr float kBound = 3.0F;
  const std::int64_t each = 3 * bins - 1;
  const std::vector<float> x = uniform(rows * cols, 3, -3.5F, 3.5F);
  const std::vector<float> parameters = uniform(rows * cols * each, 4, -2.0F, 2.0F);
  Coupled expected{std::vector<float>(x.size()), {}};
  for (std::int64_t row = 0; row < rows; ++row) {
    double sum = 0.0;
    for (std::int64_t i = row * cols; i < (row + 1) * cols; ++i) {
      const auto at = static_cast<std::size_t>(i);
      const CoupledFloat one = spline_transform(x[at], parameters.data() + i * each, bins, kBound);
      expected.y[at] = one.y;
      sum += static_cast<double>(one.log_derivative);
    }
    expected.log_det.push_back(static_cast<float>(sum));
  }
  const cuda::Buffer<float> in = cuda::uploaded(x.data(), rows * cols);
  const cuda::Buffer<float> given = cuda::uploaded(parameters.data(), rows * cols * each);
  cuda::Buffer<float> out(rows * cols);
  cuda::Buffer<float> log_det(rows);
  log_det.fill_bytes(0);
  cuda::spline_coupling_on_device(in.get(), given.get(), rows, cols, cols, cols, bins, kBound,
                                  out.get(), log_det.get());
  Coupled found{std::vector<float>(x.size(), NAN),
                std::vector<float>(static_cast<std::size_t>(rows), NAN)};
  out.download(found.y.data(), rows * cols);
  log_det.download(found.log_det.data(), rows);
  expect_equal(checks, found, expected, what);
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
