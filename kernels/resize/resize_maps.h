// Resizing of maps and feature grids. Pixel centres lie at half-integers, as with
// align_corners=False in PyTorch; no antialiasing. Arrays are row-major; `channels` values lie
// together at each place (1 for a map).
//
// Without fused multiplications: the bits depend on the map alone, not on the machine's vectors,
// the threads or the other maps.
#pragma once

#include <cstdint>

namespace goodparts {

struct GridSize {
  std::int64_t height = 0;
  std::int64_t width = 0;
};

inline bool operator==(GridSize a, GridSize b) {
  return a.height == b.height && a.width == b.width;
}
inline bool operator!=(GridSize a, GridSize b) { return !(a == b); }

// values: count × from.height × from.width × channels; out: count × to.height × to.width ×
// channels, not overlapping; all sizes and threads >= 1. Columns are interpolated first, then rows,
// in float.
void resize_maps_bilinear(const float* values, std::int64_t count, GridSize from, GridSize to,
                          std::int64_t channels, float* out, int threads);

// Takes the source value at ⌊i · from / to⌋ in either direction.
void resize_maps_nearest(const float* values, std::int64_t count, GridSize from, GridSize to,
                         std::int64_t channels, float* out, int threads);

}  // namespace goodparts
