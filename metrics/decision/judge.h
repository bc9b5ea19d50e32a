// One requirement against the evidence.
#pragma once

#include "metrics/decision/decision.h"

namespace goodparts {

// With which confidence a requirement is shown to be met, and to be violated.
struct Confidences {
  double met = 0.95;
  double violated = 0.95;
};

// Samples that failed, of all, against the largest rate at which they may. 0 of 0 is no evidence.
struct FailureCount {
  std::int64_t failures = 0;
  std::int64_t samples = 0;
  std::string sample_kind;
};

// value, low and high are those of the failure rate. max_rate at or above 1 is met, at or below 0
// is never shown to be met.
RequirementResult judge_rate(const FailureCount& count, double max_rate,
                             const Confidences& confidences);

RequirementResult judge_fpr(const Requirements& requirements, const DecisionEvidence& evidence,
                            const Confidences& confidences);
// `name` and `subject` as in the result.
RequirementResult judge_recall(const char* name, const std::string& subject, const Rate& recall,
                               double min_recall, const Confidences& confidences);
RequirementResult judge_escapes(const Requirements& requirements, const DecisionEvidence& evidence,
                                const Confidences& confidences);
RequirementResult judge_latency(const char* name, double limit_ms, const DecisionEvidence& evidence,
                                const Confidences& confidences);
RequirementResult judge_memory(const Requirements& requirements, const DecisionEvidence& evidence);
RequirementResult judge_review(const Requirements& requirements, const DecisionEvidence& evidence,
                               const Confidences& confidences);

}  // namespace goodparts
