#include "kernels/coupling/coupling_cuda.h"

#include "kernels/coupling/transforms.h"
#include "kernels/cuda/check.h"

namespace goodparts::cuda {
namespace {

constexpr int kThreads = 256;

// A warp a row: transform(column) for each of its columns; the sum of what comes back is added to
// log_det.
template <class Transform>
__device__ void transform_row(std::int64_t rows, std::int64_t cols, float* log_det,
                              const Transform& transform) {
  const std::int64_t row = (blockIdx.x * static_cast<std::int64_t>(kThreads) + threadIdx.x) / 32;
  if (row >= rows) {
    return;
  }
  const int lane = static_cast<int>(threadIdx.x) % 32;
  double sum = 0.0;
  for (std::int64_t c = lane; c < cols; c += 32) {
    sum += static_cast<double>(transform(row, c));
  }
  for (int offset = 16; offset > 0; offset /= 2) {
    sum += __shfl_xor_sync(0xFFFFFFFFU, sum, offset);
  }
  if (lane == 0) {
    log_det[row] += static_cast<float>(sum);
  }
}

__global__ void __launch_bounds__(kThreads)
    affine(const float* x, const float* log_scale, const float* shift, std::int64_t rows,
           std::int64_t cols, std::int64_t x_stride, std::int64_t parameter_stride,
           std::int64_t y_stride, float clamp, float* y, float* log_det) {
  transform_row(rows, cols, log_det, [=](std::int64_t row, std::int64_t c) {
    const std::int64_t at = row * parameter_stride + c;
    const CoupledFloat one =
        affine_transform(x[row * x_stride + c], log_scale[at], shift[at], clamp);
    y[row * y_stride + c] = one.y;
    return one.log_derivative;
  });
}

__global__ void __launch_bounds__(kThreads)
    splines(const float* x, const float* parameters, std::int64_t rows, std::int64_t cols,
            std::int64_t x_stride, std::int64_t y_stride, std::int64_t bins, float bound, float* y,
            float* log_det) {
  transform_row(rows, cols, log_det, [=](std::int64_t row, std::int64_t c) {
    const CoupledFloat one = spline_transform(
        x[row * x_stride + c], parameters + (row * cols + c) * (3 * bins - 1), bins, bound);
    y[row * y_stride + c] = one.y;
    return one.log_derivative;
  });
}

unsigned blocks_for(std::int64_t rows) {
  return static_cast<unsigned>((rows * 32 + kThreads - 1) / kThreads);
}

}  // namespace

void affine_coupling_on_device(const float* x, const float* log_scale, const float* shift,
                               std::int64_t rows, std::int64_t cols, std::int64_t x_stride,
                               std::int64_t parameter_stride, std::int64_t y_stride, float clamp,
                               float* y, float* log_det) {
  if (rows > 0) {
    affine<<<blocks_for(rows), kThreads>>>(x, log_scale, shift, rows, cols, x_stride,
                                           parameter_stride, y_stride, clamp, y, log_det);
    check_launch("affine coupling");
  }
}

void spline_coupling_on_device(const float* x, const float* parameters, std::int64_t rows,
                               std::int64_t cols, std::int64_t x_stride, std::int64_t y_stride,
                               std::int64_t bins, float bound, float* y, float* log_det) {
  if (rows > 0) {
    splines<<<blocks_for(rows), kThreads>>>(x, parameters, rows, cols, x_stride, y_stride, bins,
                                            bound, y, log_det);
    check_launch("spline coupling");
  }
}

}  // namespace goodparts::cuda
