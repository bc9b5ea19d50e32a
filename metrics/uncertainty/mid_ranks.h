// Ranks from 1, the lowest value first; equal values share the mean of their ranks.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace goodparts {

// Twice the ranks, which makes them integers; in the order of the values. Neighbours in the sorted
// order that differ by at most `equal` count as equal. Values not NaN.
std::vector<std::int64_t> twice_mid_ranks(std::span<const double> values, double equal = 0.0);

}  // namespace goodparts
