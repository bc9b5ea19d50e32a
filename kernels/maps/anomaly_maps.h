// Anomaly maps at input size from the scores of a grid of places: resized, then smoothed, map by
// map while it is in the cache, or all on the GPU. Bit for bit what resize_maps.h and blur_maps.h
// give one after the other, on either device.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/base/context.h"
#include "kernels/blur/border_index.h"
#include "kernels/resize/grid_size.h"

namespace goodparts {

enum class Enlarging { kBilinear, kNearest };

struct MapStyle {
  GridSize size;  // of the input
  Enlarging enlarging = Enlarging::kBilinear;
  double sigma = 0.0;  // of the smoothing, in pixels; 0: none
  BlurBorder border = BlurBorder::kRepeatEdge;
};

// grids: count × grid.height × grid.width, row by row; taken as they are where the grid is of the
// input's size. One map for each. Throws Error(kUnavailable) where the context asks for a device
// that is not there.
std::vector<std::vector<float>> anomaly_maps(const Context& context, const float* grids,
                                             std::int64_t count, GridSize grid,
                                             const MapStyle& style);

}  // namespace goodparts
