// Where a resized position reads. Shared by the CPU and the GPU; neither may fuse a multiplication
// with an addition. C++17.
#pragma once

#include <cstdint>

#include "kernels/cuda/host_device.h"

namespace goodparts {

// Low and high neighbour and the share of the high one.
struct BilinearTap {
  std::int64_t low = 0;
  std::int64_t high = 0;
  float share = 0.0F;
};

GOODPARTS_HOST_DEVICE inline BilinearTap bilinear_tap(std::int64_t i, std::int64_t from,
                                                      std::int64_t to) {
  const float scale = static_cast<float>(from) / static_cast<float>(to);
  const float place = (static_cast<float>(i) + 0.5F) * scale - 0.5F;
  const float source = place > 0.0F ? place : 0.0F;
  const auto whole = static_cast<std::int64_t>(source);
  const std::int64_t low = whole < from - 1 ? whole : from - 1;
  return {low, low + 1 < from - 1 ? low + 1 : from - 1, source - static_cast<float>(low)};
}

// Where a position reads that takes the nearest value instead.
GOODPARTS_HOST_DEVICE inline std::int64_t nearest_index(std::int64_t i, std::int64_t from,
                                                        std::int64_t to) {
  return i * from / to;
}

GOODPARTS_HOST_DEVICE inline float mixed(float a, float b, float share) {
  return (1.0F - share) * a + share * b;
}

}  // namespace goodparts
