// Metrics of sample scores as different tools compute them.
#pragma once

#include <vector>

#include "metrics/findings/conventions.h"
#include "metrics/findings/unit_scores.h"

namespace goodparts {

// threshold: the unit's, NaN where there is none.
std::vector<ConventionValue> sample_conventions(const UnitScores& scores, double threshold);

}  // namespace goodparts
