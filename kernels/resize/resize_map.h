// Resizing of one feature grid on the CPU, on the calling thread, in the midst of work that is the
// CPU's anyway. Many maps at once, on the device of a context: resize_maps.h.
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
  resize_maps_bilinear({}, values.data(), 1, from, to, channels, result.data());
  return result;
}

}  // namespace goodparts
