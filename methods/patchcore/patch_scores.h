// From distances of patches to scores and maps.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/base/context.h"
#include "kernels/maps/anomaly_maps.h"
#include "methods/patchcore/memory_bank.h"
#include "methods/patchcore/patch_embedding.h"
#include "methods/patchcore/patchcore_config.h"

namespace goodparts {

struct PatchScores {
  std::vector<float> patches;  // one for each place of the grid
  double sample = 0.0;
};

// original: a patch scores the mean squared distance to its k nearest, a sample the largest patch
// score. anomalib: a patch scores the distance to its nearest; a sample (1 − w) × the largest patch
// score, where w is the share of the nearest entry in a softmax over the distances to that entry's
// own nearest entries (Roth et al. 2022, equation 7); unweighted where the bank holds one entry,
// whose share would be 1. anomalydino: a patch scores its cosine distance to the nearest, 0 … 2, a
// sample the mean of the largest hundredth of its patch scores, rounded down but at least one
// (Damm et al. 2024 and the authors' release).
PatchScores score_patches(const Context& context, const PatchGrid& grid, const MemoryBank& bank,
                          const PatchCoreConfig& config);

// The scores of rows, each of which is the only patch of its sample. Not for anomalydino.
std::vector<double> score_rows(const Context& context, MatrixView rows, const MemoryBank& bank,
                               const PatchCoreConfig& config);

// How patch scores become maps. original, anomalydino: bilinear; anomalib: nearest place; all
// smoothed.
MapStyle map_style(GridSize input, const PatchCoreConfig& config);

}  // namespace goodparts
