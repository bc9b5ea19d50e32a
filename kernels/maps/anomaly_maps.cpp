#include "kernels/maps/anomaly_maps.h"

#include <algorithm>
#include <cassert>

#include "kernels/base/parallel.h"
#include "kernels/blur/blur_maps.h"
#include "kernels/maps/anomaly_maps_cuda.h"
#include "kernels/resize/resize_maps.h"

namespace goodparts {
namespace {

std::vector<float> one_map(const float* values, GridSize grid, const MapStyle& style) {
  const Context here;  // the calling thread
  const GridSize size = style.size;
  std::vector<float> map(static_cast<std::size_t>(size.height * size.width));
  if (grid == size) {
    std::copy_n(values, map.size(), map.begin());
  } else if (style.enlarging == Enlarging::kBilinear) {
    resize_maps_bilinear(here, values, 1, grid, size, 1, map.data());
  } else {
    resize_maps_nearest(here, values, 1, grid, size, 1, map.data());
  }
  if (style.sigma > 0.0) {
    blur_maps(here, map.data(), 1, size.height, size.width, style.sigma, style.border);
  }
  return map;
}

std::vector<std::vector<float>> maps_on_device(const float* grids, std::int64_t count,
                                               GridSize grid, const MapStyle& style) {
  std::vector<std::vector<float>> maps(static_cast<std::size_t>(count));
  std::vector<float*> out;
  for (std::vector<float>& map : maps) {
    map.resize(static_cast<std::size_t>(style.size.height * style.size.width));
    out.push_back(map.data());
  }
  const std::vector<double> kernel =
      style.sigma > 0.0 ? gaussian_kernel(style.sigma) : std::vector<double>{};
  cuda::anomaly_maps(grids, count, grid, style.size, style.enlarging == Enlarging::kNearest,
                     kernel.data(), static_cast<std::int64_t>(kernel.size()), style.border,
                     out.data());
  return maps;
}

}  // namespace

std::vector<std::vector<float>> anomaly_maps(const Context& context, const float* grids,
                                             std::int64_t count, GridSize grid,
                                             const MapStyle& style) {
  assert(count >= 0 && grid.height > 0 && grid.width > 0 && style.sigma >= 0.0);
  context.check_cancelled();
  if (context.device == Device::kCuda) {
    return maps_on_device(grids, count, grid, style);
  }
  std::vector<std::vector<float>> maps(static_cast<std::size_t>(count));
  parallel_for(context.threads, count, [&](std::int64_t i) {
    maps[static_cast<std::size_t>(i)] = one_map(grids + i * grid.height * grid.width, grid, style);
  });
  return maps;
}

}  // namespace goodparts
