// Resizing of one map or feature grid on the calling thread; see resize_maps.h.
#pragma once

#include <cassert>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/resize/resize_maps.h"

namespace goodparts {

inline std::vector<float> resize_bilinear(std::span<const float> values, GridSize from, GridSize to,
                                          std::int64_t channels = 1) {
  assert(static_cast<std::int64_t>(values.size()) == from.height * from.width * channels);
  std::vector<float> result(static_cast<std::size_t>(to.height * to.width * channels));
  resize_maps_bilinear(values.data(), 1, from, to, channels, result.data(), 1);
  return result;
}

inline std::vector<float> resize_nearest(std::span<const float> values, GridSize from, GridSize to,
                                         std::int64_t channels = 1) {
  assert(static_cast<std::int64_t>(values.size()) == from.height * from.width * channels);
  std::vector<float> result(static_cast<std::size_t>(to.height * to.width * channels));
  resize_maps_nearest(values.data(), 1, from, to, channels, result.data(), 1);
  return result;
}

}  // namespace goodparts
