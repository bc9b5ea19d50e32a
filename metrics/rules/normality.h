// Whether scores look normal, for rules that assume so.
#pragma once

#include <span>

namespace goodparts {

inline constexpr int kFewestForNormality = 8;

// Anderson–Darling with estimated mean and deviation (Stephens 1974).
struct NormalityTest {
  double statistic = 0.0;  // A²
  double p_value = 1.0;    // D'Agostino & Stephens 1986, table 4.9
};

// Scores finite, not all equal, at least kFewestForNormality.
NormalityTest test_normality(std::span<const double> scores);

// Mean and deviation (of n − 1), at least two scores; third standardised moment (divided by n).
struct Moments {
  double mean = 0.0;
  double deviation = 0.0;
  double skewness = 0.0;
};
Moments moments(std::span<const double> scores);

}  // namespace goodparts
