// Where scores lie.
#pragma once

#include <cstdint>
#include <span>

#include "metrics/evaluation.h"

namespace goodparts {

// `bins` (1 or more) bins of equal width from the smallest to the largest of all four sets, which
// may be empty; the last bin includes its upper edge. Scores that are all equal get a range of 1
// around them. `unlabelled` test scores count towards the range only. Without any score the
// histogram is empty.
Histogram score_histogram(std::span<const double> calibration, std::span<const double> good,
                          std::span<const double> anomalous, std::span<const double> unlabelled,
                          std::int64_t bins);

}  // namespace goodparts
