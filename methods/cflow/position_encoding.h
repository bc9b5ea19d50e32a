// Sinusoidal encoding of places in a grid, as the condition of CFLOW's flows: the encoding of
// Vaswani et al. 2017 (arXiv 1706.03762) in two dimensions.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/resize/resize_map.h"

namespace goodparts {

// {height · width, dim}, row-major; dim is a multiple of 4. With D = dim / 2 and the frequencies
// f_k = 10000^(−2k / D), k = 0 … D/2 − 1: numbers 2k and 2k + 1 are sin and cos of column · f_k;
// D + 2k and D + 2k + 1 those of row · f_k.
std::vector<float> position_encoding(GridSize grid, std::int64_t dim);

}  // namespace goodparts
