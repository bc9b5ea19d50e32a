// Exponentially weighted moving averages of recorded rows: z_t = λ x_t + (1 − λ) z_{t−1}, z_0 = 0
// before the first row of the recording (Roberts 1959; of vectors, Lowry et al. 1992).
//
// The average of a row depends on the row and its past in the source alone, to the bit: it is
// computed from a fixed row of the recording on, so far back that what lies before weighs less than
// rounding. Samples without a past (recordings.h) are averages of themselves: z_1 = λ x_1.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "datasets/sample.h"
#include "kernels/base/context.h"

namespace goodparts {

struct MovingAverages {
  std::vector<double> values;       // one row for each index asked for, in that order
  std::vector<std::int64_t> steps;  // t: 1 for the first row of a recording
};

// Reads samples as centred rows, one after another.
using CentredReader = std::function<std::vector<double>(std::span<const std::int64_t> indices)>;

// `recorded` false: no sample has a past. 0 < lambda <= 1.
MovingAverages moving_averages(const Context& context, const SampleSource& source,
                               std::span<const std::int64_t> indices, std::int64_t columns,
                               double lambda, bool recorded, const CentredReader& read);

// The variance of z_t over that of x_t, x_t independent: λ (1 − (1 − λ)^2t) / (2 − λ); `exact`
// false: its limit, λ / (2 − λ).
double moving_average_variance(double lambda, std::int64_t step, bool exact);

// Throws Error(kConfig) naming method.lambda unless 1e-6 <= lambda <= 1.
void require_lambda(double lambda);

}  // namespace goodparts
