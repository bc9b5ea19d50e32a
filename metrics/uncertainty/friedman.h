// Several detectors over several categories: average ranks, Friedman's test, and the critical
// difference for a diagram of them (Demšar 2006, "Statistical Comparisons of Classifiers over
// Multiple Data Sets").
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "metrics/evaluation.h"

namespace goodparts {

struct FriedmanResult {
  std::int64_t categories = 0;        // in which all detectors have a value
  std::vector<double> average_ranks;  // of each detector, 1 is best; empty without categories
  double chi_squared = kUndefined;  // Friedman 1937, corrected for ties; k − 1 degrees of freedom
  double chi_squared_p = kUndefined;
  double f = kUndefined;  // Iman & Davenport 1980; k − 1 and (k − 1)(N − 1) degrees of freedom
  double p = kUndefined;  // of f; not below (k!)^(1 − N), the chance that all categories agree
  // Nemenyi: average ranks that differ by this much or more differ at the level;
  // q/√2 · √(k(k + 1)/(6N)).
  double critical_difference = kUndefined;
  double level = 0.05;
  std::string caveat;
};

// values[detector][category]; categories in which a value is NaN are left out. Equal values share
// ranks. Undefined with fewer than two detectors or two categories, and where all values of all
// categories are equal.
FriedmanResult friedman(std::span<const std::vector<double>> values, bool higher_is_better = true,
                        double level = 0.05);

}  // namespace goodparts
