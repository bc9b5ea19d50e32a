#include "kernels/resize/resize_maps_cuda.h"

#include "kernels/cuda/staging.h"
#include "kernels/resize/bilinear_tap.h"

namespace goodparts::cuda {
namespace {

constexpr int kThreads = 256;

__global__ void __launch_bounds__(kThreads)
    interpolate(const float* values, GridSize from, GridSize to, std::int64_t channels,
                std::int64_t total, float* out) {
  const std::int64_t at = blockIdx.x * static_cast<std::int64_t>(kThreads) + threadIdx.x;
  if (at >= total) {
    return;
  }
  const std::int64_t channel = at % channels;
  const std::int64_t pixel = at / channels;
  const BilinearTap column = bilinear_tap(pixel % to.width, from.width, to.width);
  const BilinearTap row = bilinear_tap(pixel / to.width % to.height, from.height, to.height);
  const float* const map =
      values + pixel / (to.width * to.height) * from.height * from.width * channels + channel;
  const auto value = [&](std::int64_t y, std::int64_t x) {
    return map[(y * from.width + x) * channels];
  };
  const float top = mixed(value(row.low, column.low), value(row.low, column.high), column.share);
  const float bottom =
      mixed(value(row.high, column.low), value(row.high, column.high), column.share);
  out[at] = mixed(top, bottom, row.share);
}

__global__ void __launch_bounds__(kThreads)
    take_nearest(const float* values, GridSize from, GridSize to, std::int64_t channels,
                 std::int64_t total, float* out) {
  const std::int64_t at = blockIdx.x * static_cast<std::int64_t>(kThreads) + threadIdx.x;
  if (at >= total) {
    return;
  }
  const std::int64_t pixel = at / channels;
  const std::int64_t x = nearest_index(pixel % to.width, from.width, to.width);
  const std::int64_t y = nearest_index(pixel / to.width % to.height, from.height, to.height);
  const std::int64_t map = pixel / (to.width * to.height);
  out[at] = values[((map * from.height + y) * from.width + x) * channels + at % channels];
}

unsigned blocks_for(std::int64_t total) {
  return static_cast<unsigned>((total + kThreads - 1) / kThreads);
}

template <class Resize>  // in device memory
void resize_from_host(const float* values, std::int64_t count, GridSize from, GridSize to,
                      std::int64_t channels, float* out, const Resize& resize) {
  Staging staging;
  const Buffer<float> source =
      staging.uploaded(values, count * from.height * from.width * channels);
  Buffer<float> result(count * to.height * to.width * channels);
  resize(source.get(), count, from, to, channels, result.get());
  staging.download(result, out, result.size());
}

}  // namespace

void resize_maps_bilinear_on_device(const float* values, std::int64_t count, GridSize from,
                                    GridSize to, std::int64_t channels, float* out) {
  const std::int64_t total = count * to.height * to.width * channels;
  if (total == 0) {
    return;
  }
  interpolate<<<blocks_for(total), kThreads>>>(values, from, to, channels, total, out);
  check_launch("resizing maps");
}

void resize_maps_nearest_on_device(const float* values, std::int64_t count, GridSize from,
                                   GridSize to, std::int64_t channels, float* out) {
  const std::int64_t total = count * to.height * to.width * channels;
  if (total == 0) {
    return;
  }
  take_nearest<<<blocks_for(total), kThreads>>>(values, from, to, channels, total, out);
  check_launch("resizing maps");
}

void resize_maps_bilinear(const float* values, std::int64_t count, GridSize from, GridSize to,
                          std::int64_t channels, float* out) {
  resize_from_host(values, count, from, to, channels, out, resize_maps_bilinear_on_device);
}

void resize_maps_nearest(const float* values, std::int64_t count, GridSize from, GridSize to,
                         std::int64_t channels, float* out) {
  resize_from_host(values, count, from, to, channels, out, resize_maps_nearest_on_device);
}

}  // namespace goodparts::cuda
