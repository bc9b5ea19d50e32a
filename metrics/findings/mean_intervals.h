// Intervals of means over units, from the intervals of the units.
//
// MOVER (Zou & Donner 2008, "Construction of confidence limits about effect measures"): for the
// mean of k independent estimates vᵢ with limits lᵢ and uᵢ,
//   mean − √Σ (vᵢ − lᵢ)² / k   and   mean + √Σ (uᵢ − vᵢ)² / k.
// Units share no parts, so they are independent given one detector's training. Cut off at 0 and 1,
// within which all metrics lie. What it says is about other test parts of these units, not about
// other units.
#pragma once

#include <vector>

#include "metrics/findings/findings.h"

namespace goodparts {

// In the order of the evaluation's metrics; of those that have a value in some unit. NaN, with a
// caveat, where a unit has a value but no interval.
std::vector<MetricInterval> mean_intervals(const Evaluation& evaluation,
                                           const std::vector<UnitFindings>& units);

}  // namespace goodparts
