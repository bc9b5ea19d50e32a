// Resizing of maps on the GPU: the bits of resize_maps.h. C++17.
#pragma once

#include <cstdint>

#include "kernels/resize/grid_size.h"

namespace goodparts::cuda {

// As goodparts::resize_maps_bilinear; values and out in host memory.
void resize_maps_bilinear(const float* values, std::int64_t count, GridSize from, GridSize to,
                          std::int64_t channels, float* out);

// As goodparts::resize_maps_nearest, likewise.
void resize_maps_nearest(const float* values, std::int64_t count, GridSize from, GridSize to,
                         std::int64_t channels, float* out);

// The same in device memory.
void resize_maps_bilinear_on_device(const float* values, std::int64_t count, GridSize from,
                                    GridSize to, std::int64_t channels, float* out);
void resize_maps_nearest_on_device(const float* values, std::int64_t count, GridSize from,
                                   GridSize to, std::int64_t channels, float* out);

}  // namespace goodparts::cuda
