#include "kernels/blur/blur_maps_cuda.h"

#include "kernels/cuda/staging.h"

namespace goodparts::cuda {
namespace {

constexpr int kThreads = 256;

// One thread a value; neighbours read overlapping values through the first-level cache. A line's
// values are `stride` apart.
__global__ void __launch_bounds__(kThreads)
    smooth(const float* from, float* to, std::int64_t total, std::int64_t size, std::int64_t stride,
           const double* kernel, int taps, BlurBorder border) {
  const std::int64_t at = blockIdx.x * static_cast<std::int64_t>(kThreads) + threadIdx.x;
  if (at >= total) {
    return;
  }
  const std::int64_t place = at / stride % size;
  const std::int64_t first = place - taps / 2;
  const float* const line = from + (at - place * stride);
  double sum = 0.0;  // from the kernel's first value to its last, as the CPU adds
  if (first >= 0 && first + taps <= size) {
    for (int j = 0; j < taps; ++j) {
      sum += kernel[j] * static_cast<double>(line[(first + j) * stride]);
    }
  } else {
    for (int j = 0; j < taps; ++j) {
      sum += kernel[j] * static_cast<double>(line[border_index(first + j, size, border) * stride]);
    }
  }
  to[at] = static_cast<float>(sum);
}

}  // namespace

void blur_maps_on_device(float* values, float* room, std::int64_t count, std::int64_t height,
                         std::int64_t width, const double* kernel, std::int64_t taps,
                         BlurBorder border) {
  const std::int64_t total = count * height * width;
  if (total == 0) {
    return;
  }
  const auto blocks = static_cast<unsigned>((total + kThreads - 1) / kThreads);
  smooth<<<blocks, kThreads>>>(values, room, total, height, width, kernel, static_cast<int>(taps),
                               border);
  check_launch("smoothing columns");
  smooth<<<blocks, kThreads>>>(room, values, total, width, 1, kernel, static_cast<int>(taps),
                               border);
  check_launch("smoothing rows");
}

void blur_maps(float* values, std::int64_t count, std::int64_t height, std::int64_t width,
               const double* kernel, std::int64_t taps, BlurBorder border) {
  const std::int64_t total = count * height * width;
  Staging staging;
  Buffer<float> on_device = staging.uploaded<float>(values, total);
  Buffer<float> room(total);
  const Buffer<double> weights = uploaded(kernel, taps);
  blur_maps_on_device(on_device.get(), room.get(), count, height, width, weights.get(), taps,
                      border);
  staging.download(on_device, values, total);
}

}  // namespace goodparts::cuda
