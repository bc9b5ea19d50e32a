// Gaussian smoothing one value after another.
#pragma once

#include "kernels/blur/blur_maps.h"

namespace goodparts {

void blur_maps_reference(float* values, std::int64_t count, std::int64_t height, std::int64_t width,
                         double sigma, BlurBorder border);

}  // namespace goodparts
