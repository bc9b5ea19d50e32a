// Resizing one output value after another.
#pragma once

#include "kernels/resize/resize_maps.h"

namespace goodparts {

void resize_maps_bilinear_reference(const float* values, std::int64_t count, GridSize from,
                                    GridSize to, std::int64_t channels, float* out);

void resize_maps_nearest_reference(const float* values, std::int64_t count, GridSize from,
                                   GridSize to, std::int64_t channels, float* out);

}  // namespace goodparts
