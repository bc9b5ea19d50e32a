// The normal distribution.
#pragma once

namespace goodparts {

double normal_cdf(double z);
// The z below which a standard normal falls with the probability, in (0, 1).
double normal_quantile(double probability);
// The z with P(|N(0, 1)| <= z) = confidence: 1.96 for 0.95.
double normal_quantile_two_sided(double confidence);
// P(|N(0, 1)| >= |z|)
double normal_p_two_sided(double z);

}  // namespace goodparts
