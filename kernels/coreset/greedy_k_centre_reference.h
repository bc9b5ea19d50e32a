// Greedy k-centre selection as it is usually written: what kernels/coreset/greedy_k_centre.h must
// equal.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/base/matrix_view.h"

namespace goodparts {

// One pass over all points for each choice, which updates every distance and finds the largest.
std::vector<std::int64_t> greedy_k_centre_reference(MatrixView points,
                                                    std::span<const float> squared_start,
                                                    std::int64_t count);

}  // namespace goodparts
