// Resizing of maps and feature grids. Pixel centres lie at half-integers, as with
// align_corners=False in PyTorch; no antialiasing. Arrays are row-major; `channels` values lie
// together at each place (1 for a map).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace goodparts {

struct GridSize {
  std::int64_t height = 0;
  std::int64_t width = 0;
  bool operator==(const GridSize&) const = default;
};

std::vector<float> resize_bilinear(std::span<const float> values, GridSize from, GridSize to,
                                   std::int64_t channels = 1);

// Takes the source value at ⌊i · from / to⌋ in either direction.
std::vector<float> resize_nearest(std::span<const float> values, GridSize from, GridSize to,
                                  std::int64_t channels = 1);

}  // namespace goodparts
