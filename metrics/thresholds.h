// A threshold from held-out good scores alone, or where there are none the method's own.
#pragma once

#include <optional>
#include <span>

#include "metrics/evaluation.h"

namespace goodparts {

// Split conformal choice (Vovk et al. 2005): with k = ⌊α(n + 1)⌋ the threshold is the k-th largest
// of the n held-out good scores. A good part to come is flagged (score > threshold) only if it
// ranks among the k largest of n + 1 exchangeable scores, so with probability k / (n + 1) <= α for
// continuous scores, and less where scores tie. Where n is too small for k >= 1, the largest
// held-out score is taken and the note says what that promises instead.
//
// No held-out scores: the threshold is the method's own control limit, which promises nothing that
// was measured: good_count is 0, the expected rates are not defined, and the note says so. Without
// one either, available is false.
//
// Scores finite, in any order. Throws Error(kConfig) unless 1e-9 <= target_fpr < 1.
ThresholdChoice choose_threshold(std::span<const double> held_out_good, double target_fpr,
                                 std::optional<double> control_limit = std::nullopt);

}  // namespace goodparts
