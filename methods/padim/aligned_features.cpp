#include "methods/padim/aligned_features.h"

#include <cassert>

namespace goodparts {

GridSize finest_grid(const std::vector<FloatArray>& maps) {
  GridSize finest;
  for (const FloatArray& map : maps) {
    if (map.shape[1] * map.shape[2] > finest.height * finest.width) {
      finest = {map.shape[1], map.shape[2]};
    }
  }
  return finest;
}

std::int64_t channel_count(const std::vector<FloatArray>& maps) {
  std::int64_t count = 0;
  for (const FloatArray& map : maps) {
    count += map.shape[0];
  }
  return count;
}

void align_features(const std::vector<FloatArray>& maps, std::span<const std::int64_t> channels,
                    std::span<float> out) {
  const GridSize grid = finest_grid(maps);
  const auto dim = static_cast<std::int64_t>(channels.size());
  assert(static_cast<std::int64_t>(out.size()) == grid.height * grid.width * dim);
  for (std::int64_t k = 0; k < dim; ++k) {
    std::int64_t channel = channels[static_cast<std::size_t>(k)];
    auto map = maps.begin();
    while (channel >= map->shape[0]) {
      channel -= map->shape[0];
      ++map;
    }
    const GridSize size{map->shape[1], map->shape[2]};
    const float* const plane = map->values.data() + channel * size.height * size.width;
    float* to = out.data() + k;
    for (std::int64_t y = 0; y < grid.height; ++y) {
      const float* const row = plane + y * size.height / grid.height * size.width;
      for (std::int64_t x = 0; x < grid.width; ++x) {
        *to = row[x * size.width / grid.width];
        to += dim;
      }
    }
  }
}

}  // namespace goodparts
