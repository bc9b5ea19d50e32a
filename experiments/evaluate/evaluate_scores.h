// Everything right of the score file: metrics, thresholds, false positives.
#pragma once

#include "experiments/evaluate/score_input.h"
#include "experiments/run/settings.h"
#include "kernels/base/context.h"
#include "metrics/evaluation.h"

namespace goodparts {

// Throws what evaluate() throws, and what reading maps does.
Evaluation evaluate_scores(const Context& context, const ScoreInput& scores,
                           const EvaluationSettings& settings);

}  // namespace goodparts
