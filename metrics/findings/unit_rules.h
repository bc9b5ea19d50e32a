// Every threshold rule on one unit's scores, and how each transferred to the test samples.
#pragma once

#include <vector>

#include "metrics/findings/findings.h"
#include "metrics/findings/unit_scores.h"

namespace goodparts {

// Rules of held-out good scores first, then those tuned on the labels of the test samples, which
// are oracles. Empty without test samples of either kind to choose or test on.
std::vector<ThresholdRule> unit_rules(const Context& context, const UnitScores& scores,
                                      const Ranking& ranking, const FindingsOptions& options);

}  // namespace goodparts
