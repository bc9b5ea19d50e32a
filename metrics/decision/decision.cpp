#include "metrics/decision/decision.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "kernels/base/error.h"
#include "kernels/base/join.h"
#include "metrics/decision/judge.h"
#include "metrics/intervals.h"
#include "metrics/rules/words.h"

namespace goodparts {
namespace {

struct AskedRecall {
  std::string defect;
  Rate recall;
  double min_recall;
};

// Named kinds of defect, seen or not, and with "default" all others that were seen.
std::vector<AskedRecall> asked_recalls(const Requirements& requirements,
                                       const DecisionEvidence& evidence) {
  const auto& asked = requirements.min_recall_per_defect;
  std::vector<AskedRecall> recalls;
  std::set<std::string> seen;
  const auto others = asked.find(kOtherDefects);
  for (const DefectRecall& defect : evidence.defects) {
    seen.insert(defect.defect);
    const auto named = asked.find(defect.defect);
    const auto found = named != asked.end() ? named : others;
    if (found != asked.end()) {
      recalls.push_back({defect.defect, defect.recall, found->second});
    }
  }
  for (const auto& [defect, recall] : asked) {
    if (defect != kOtherDefects && !seen.contains(defect)) {
      recalls.push_back({defect, make_rate(0, 0), recall});
    }
  }
  return recalls;
}

// Requirements whose violation is shown by a test.
std::int64_t count_rates(const Requirements& r, const DecisionEvidence& evidence,
                         std::size_t defects) {
  auto count = static_cast<std::int64_t>(defects);
  for (const bool asked : {r.max_fpr.has_value(), r.min_recall.has_value(),
                           r.max_escaped_ppm.has_value(), r.max_review_hours_per_shift.has_value(),
                           r.max_latency_p99_ms && !evidence.latencies_ms.empty(),
                           r.takt_time_ms && !evidence.latencies_ms.empty()}) {
    count += asked ? 1 : 0;
  }
  return std::max<std::int64_t>(count, 1);
}

std::vector<RequirementResult> judge(const Requirements& r, const DecisionEvidence& evidence) {
  const std::vector<AskedRecall> recalls = asked_recalls(r, evidence);
  const double shared =
      (1.0 - r.confidence) / static_cast<double>(count_rates(r, evidence, recalls.size()));
  const Confidences confidences{r.confidence, 1.0 - shared};
  std::vector<RequirementResult> results;
  if (r.max_fpr) {
    results.push_back(judge_fpr(r, evidence, confidences));
  }
  if (r.min_recall) {
    results.push_back(
        judge_recall("min_recall", "", evidence.at.recall, *r.min_recall, confidences));
  }
  for (const AskedRecall& asked : recalls) {
    results.push_back(judge_recall("min_recall_per_defect", asked.defect, asked.recall,
                                   asked.min_recall, confidences));
  }
  if (r.max_escaped_ppm) {
    results.push_back(judge_escapes(r, evidence, confidences));
  }
  if (r.max_latency_p99_ms) {
    results.push_back(
        judge_latency("max_latency_p99_ms", *r.max_latency_p99_ms, evidence, confidences));
  }
  if (r.takt_time_ms) {
    results.push_back(judge_latency("takt_time_ms", *r.takt_time_ms, evidence, confidences));
  }
  if (r.max_memory_mib) {
    results.push_back(judge_memory(r, evidence));
  }
  if (r.max_review_hours_per_shift) {
    results.push_back(judge_review(r, evidence, confidences));
  }
  return results;
}

void distrust(RequirementResult& result, const char* why) {
  if (result.verdict == RequirementVerdict::kMet) {
    result.verdict = RequirementVerdict::kNotEnoughEvidence;
    result.sentence += why;
  }
}

// Where the bounds do not mean what they say, nothing is shown to be met.
void distrust_bounds(std::vector<RequirementResult>& results, const DecisionEvidence& evidence) {
  for (RequirementResult& result : results) {
    const bool of_good_parts =
        result.name == "max_fpr" || result.name == "max_review_hours_per_shift";
    const bool of_machine = result.name == "max_latency_p99_ms" || result.name == "takt_time_ms" ||
                            result.name == "max_memory_mib";
    if (evidence.oracle && !of_machine) {
      distrust(result, " The threshold was tuned on these samples, so this is no evidence.");
    }
    if (!evidence.good_parts_independent && of_good_parts) {
      distrust(
          result,
          " Good parts of a group are alike, so they do not count as many: take them from more "
          "groups.");
    }
  }
}

void check(const DecisionEvidence& evidence) {
  if (evidence.memory_mib &&
      !(*evidence.memory_mib >= 0.0 && std::isfinite(*evidence.memory_mib))) {
    throw Error(ErrorKind::kData, fmt::format("decision: memory_mib is {}", *evidence.memory_mib));
  }
  if (evidence.rank != 0 && (evidence.rank < 0 || evidence.rank > evidence.calibration_good)) {
    throw Error(ErrorKind::kData,
                fmt::format("decision: rank {} is not among the {} held-out good parts",
                            evidence.rank, evidence.calibration_good));
  }
}

std::string name_of(const RequirementResult& result) {
  return result.subject.empty() ? result.name : fmt::format("{} {}", result.name, result.subject);
}

std::vector<std::string> names_with(const std::vector<RequirementResult>& results,
                                    RequirementVerdict verdict) {
  std::vector<std::string> names;
  for (const RequirementResult& result : results) {
    if (result.verdict == verdict) {
      names.push_back(name_of(result));
    }
  }
  return names;
}

void conclude(Decision& decision) {
  const auto violated = names_with(decision.results, RequirementVerdict::kNotMet);
  const auto open = names_with(decision.results, RequirementVerdict::kNotEnoughEvidence);
  const std::string confidence = confidence_text(decision.requirements.confidence);
  if (decision.results.empty()) {
    decision.sentence = "Not enough evidence: no requirement is stated.";
  } else if (!violated.empty()) {
    decision.verdict = DecisionVerdict::kNoGo;
    decision.sentence = fmt::format("No-go: {} not met.", joined(violated, ", "));
  } else if (!open.empty()) {
    decision.sentence =
        fmt::format("Not enough evidence for {}; nothing is violated.", joined(open, ", "));
  } else {
    decision.verdict = DecisionVerdict::kGo;
    decision.sentence = fmt::format("Go: all {} requirements are met, with {}.",
                                    decision.results.size(), confidence);
  }
}

void describe(Decision& decision, const DecisionEvidence& evidence) {
  decision.operating.push_back(
      operating_row({evidence.rule, evidence.oracle, evidence.at}, decision.requirements));
  decision.operating.back().chosen = true;
  for (const CandidateThreshold& candidate : evidence.candidates) {
    decision.operating.push_back(operating_row(candidate, decision.requirements));
  }
  decision.defects = evidence.defects;
  std::stable_sort(decision.defects.begin(), decision.defects.end(),
                   [](const auto& a, const auto& b) { return a.recall.value < b.recall.value; });
  decision.sizes = recall_by_size(evidence.sized_defects);
  for (const ConditionRate& rate : evidence.conditions) {
    if (rate.false_positive_rate.total > 0) {
      decision.conditions.push_back(rate);
    }
  }
  std::stable_sort(decision.conditions.begin(), decision.conditions.end(),
                   [](const auto& a, const auto& b) {
                     const Rate& x = a.false_positive_rate;
                     const Rate& y = b.false_positive_rate;
                     return x.value != y.value ? x.value > y.value : x.total > y.total;
                   });
  decision.latency =
      evidence.latencies_ms.empty()
          ? evidence.latency
          : summarize_latencies(evidence.latencies_ms, decision.requirements.confidence);
  decision.memory_mib = evidence.memory_mib;
}

void note(Decision& decision, const DecisionEvidence& evidence) {
  const Requirements& r = decision.requirements;
  decision.notes.push_back(
      fmt::format("A requirement on a rate is met where its one-sided bound satisfies it ({}), and "
                  "so is \"go\" as a whole; for \"no-go\" the error is shared out among them.",
                  confidence_text(r.confidence)));
  if (r.parts_per_shift && !r.prevalence) {
    decision.notes.push_back(
        "No prevalence is given: flags per shift and review hours count good parts only.");
  }
  if (evidence.oracle) {
    decision.notes.push_back(
        "The threshold is an oracle, tuned on the labels of the test samples: choose it on other "
        "samples to decide.");
  }
}

}  // namespace

Decision decide(const Requirements& requirements, const DecisionEvidence& evidence) {
  validate(requirements);
  check(evidence);
  Decision decision;
  decision.subject = evidence.subject;
  decision.rule = evidence.rule;
  decision.requirements = requirements;
  decision.results = judge(requirements, evidence);
  distrust_bounds(decision.results, evidence);
  conclude(decision);
  describe(decision, evidence);
  note(decision, evidence);
  return decision;
}

std::string requirement_verdict_name(RequirementVerdict verdict) {
  switch (verdict) {
    case RequirementVerdict::kMet:
      return "met";
    case RequirementVerdict::kNotMet:
      return "not_met";
    case RequirementVerdict::kNotEnoughEvidence:
      break;
  }
  return "not_enough_evidence";
}

std::string decision_verdict_name(DecisionVerdict verdict) {
  switch (verdict) {
    case DecisionVerdict::kGo:
      return "go";
    case DecisionVerdict::kNoGo:
      return "no_go";
    case DecisionVerdict::kNotEnoughEvidence:
      break;
  }
  return "not_enough_evidence";
}

}  // namespace goodparts
