// Connected regions of a binary mask.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace goodparts {

struct Components {
  std::vector<std::int32_t> labels;  // per pixel: 0 … count − 1, −1 outside of every region
  std::vector<std::int64_t> areas;   // per region, pixels
};

// 8-connected regions of the pixels that are not zero, numbered by their first pixel in row order.
// mask: height × width, row by row.
Components connected_components(std::span<const std::uint8_t> mask, std::int64_t height,
                                std::int64_t width);

}  // namespace goodparts
