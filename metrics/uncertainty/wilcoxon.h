// Wilcoxon's signed-rank test (1945) of paired values: two detectors over several categories.
//
// Differences of 0 are treated as Pratt (1959) does: ranked with the others, then left out. Equal
// absolute differences share the mean of their ranks. Up to 25 non-zero differences p is exact: the
// distribution of the sum of the positive ranks when each rank on hand, ties and gaps as they are,
// has either sign with probability ½. Beyond, normal with continuity correction ½.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "metrics/evaluation.h"

namespace goodparts {

inline constexpr std::int64_t kExactWilcoxon = 25;

struct WilcoxonResult {
  std::int64_t pairs = 0;
  std::int64_t zeros = 0;
  double positive = 0.0;  // sum of the ranks of first > second
  double negative = 0.0;
  double median = kUndefined;  // of the differences first − second
  bool exact = false;
  double p = kUndefined;           // two-sided; 1 where all differences are 0; NaN without pairs
  double smallest_p = kUndefined;  // that so many non-zero differences can give
  std::string caveat;              // "" or why p cannot fall to 0.05
};

// Parallel; pairs with a NaN are left out. Differences that are equal but for rounding count as
// equal: those within 1e-12 of each other or of 0.
WilcoxonResult wilcoxon(std::span<const double> first, std::span<const double> second);

}  // namespace goodparts
