// How threads and blocks agree on the farthest point. Shared by greedy_k_centre_cuda.cu and the
// tests. C++17.
#pragma once

#include <cstdint>

#include "kernels/cuda/host_device.h"

namespace goodparts {

// Greater for the farther point, of equal distances for the lower row; never 0, which stands for
// "not known yet". distance >= +0; row < 2^32 − 1.
GOODPARTS_HOST_DEVICE inline std::uint64_t farthest_key(float distance, std::uint32_t row) {
  return static_cast<std::uint64_t>(bits_of(distance)) << 32U | (0xFFFFFFFFU - row);
}
GOODPARTS_HOST_DEVICE inline float farthest_distance(std::uint64_t key) {
  return float_of(static_cast<std::uint32_t>(key >> 32U));
}
GOODPARTS_HOST_DEVICE inline std::uint32_t farthest_row(std::uint64_t key) {
  return 0xFFFFFFFFU - static_cast<std::uint32_t>(key);
}

// Points lie in tiles of 32, so that the lanes of a warp read neighbouring 16 bytes: where the four
// floats from column 4 · quad on of a row begin. quads: of a row, padded columns / 4.
constexpr int kTilePoints = 32;
GOODPARTS_HOST_DEVICE inline std::int64_t tiled_offset(std::int64_t row, std::int64_t quad,
                                                       std::int64_t quads) {
  return ((row / kTilePoints * quads + quad) * kTilePoints + row % kTilePoints) * 4;
}

}  // namespace goodparts
