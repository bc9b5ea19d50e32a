// EfficientAD's maps on one scale (Batzner et al. 2024, section 3.4): the quantile q_a of the
// values on held-out good images becomes 0, q_b becomes 0.1.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/base/context.h"
#include "kernels/resize/grid_size.h"

namespace goodparts {

struct MapNormalisation {
  double low = 0.0;   // the value that becomes 0
  double high = 0.0;  // the value that becomes 0.1

  // 0.1 (value − low) / (high − low); where the two are equal (a constant map) 0.1 (value − low).
  double operator()(double value) const;
};

// Quantiles with linear interpolation between order statistics, as numpy.quantile. At least one
// value.
MapNormalisation normalisation_by_quantiles(std::vector<float> values, double q_a, double q_b);

// The mean of both maps, each normalised.
std::vector<float> combine_maps(std::span<const float> student, const MapNormalisation& of_student,
                                std::span<const float> autoencoder,
                                const MapNormalisation& of_autoencoder);

// Grids of values (count × grid.height × grid.width) whose places see 33 × 33 pixels at a distance
// of 4 → maps of input size: four places of border on each side, then bilinear. The border repeats
// its nearest value.
std::vector<std::vector<float>> maps_at_input_size(const Context& context,
                                                   std::span<const float> grids, GridSize grid,
                                                   GridSize input);

}  // namespace goodparts
