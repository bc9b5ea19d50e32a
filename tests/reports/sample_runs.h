// Runs as a sweep would leave them, with scores drawn from seeded distributions and pictures drawn
// by code: something to look at, and something for the browser test to check.
#pragma once

#include <vector>

#include "reports/run_record.h"

namespace goodparts::testing {

// Three seeds of patchcore and one padim on an image set with maps and pictures; patchcore on a
// small set with few good parts; isolation_forest on six sensor files with operating conditions,
// and on a table without held-out parts.
std::vector<RunRecord> sample_runs();

// One unit's evaluation from its scores: what the metrics library would say of them. Without
// calibration scores there is no chosen threshold.
UnitEvaluation evaluate_scores(const std::string& name, std::vector<double> calibration,
                               const std::vector<double>& good,
                               const std::vector<double>& anomalous, double target_fpr);

// Clopper–Pearson by the beta distribution's quantiles.
Rate exact_rate(std::int64_t count, std::int64_t total);

}  // namespace goodparts::testing
