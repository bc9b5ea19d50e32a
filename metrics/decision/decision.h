// Go, no-go or not enough evidence: requirements against what was measured.
//
// A requirement on a rate is met if its one-sided bound satisfies it, not met if the opposite bound
// violates it, and else there is not enough evidence (Clopper & Pearson 1934). "Go" takes every
// requirement to be met; each is shown with the confidence by itself, and so is all of "go"
// (intersection–union test, Berger 1982). "No-go" takes one that is not met, so for that side the
// error is shared out among the rates that are asked for (Bonferroni).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "metrics/decision/latency.h"
#include "metrics/decision/operating_table.h"
#include "metrics/decision/recall_by_size.h"
#include "metrics/decision/requirements.h"
#include "metrics/evaluation.h"

namespace goodparts {

struct DecisionEvidence {
  std::string subject;  // detector and data
  std::string rule;     // how the threshold was chosen
  OperatingPoint at;    // of the threshold that is to be used, on test samples
  // The threshold was tuned on the labels of these test samples: nothing measured at it shows that
  // a requirement is met.
  bool oracle = false;
  // The threshold is the rank-th largest of so many held-out good scores, the rank fixed
  // beforehand; 0: it is not.
  std::int64_t rank = 0;
  std::int64_t calibration_good = 0;
  // false: good parts of a group are alike (PartGroups::alike()), so that bounds which count parts
  // do not hold and no false positive rate is shown.
  bool good_parts_independent = true;
  std::vector<DefectRecall> defects;           // at the threshold
  std::vector<SizedDefect> sized_defects;      // those with a mask
  std::vector<ConditionRate> conditions;       // at the threshold
  std::vector<CandidateThreshold> candidates;  // other thresholds, for the table
  std::vector<double> latencies_ms;            // of single parts, without the warm-up
  LatencySummary latency;                      // where only quantiles are known
  std::optional<double> memory_mib;            // the largest that was seen
};

enum class RequirementVerdict { kMet, kNotMet, kNotEnoughEvidence };

struct RequirementResult {
  std::string name;     // the field: "max_fpr", "min_recall_per_defect"
  std::string subject;  // the defect, where there is one
  RequirementVerdict verdict = RequirementVerdict::kNotEnoughEvidence;
  double required = kUndefined;
  double value = kUndefined;  // measured, in the requirement's unit
  double low = kUndefined;    // one-sided bounds; low with the shared-out error where the
  double high = kUndefined;   // requirement is a maximum, high where it is a minimum
  std::int64_t failures = 0;  // false alarms, misses or slow parts …
  std::int64_t samples = 0;   // … among so many
  std::string sample_kind;    // "good parts", "parts with the defect crack", "measurements"
  // Until it is met: if no further sample fails, and if they go on to fail as often (none: out of
  // reach, or not a matter of samples).
  std::optional<std::int64_t> further_needed;
  std::optional<std::int64_t> further_at_observed_rate;
  std::string sentence;
};

enum class DecisionVerdict { kGo, kNoGo, kNotEnoughEvidence };

struct Decision {
  std::string subject;
  std::string rule;
  DecisionVerdict verdict = DecisionVerdict::kNotEnoughEvidence;
  std::string sentence;
  Requirements requirements;
  std::vector<RequirementResult> results;  // in the order of the fields
  std::vector<OperatingRow> operating;     // the chosen one first, then the candidates
  std::vector<DefectRecall> defects;       // worst first
  std::vector<SizeRecall> sizes;           // smallest first
  std::vector<ConditionRate> conditions;   // worst first
  LatencySummary latency;
  std::optional<double> memory_mib;
  std::vector<std::string> notes;
};

// Throws what validate() throws, and Error(kData) for latencies, areas or memory that are none, and
// for a rank that is not among the held-out good parts.
Decision decide(const Requirements& requirements, const DecisionEvidence& evidence);

std::string requirement_verdict_name(RequirementVerdict verdict);  // "met", "not_met", …
std::string decision_verdict_name(DecisionVerdict verdict);        // "go", "no_go", …

}  // namespace goodparts
