// Feature maps of one image → one vector for each place of the finest layer's grid.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/resize/resize_map.h"
#include "methods/archive.h"

namespace goodparts {

// Of the map with the most places.
GridSize finest_grid(const std::vector<FloatArray>& maps);
std::int64_t channel_count(const std::vector<FloatArray>& maps);

// places × channels.size() numbers into `out`: the channels of all maps, numbered one map after
// another, that are asked for, in that order; each map brought to the finest grid by taking the
// nearest place (Defard et al. 2020, section III.A).
void align_features(const std::vector<FloatArray>& maps, std::span<const std::int64_t> channels,
                    std::span<float> out);

}  // namespace goodparts
