#include "metrics/decision/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "metrics/certificate/parts_needed.h"
#include "metrics/intervals.h"
#include "metrics/rules/checks.h"
#include "metrics/rules/tails.h"
#include "metrics/rules/words.h"

namespace goodparts {
namespace {

constexpr double kSlack = 1.0 - 1e-12;  // 1 − 0.95 is a little more than 0.05 in doubles

double lower_bound(const FailureCount& count, double confidence) {
  return count.samples == 0
             ? 0.0
             : clopper_pearson(count.failures, count.samples, 1.0 - 2.0 * (1.0 - confidence)).low;
}

bool violates(const FailureCount& count, double max_rate, double confidence) {
  if (max_rate >= 1.0) {
    return false;
  }
  if (max_rate <= 0.0) {
    return count.failures > 0;
  }
  return binomial_at_least(count.failures, count.samples, max_rate) <= (1.0 - confidence) * kSlack;
}

void add_needed(RequirementResult& result, const FailureCount& count, double max_rate,
                double confidence) {
  if (result.verdict == RequirementVerdict::kMet || max_rate < kLowestTarget || max_rate >= 1.0) {
    return;
  }
  result.further_needed = further_good_parts(max_rate, count.failures, count.samples, confidence);
  result.further_at_observed_rate =
      further_good_parts_at_observed_rate(max_rate, count.failures, count.samples, confidence);
}

std::string needed_text(const RequirementResult& result) {
  if (result.verdict == RequirementVerdict::kMet) {
    return {};
  }
  if (!result.further_needed) {
    return " No number of samples can show it.";
  }
  std::string text = fmt::format(" {} more {} would show it if none fails", *result.further_needed,
                                 result.sample_kind);
  if (result.failures > 0) {
    text += result.further_at_observed_rate ? fmt::format(", {} if they fail as often as so far",
                                                          *result.further_at_observed_rate)
                                            : ", no number of them if they fail as often as so far";
  }
  return text + '.';
}

// Misses to recall.
void turn_around(RequirementResult& result) {
  result.value = 1.0 - result.value;
  std::swap(result.low, result.high);
  result.low = 1.0 - result.low;
  result.high = 1.0 - result.high;
}

FailureCount misses(const Rate& recall, std::string kind) {
  return {recall.total - recall.count, recall.total, std::move(kind)};
}

}  // namespace

RequirementResult judge_rate(const FailureCount& count, double max_rate,
                             const Confidences& confidences) {
  RequirementResult result;
  result.failures = count.failures;
  result.samples = count.samples;
  result.sample_kind = count.sample_kind;
  result.value = count.samples == 0
                     ? kUndefined
                     : static_cast<double>(count.failures) / static_cast<double>(count.samples);
  result.high = clopper_pearson_upper(count.failures, count.samples, confidences.met);
  result.low = lower_bound(count, confidences.violated);
  if (max_rate >= 1.0 || result.high <= max_rate) {
    result.verdict = RequirementVerdict::kMet;
  } else if (violates(count, max_rate, confidences.violated)) {
    result.verdict = RequirementVerdict::kNotMet;
  }
  add_needed(result, count, max_rate, confidences.met);
  return result;
}

RequirementResult judge_fpr(const Requirements& requirements, const DecisionEvidence& evidence,
                            const Confidences& confidences) {
  const double limit = *requirements.max_fpr;
  const Rate& fpr = evidence.at.false_positive_rate;
  RequirementResult result = judge_rate({fpr.count, fpr.total, "good parts"}, limit, confidences);
  result.name = "max_fpr";
  result.required = limit;
  // The bound of a rank is known before a test part is scored; where it suffices it counts, and the
  // test parts can only refute it.
  const double by_rank =
      evidence.rank > 0 ? rank_fpr_bound(evidence.rank, evidence.calibration_good, confidences.met)
                        : 1.0;
  if (by_rank <= limit && result.verdict != RequirementVerdict::kNotMet) {
    result.verdict = RequirementVerdict::kMet;
    result.high = by_rank;
    result.further_needed.reset();
    result.further_at_observed_rate.reset();
    result.sentence = fmt::format(
        "At most {} by rank {} of {}, from which the threshold was chosen; {} of {} in the test "
        "set flagged.",
        bound_text(by_rank), evidence.rank, held_out_text(evidence.calibration_good), fpr.count,
        good_parts_text(fpr.total));
    return result;
  }
  result.sentence =
      fmt::format("{} of {} flagged: at most {}.{}", fpr.count, good_parts_text(fpr.total),
                  bound_text(result.high), needed_text(result));
  return result;
}

RequirementResult judge_recall(const char* name, const std::string& subject, const Rate& recall,
                               double min_recall, const Confidences& confidences) {
  const std::string kind =
      subject.empty() ? "anomalous parts" : fmt::format("parts with the defect {}", subject);
  RequirementResult result = judge_rate(misses(recall, kind), 1.0 - min_recall, confidences);
  turn_around(result);
  result.name = name;
  result.subject = subject;
  result.required = min_recall;
  result.sentence = fmt::format("{} of {} {} flagged: at least {}.{}", recall.count, recall.total,
                                kind, lower_bound_text(result.low), needed_text(result));
  return result;
}

RequirementResult judge_escapes(const Requirements& requirements, const DecisionEvidence& evidence,
                                const Confidences& confidences) {
  const double ppm = 1e6 * *requirements.prevalence;  // if all anomalous parts escape
  const Rate& recall = evidence.at.recall;
  RequirementResult result = judge_rate(misses(recall, "anomalous parts"),
                                        *requirements.max_escaped_ppm / ppm, confidences);
  result.name = "max_escaped_ppm";
  result.required = *requirements.max_escaped_ppm;
  result.value *= ppm;
  result.low *= ppm;
  result.high *= ppm;
  result.sentence = fmt::format(
      "{} of {} anomalous parts missed; where {} of parts are anomalous at most {:.4g} of a "
      "million "
      "parts escape.{}",
      recall.total - recall.count, recall.total, percent_text(*requirements.prevalence),
      result.high, needed_text(result));
  return result;
}

RequirementResult judge_memory(const Requirements& requirements, const DecisionEvidence& evidence) {
  RequirementResult result;
  result.name = "max_memory_mib";
  result.required = *requirements.max_memory_mib;
  if (!evidence.memory_mib) {
    result.sentence = "Memory was not measured.";
    return result;
  }
  result.value = *evidence.memory_mib;
  result.verdict =
      result.value <= result.required ? RequirementVerdict::kMet : RequirementVerdict::kNotMet;
  result.sentence = fmt::format("{:.4g} MiB at most while it was measured.", result.value);
  return result;
}

RequirementResult judge_latency(const char* name, double limit_ms, const DecisionEvidence& evidence,
                                const Confidences& confidences) {
  RequirementResult result;
  const auto slow = std::count_if(evidence.latencies_ms.begin(), evidence.latencies_ms.end(),
                                  [&](double latency) { return latency > limit_ms; });
  if (!evidence.latencies_ms.empty()) {
    // The p99 is within the limit if at most 1 % of parts take longer.
    result =
        judge_rate({slow, std::ssize(evidence.latencies_ms), "measurements"}, 0.01, confidences);
    const LatencySummary summary = summarize_latencies(evidence.latencies_ms, confidences.met);
    result.value = summary.p99;
    result.low = summary.p99_low;
    result.high = summary.p99_high;
    result.sentence = fmt::format("p99 {:.4g} ms; {} of {} parts took longer than {:.4g} ms.{}",
                                  summary.p99, slow, result.samples, limit_ms, needed_text(result));
  } else if (!std::isnan(evidence.latency.p99)) {
    result.value = evidence.latency.p99;
    result.verdict =
        result.value <= limit_ms ? RequirementVerdict::kMet : RequirementVerdict::kNotMet;
    result.sentence = fmt::format(
        "p99 {:.4g} ms, as measured; single latencies are not known, so it has no bounds.",
        result.value);
  } else {
    result.sentence = "Latency was not measured.";
  }
  result.name = name;
  result.required = limit_ms;
  return result;
}

RequirementResult judge_review(const Requirements& requirements, const DecisionEvidence& evidence,
                               const Confidences& confidences) {
  // Flags come from good and from anomalous parts: half of the error for each.
  const auto halved = [](double confidence) { return 1.0 - (1.0 - confidence) / 2.0; };
  const Confidences each{halved(confidences.met), halved(confidences.violated)};
  const double prevalence = requirements.prevalence.value_or(0.0);
  const double hours =
      *requirements.parts_per_shift * *requirements.review_seconds_per_flag / 3600.0;
  const auto hours_of = [&](double recall, double fpr) {
    return hours * ((prevalence > 0.0 ? prevalence * recall : 0.0) + (1.0 - prevalence) * fpr);
  };
  const Rate& fpr = evidence.at.false_positive_rate;
  const FailureCount alarms{fpr.count, fpr.total, "good parts"};
  const FailureCount missed = misses(evidence.at.recall, "anomalous parts");
  RequirementResult result;
  result.name = "max_review_hours_per_shift";
  result.required = *requirements.max_review_hours_per_shift;
  result.failures = fpr.count;
  result.samples = fpr.total;
  result.sample_kind = "good parts";
  result.value = hours_of(evidence.at.recall.value, fpr.value);
  result.low = hours_of(1.0 - clopper_pearson_upper(missed.failures, missed.samples, each.violated),
                        lower_bound(alarms, each.violated));
  result.high = hours_of(1.0 - lower_bound(missed, each.met),
                         clopper_pearson_upper(fpr.count, fpr.total, each.met));
  if (result.high <= result.required) {
    result.verdict = RequirementVerdict::kMet;
  } else if (result.low > result.required) {
    result.verdict = RequirementVerdict::kNotMet;
  }
  // What the hours allow for good parts if every anomalous one is flagged.
  const double max_fpr = (result.required / hours - prevalence) / (1.0 - prevalence);
  add_needed(result, alarms, max_fpr, each.met);
  result.sentence = fmt::format("{:.3g} hours, at most {:.3g}.{}", result.value, result.high,
                                needed_text(result));
  return result;
}

}  // namespace goodparts
