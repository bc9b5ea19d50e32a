// All that is said of scores: metrics, what they support, and where requirements are given, whether
// to go into production.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "experiments/evaluate/score_input.h"
#include "experiments/run/settings.h"
#include "kernels/base/context.h"
#include "metrics/decision/decision.h"
#include "metrics/evaluation.h"
#include "metrics/findings/findings.h"
#include "reports/run_record.h"

namespace goodparts {

struct Outcome {
  Evaluation evaluation;
  Findings findings;
  std::optional<Decision> decision;
};

// The maps of a unit, with progress as they are read; for evaluate() and its like. `context` and
// `scores` must outlive it.
PixelSources pixel_sources(const Context& context, const ScoreInput& scores);

// subject: "patchcore on bottle"; timings: of the run that made the scores, NaN where not known.
// Throws what evaluate(), find_in_scores(), read_requirements(), decide() and reading maps do.
Outcome evaluate_scores(const Context& context, const ScoreInput& scores,
                        const EvaluationSettings& settings, const std::string& subject,
                        const Timings& timings);

// certificate.json and certificate.md, and where there is a decision decision.json and decision.md.
void write_documents(const std::filesystem::path& folder, const Outcome& outcome);

// Hands the outcome to the record that is stored and reported.
void fill_record(const Outcome& outcome, RunRecord& record);

}  // namespace goodparts
