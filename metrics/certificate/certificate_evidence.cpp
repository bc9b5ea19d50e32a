#include "metrics/certificate/certificate_evidence.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "metrics/certificate/parts_needed.h"
#include "metrics/intervals.h"
#include "metrics/rules/words.h"

namespace goodparts {
namespace {

std::int64_t count_above(const std::vector<double>& scores, double threshold) {
  return std::count_if(scores.begin(), scores.end(),
                       [&](double score) { return score > threshold; });
}

// What holds for every threshold at once, however it was chosen.
double bound_for_all_thresholds(std::int64_t flagged, std::int64_t good, double confidence) {
  const auto n = static_cast<double>(good);
  return std::min(
      1.0, static_cast<double>(flagged) / n + std::sqrt(-std::log1p(-confidence) / (2.0 * n)));
}

// The fewest parts in all for which the margin beyond the observed rate fits below the target.
std::optional<std::int64_t> parts_for_all_thresholds(double target, double observed,
                                                     double confidence) {
  if (observed >= target) {
    return std::nullopt;
  }
  const double needed = -std::log1p(-confidence) / (2.0 * std::pow(target - observed, 2));
  return needed > 1e15 ? std::nullopt
                       : std::optional(static_cast<std::int64_t>(std::ceil(needed - 1e-9)));
}

std::string needed_text(const CertificateEvidence& evidence) {
  std::string text = fmt::format("that takes {} more, none of them flagged",
                                 good_parts_text(evidence.further_needed));
  if (evidence.false_alarms > 0) {
    text += evidence.further_at_observed_rate
                ? fmt::format(", or {} more if they are flagged as often as so far",
                              *evidence.further_at_observed_rate)
                : ", and at the rate observed so far no number of parts will do";
  }
  return text;
}

// Where parts of a group are alike, they do not count as many.
bool supports(const CertificateEvidence& evidence, const CertificateOptions& options) {
  return evidence.fpr_upper <= options.target_fpr &&
         !(evidence.groups.alike() && evidence.groups.fpr_upper_effective > options.target_fpr);
}

std::string too_alike(const CertificateEvidence& evidence, const std::string& from,
                      const CertificateOptions& options) {
  const PartGroups& groups = evidence.groups;
  return fmt::format(
      "From {}, counted one by one, FPR ≤ {}; but parts of a group are alike ({} groups, p = "
      "{:.2g}), and the {:.0f} independent parts that they amount to give FPR ≤ {} with {}, not "
      "{}; "
      "that takes parts from more groups.",
      from, bound_text(evidence.fpr_upper), groups.groups, groups.p_value, groups.effective_parts,
      bound_text(groups.fpr_upper_effective), confidence_text(options.confidence),
      percent_text(options.target_fpr));
}

std::string too_few(const CertificateEvidence& evidence, const std::string& from,
                    const CertificateOptions& options) {
  const std::string needed = evidence.rank > 0
                                 ? fmt::format("at rank {} that takes {} more", evidence.rank,
                                               good_parts_text(evidence.further_needed))
                                 : needed_text(evidence);
  std::string text =
      fmt::format("From {}: FPR ≤ {} with {}, not {}; {}.", from, bound_text(evidence.fpr_upper),
                  confidence_text(options.confidence), percent_text(options.target_fpr), needed);
  if (evidence.smallest_certifiable < evidence.fpr_upper) {
    text += fmt::format(
        " The least that so many can certify is {}, {}.", bound_text(evidence.smallest_certifiable),
        evidence.rank > 0 ? "with the largest score as the threshold" : "without a false alarm");
  }
  return text;
}

void state(CertificateEvidence& evidence, const std::string& parts,
           const CertificateOptions& options) {
  const std::string from = good_parts_text(evidence.good) + ' ' + parts;
  if (evidence.supports_target) {
    evidence.statement = fmt::format(
        "FPR ≤ {} with {}, from {} (the bound is {}).", percent_text(options.target_fpr),
        confidence_text(options.confidence), from, bound_text(evidence.fpr_upper));
  } else if (evidence.fpr_upper <= options.target_fpr) {
    evidence.statement = too_alike(evidence, from, options);
  } else {
    evidence.statement = too_few(evidence, from, options);
  }
}

CertificateEvidence count(const std::vector<double>& scores, const std::vector<std::string>& groups,
                          double threshold, const CertificateOptions& options) {
  CertificateEvidence evidence;
  evidence.present = !scores.empty();
  evidence.good = std::ssize(scores);
  evidence.false_alarms = count_above(scores, threshold);
  evidence.further_needed = further_good_parts(options.target_fpr, evidence.false_alarms,
                                               evidence.good, options.confidence);
  evidence.further_at_observed_rate = further_good_parts_at_observed_rate(
      options.target_fpr, evidence.false_alarms, evidence.good, options.confidence);
  if (evidence.present) {
    evidence.groups =
        count_groups(scores, groups, threshold, evidence.false_alarms, options.confidence);
    evidence.smallest_certifiable = clopper_pearson_upper(0, evidence.good, options.confidence);
  }
  return evidence;
}

void bound_by_count(CertificateEvidence& evidence, const CertificateOptions& options) {
  evidence.method = "Clopper–Pearson";
  evidence.fpr_upper =
      clopper_pearson_upper(evidence.false_alarms, evidence.good, options.confidence);
}

void bound_by_rank(CertificateEvidence& evidence, const CertificateInput& input,
                   const CertificateOptions& options) {
  const std::int64_t rank = input.rank;
  evidence.method = "order statistic";
  evidence.rank = rank;
  if (!input.calibration_groups.empty()) {  // the rank counts, as for the bound itself
    evidence.groups = count_groups(input.calibration, input.calibration_groups, input.threshold,
                                   rank - 1, options.confidence);
  }
  evidence.fpr_upper = rank_fpr_bound(rank, evidence.good, options.confidence);
  evidence.further_needed = std::max<std::int64_t>(
      0, good_parts_needed(options.target_fpr, rank, options.confidence) - evidence.good);
  evidence.further_at_observed_rate = further_good_parts_at_observed_rate(
      options.target_fpr, rank - 1, evidence.good, options.confidence);
}

void bound_for_any_choice(CertificateEvidence& evidence, const CertificateOptions& options) {
  evidence.method = "Dvoretzky–Kiefer–Wolfowitz";
  evidence.fpr_upper =
      bound_for_all_thresholds(evidence.false_alarms, evidence.good, options.confidence);
  evidence.smallest_certifiable = bound_for_all_thresholds(0, evidence.good, options.confidence);
  const double observed =
      static_cast<double>(evidence.false_alarms) / static_cast<double>(evidence.good);
  const auto more = [&](std::optional<std::int64_t> needed) {
    return needed ? std::optional(std::max<std::int64_t>(0, *needed - evidence.good)) : needed;
  };
  evidence.further_at_observed_rate =
      more(parts_for_all_thresholds(options.target_fpr, observed, options.confidence));
  // Unflagged parts dilute the false alarms; the smallest total by bisection.
  std::int64_t enough = evidence.good;
  const auto holds = [&](std::int64_t total) {
    return bound_for_all_thresholds(evidence.false_alarms, total, options.confidence) <=
           options.target_fpr;
  };
  while (!holds(enough)) {
    enough *= 2;
  }
  std::int64_t too_few = enough == evidence.good ? enough - 1 : evidence.good;
  while (enough - too_few > 1) {
    const std::int64_t middle = too_few + (enough - too_few) / 2;
    (holds(middle) ? enough : too_few) = middle;
  }
  evidence.further_needed = enough - evidence.good;
}

}  // namespace

CertificateEvidence calibration_evidence(const CertificateInput& input,
                                         const CertificateOptions& options) {
  CertificateEvidence evidence =
      count(input.calibration, input.calibration_groups, input.threshold, options);
  if (!evidence.present) {
    evidence.statement = "No held-out good parts for calibration.";
    return evidence;
  }
  switch (input.origin) {
    case ThresholdOrigin::kRank:
      bound_by_rank(evidence, input, options);
      break;
    case ThresholdOrigin::kFixed:
      bound_by_count(evidence, options);
      break;
    case ThresholdOrigin::kScores:
      bound_for_any_choice(evidence, options);
      break;
  }
  evidence.supports_target = supports(evidence, options);
  state(evidence,
        input.origin == ThresholdOrigin::kFixed ? "held out (threshold fixed beforehand)"
                                                : "held out, from which the threshold was chosen",
        options);
  return evidence;
}

CertificateEvidence test_evidence(const CertificateInput& input,
                                  const CertificateOptions& options) {
  CertificateEvidence evidence =
      count(input.test_good, input.test_groups, input.threshold, options);
  if (!evidence.present) {
    evidence.statement = "No good test parts.";
    return evidence;
  }
  bound_by_count(evidence, options);
  evidence.supports_target = supports(evidence, options);
  state(evidence,
        fmt::format("of the test set ({} flagged), which had no part in the threshold",
                    evidence.false_alarms),
        options);
  return evidence;
}

}  // namespace goodparts
