// Resizing of maps and feature grids, on the device of the context. Pixel centres lie at
// half-integers, as with align_corners=False in PyTorch; no antialiasing. Arrays are row-major, in
// host memory; `channels` values lie together at each place (1 for a map).
//
// Without fused multiplications: the bits depend on the map alone, not on the machine's vectors,
// the threads, the device or the other maps. Throws Error(kUnavailable) where the context asks for
// a device that is not there.
#pragma once

#include <cstdint>

#include "kernels/base/context.h"
#include "kernels/resize/grid_size.h"

namespace goodparts {

// values: count × from.height × from.width × channels; out: count × to.height × to.width ×
// channels, not overlapping; all sizes >= 1. Columns are interpolated first, then rows, in float.
void resize_maps_bilinear(const Context& context, const float* values, std::int64_t count,
                          GridSize from, GridSize to, std::int64_t channels, float* out);

// Takes the source value at ⌊i · from / to⌋ in either direction.
void resize_maps_nearest(const Context& context, const float* values, std::int64_t count,
                         GridSize from, GridSize to, std::int64_t channels, float* out);

}  // namespace goodparts
