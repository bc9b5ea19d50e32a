// An interval for every metric of a unit: DeLong for the AUROC, the stratified bootstrap for what
// is read off the ranking of samples, the image-clustered bootstrap for pixels.
#pragma once

#include <vector>

#include "metrics/findings/findings.h"
#include "metrics/findings/unit_scores.h"

namespace goodparts {

// maps: null where there are none; they are read twice. In the order of the unit's metrics.
std::vector<MetricInterval> metric_intervals(const Context& context, const ScoreTable& table,
                                             const UnitScores& scores, const TestMaps* maps,
                                             const UnitEvaluation& unit,
                                             const FindingsOptions& options);

}  // namespace goodparts
