// Path lengths of isolation trees: Liu, Ting & Zhou, "Isolation Forest", ICDM 2008, eq. 1.
#pragma once

#include <cstdint>

namespace goodparts {

enum class Harmonic {
  kExact,    // H(i) = 1 + 1/2 + … + 1/i
  kSklearn,  // ln(i) + 0.5772156649…, as scikit-learn (and the paper's footnote) estimates it
};

// c(n) = 2 H(n − 1) − 2 (n − 1) / n: the mean path length of an unsuccessful search in a binary
// search tree of n points, with which the depth of a leaf of n points is extended and E[h] is
// normalised. c(2) = 1; c(n) = 0 for n ≤ 1.
double average_path_length(std::int64_t n, Harmonic harmonic);

}  // namespace goodparts
