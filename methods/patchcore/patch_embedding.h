// Feature maps of one image → a grid of patch vectors, in the conventions that PatchCore knows.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/resize/resize_map.h"
#include "methods/archive.h"

namespace goodparts {

struct PatchGrid {
  GridSize size;  // that of the first layer; of the finest one with embed_anomalydino
  std::int64_t dim = 0;
  std::vector<float> values;  // height × width × dim
};

// The original release (Roth et al. 2022, section 3.1): 3 × 3 neighbourhoods of each layer, zero
// beyond the border, flattened {channel, row, column}; deeper layers resized bilinearly to the
// first layer's grid; each neighbourhood averaged down (adaptively) to `layer_dim` numbers, all
// layers' together to `embedding_dim`.
PatchGrid embed_original(const std::vector<FloatArray>& maps, std::int64_t layer_dim,
                         std::int64_t embedding_dim);

// anomalib: 3 × 3 averages of each layer (zeros beyond the border counted in), deeper layers
// resized bilinearly to the first layer's grid, channels of all layers one after another.
PatchGrid embed_anomalib(const std::vector<FloatArray>& maps);

// AnomalyDINO (Damm et al. 2024): the features as they are, without neighbourhoods.
// The paper takes one layer; of several, the coarser are resized bilinearly to the finest grid and
// the channels of all follow one another. Each place's vector is then scaled to unit length, where
// half the squared distance is the cosine distance; a vector of zeros stays as it is.
PatchGrid embed_anomalydino(const std::vector<FloatArray>& maps);

}  // namespace goodparts
