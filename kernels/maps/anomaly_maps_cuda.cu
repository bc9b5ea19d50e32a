#include "kernels/maps/anomaly_maps_cuda.h"

#include <algorithm>

#include "kernels/blur/blur_maps_cuda.h"
#include "kernels/cuda/staging.h"
#include "kernels/resize/resize_maps_cuda.h"

namespace goodparts::cuda {
namespace {

constexpr std::int64_t kMostBytes = std::int64_t{1} << 28;  // of maps on the device at once

}  // namespace

void anomaly_maps(const float* grids, std::int64_t count, GridSize grid, GridSize size,
                  bool nearest, const double* kernel, std::int64_t taps, BlurBorder border,
                  float* const* out) {
  const std::int64_t places = grid.height * grid.width;
  const std::int64_t pixels = size.height * size.width;
  const bool same = grid.height == size.height && grid.width == size.width;
  const std::int64_t most = std::min(
      count, std::max<std::int64_t>(1, kMostBytes / (pixels * std::int64_t{sizeof(float)})));
  Staging staging;
  const Buffer<double> weights = uploaded(kernel, taps);
  Buffer<float> scores(same ? 0 : most * places);
  Buffer<float> maps(most * pixels);
  Buffer<float> room(taps > 0 ? most * pixels : 0);
  for (std::int64_t first = 0; first < count; first += most) {
    const std::int64_t part = std::min(most, count - first);
    staging.upload(same ? maps : scores, grids + first * places, part * places);
    if (!same) {
      const auto resize = nearest ? resize_maps_nearest_on_device : resize_maps_bilinear_on_device;
      resize(scores.get(), part, grid, size, 1, maps.get());
    }
    if (taps > 0) {
      blur_maps_on_device(maps.get(), room.get(), part, size.height, size.width, weights.get(),
                          taps, border);
    }
    for (std::int64_t map = 0; map < part; ++map) {
      staging.download(maps, out[first + map], pixels, map * pixels);
    }
  }
}

}  // namespace goodparts::cuda
