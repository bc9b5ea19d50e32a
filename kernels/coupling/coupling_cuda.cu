#include "kernels/coupling/coupling_cuda.h"

#include <algorithm>

#include "kernels/coupling/transforms.h"
#include "kernels/cuda/buffer.h"

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

constexpr std::int64_t kMostBytes = std::int64_t{1} << 28;  // on the device at once

// rows × cols without gaps ← `stride` floats from row to row.
void upload_rows(Buffer<float>& to, const float* from, std::int64_t rows, std::int64_t cols,
                 std::int64_t stride) {
  const std::size_t width = static_cast<std::size_t>(cols) * sizeof(float);
  check(cudaMemcpy2D(to.get(), width, from, static_cast<std::size_t>(stride) * sizeof(float), width,
                     static_cast<std::size_t>(rows), cudaMemcpyHostToDevice),
        "copying rows to the device");
}

void download_rows(const Buffer<float>& from, float* to, std::int64_t rows, std::int64_t cols,
                   std::int64_t stride) {
  const std::size_t width = static_cast<std::size_t>(cols) * sizeof(float);
  check(cudaMemcpy2D(to, static_cast<std::size_t>(stride) * sizeof(float), from.get(), width, width,
                     static_cast<std::size_t>(rows), cudaMemcpyDeviceToHost),
        "copying rows from the device");
}

std::int64_t most_rows(std::int64_t rows, std::int64_t floats_a_row) {
  const std::int64_t fit = kMostBytes / (floats_a_row * std::int64_t{sizeof(float)});
  return std::min(rows, std::max<std::int64_t>(1, fit));
}

}  // namespace

void affine_coupling(const float* x, const float* log_scale, const float* shift, std::int64_t rows,
                     std::int64_t cols, std::int64_t x_stride, std::int64_t parameter_stride,
                     std::int64_t y_stride, float clamp, float* y, float* log_det) {
  const std::int64_t most = most_rows(rows, 4 * cols);
  Buffer<float> in(most * cols);
  Buffer<float> scales(most * cols);
  Buffer<float> shifts(most * cols);
  Buffer<float> out(most * cols);
  Buffer<float> logs(most);
  for (std::int64_t first = 0; first < rows; first += most) {
    const std::int64_t part = std::min(most, rows - first);
    upload_rows(in, x + first * x_stride, part, cols, x_stride);
    upload_rows(scales, log_scale + first * parameter_stride, part, cols, parameter_stride);
    upload_rows(shifts, shift + first * parameter_stride, part, cols, parameter_stride);
    logs.upload(log_det + first, part);
    affine_coupling_on_device(in.get(), scales.get(), shifts.get(), part, cols, cols, cols, cols,
                              clamp, out.get(), logs.get());
    download_rows(out, y + first * y_stride, part, cols, y_stride);
    logs.download(log_det + first, part);
  }
}

void spline_coupling(const float* x, const float* parameters, std::int64_t rows, std::int64_t cols,
                     std::int64_t x_stride, std::int64_t y_stride, std::int64_t bins, float bound,
                     float* y, float* log_det) {
  const std::int64_t given = cols * (3 * bins - 1);
  const std::int64_t most = most_rows(rows, 2 * cols + given);
  Buffer<float> in(most * cols);
  Buffer<float> shapes(most * given);
  Buffer<float> out(most * cols);
  Buffer<float> logs(most);
  for (std::int64_t first = 0; first < rows; first += most) {
    const std::int64_t part = std::min(most, rows - first);
    upload_rows(in, x + first * x_stride, part, cols, x_stride);
    shapes.upload(parameters + first * given, part * given);
    logs.upload(log_det + first, part);
    spline_coupling_on_device(in.get(), shapes.get(), part, cols, cols, cols, bins, bound,
                              out.get(), logs.get());
    download_rows(out, y + first * y_stride, part, cols, y_stride);
    logs.download(log_det + first, part);
  }
}

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
