// The range of k independent standard normal variables (Tukey's studentized range with infinite
// degrees of freedom).
#pragma once

#include <cstdint>

namespace goodparts {

// P(largest − smallest <= q); k >= 2, q >= 0.
double studentized_range_cdf(double q, std::int64_t k);
// The q at which it reaches the probability, in (0, 1).
double studentized_range_quantile(double probability, std::int64_t k);

}  // namespace goodparts
