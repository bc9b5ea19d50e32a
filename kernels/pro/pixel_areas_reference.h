// The plain way: sort all pixels, walk down the tie groups.
#pragma once

#include "kernels/pro/pixel_areas.h"

namespace goodparts {

// As pixel_areas(), without the curve.
PixelAreas pixel_areas_reference(const float* scores, const std::int32_t* regions,
                                 std::int64_t count, std::int64_t region_count,
                                 const std::vector<double>& limits);

}  // namespace goodparts
