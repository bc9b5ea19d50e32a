#include "metrics/certificate/certificate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "kernels/base/error.h"
#include "metrics/certificate/certificate_evidence.h"
#include "metrics/intervals.h"
#include "metrics/rules/checks.h"
#include "metrics/rules/tails.h"
#include "metrics/rules/words.h"

namespace goodparts {
namespace {

void check_groups(const std::vector<double>& scores, const std::vector<std::string>& groups,
                  const char* what) {
  if (!groups.empty() && groups.size() != scores.size()) {
    throw Error(ErrorKind::kData,
                fmt::format("certificate: {} groups are given for {} {} good parts; give one for "
                            "each part, or none",
                            groups.size(), scores.size(), what));
  }
}

void check_rank(const CertificateInput& input) {
  const std::int64_t n = std::ssize(input.calibration);
  if (input.rank < 1 || input.rank > n) {
    throw Error(ErrorKind::kData,
                fmt::format("certificate: rank {} is not between 1 and the {} held-out good parts",
                            input.rank, n));
  }
  std::vector<double> sorted = input.calibration;
  const auto ranked = sorted.begin() + static_cast<std::ptrdiff_t>(input.rank - 1);
  std::nth_element(sorted.begin(), ranked, sorted.end(), std::greater<>());
  if (*ranked > input.threshold) {
    throw Error(ErrorKind::kData,
                fmt::format("certificate: the threshold {} is below the held-out good score {} of "
                            "rank {}, so the rank's bound does not hold for it",
                            input.threshold, *ranked, input.rank));
  }
}

void check(const CertificateInput& input, const CertificateOptions& options) {
  require_target_fpr(options.target_fpr);
  require_share("confidence", options.confidence, "0.95 means that 95 of 100 certificates hold");
  if (options.confidence < 0.5) {
    throw Error(ErrorKind::kConfig,
                fmt::format("confidence: {} is below 0.5, less than the toss of a coin; 0.95 is "
                            "usual",
                            options.confidence));
  }
  require_finite(input.calibration, "held-out good score");
  require_finite(input.test_good, "good test score");
  check_groups(input.calibration, input.calibration_groups, "held-out");
  check_groups(input.test_good, input.test_groups, "test");
  if (input.calibration.empty() && input.test_good.empty()) {
    return;
  }
  if (!std::isfinite(input.threshold)) {
    throw Error(ErrorKind::kData, fmt::format("certificate: the threshold is {}", input.threshold));
  }
  if (input.origin == ThresholdOrigin::kRank && !input.calibration.empty()) {
    check_rank(input);
  }
}

// By the design alone: what each evidence could support at best, before a test part is scored. The
// bound of a rank is known beforehand and counts if it suffices.
CertificateBasis choose_basis(const Certificate& certificate) {
  const CertificateEvidence& calibration = certificate.calibration;
  const CertificateEvidence& test = certificate.test;
  if (!calibration.present && !test.present) {
    return CertificateBasis::kNone;
  }
  if (!test.present || (calibration.rank > 0 && calibration.supports_target)) {
    return CertificateBasis::kCalibration;
  }
  const double best =
      calibration.rank > 0 ? calibration.fpr_upper : calibration.smallest_certifiable;
  return calibration.present && best <= test.smallest_certifiable ? CertificateBasis::kCalibration
                                                                  : CertificateBasis::kTest;
}

bool shows_more(const CertificateEvidence& evidence, const CertificateOptions& options) {
  if (!evidence.present) {
    return false;
  }
  const double p = binomial_at_least(evidence.false_alarms, evidence.good, options.target_fpr);
  // 1 − 0.95 is a little more than 0.05 in doubles.
  return p <= (1.0 - options.confidence) * (1.0 - 1e-12);
}

// Parts that had no part in the choice of the threshold can refute; the worse of two speaks.
const CertificateEvidence* refuting(const Certificate& certificate, ThresholdOrigin origin,
                                    const CertificateOptions& options) {
  if (shows_more(certificate.test, options)) {
    return &certificate.test;
  }
  const bool independent = origin == ThresholdOrigin::kFixed;
  return independent && shows_more(certificate.calibration, options) ? &certificate.calibration
                                                                     : nullptr;
}

std::string statement_of(const Certificate& certificate, const CertificateEvidence* against) {
  const std::string wanted = fmt::format("FPR ≤ {} with {}", percent_text(certificate.target_fpr),
                                         confidence_text(certificate.confidence));
  if (certificate.basis == CertificateBasis::kNone) {
    return fmt::format("Not certified: {}. There are no good parts; it takes {} to begin with.",
                       wanted,
                       good_parts_needed(certificate.target_fpr, 1, certificate.confidence));
  }
  const CertificateEvidence& basis = certificate.basis == CertificateBasis::kCalibration
                                         ? certificate.calibration
                                         : certificate.test;
  switch (certificate.verdict) {
    case CertificateVerdict::kCertified:
      return "Certified: " + basis.statement;
    case CertificateVerdict::kRefuted:
      return fmt::format(
          "Refuted: {}. {} of {} are flagged ({}), which chance does not explain at that rate.",
          wanted, against->false_alarms, good_parts_text(against->good),
          percent_text(static_cast<double>(against->false_alarms) /
                       static_cast<double>(against->good)));
    case CertificateVerdict::kNotCertified:
      break;
  }
  return fmt::format("Not certified: {}. {}", wanted, basis.statement);
}

void warn_of_groups(Certificate& certificate, const CertificateEvidence& evidence,
                    const char* parts) {
  const PartGroups& groups = evidence.groups;
  if (!groups.clustered()) {
    return;
  }
  const std::string effective =
      std::isnan(groups.effective_parts)
          ? "how alike parts of a group are cannot be estimated"
          : fmt::format(
                "their scores count as about {:.0f} independent parts (intraclass "
                "correlation {:.2g}, p = {:.2g}), which bound the FPR by {}",
                groups.effective_parts, groups.intraclass_correlation, groups.p_value,
                bound_text(groups.fpr_upper_effective));
  certificate.warnings.push_back(
      fmt::format("The {} {} come from {}: {}. With every group taken as one part the bound is {}.",
                  evidence.good, parts,
                  groups.groups == 1 ? "1 group" : fmt::format("{} groups", groups.groups),
                  effective, bound_text(groups.fpr_upper)));
}

void warn(Certificate& certificate) {
  warn_of_groups(certificate, certificate.calibration, "held-out good parts");
  warn_of_groups(certificate, certificate.test, "good test parts");
  if (certificate.exchangeability_p < 0.05) {
    certificate.warnings.push_back(fmt::format(
        "More good test parts are flagged than exchangeable parts would be (p = {:.2g}): "
        "production may differ from calibration as well.",
        certificate.exchangeability_p));
  }
  for (const ConditionCertificate& level : certificate.conditions) {
    if (level.refuted) {
      certificate.warnings.push_back(
          fmt::format("{} = {}: {} of {} good parts are flagged, more than {} of them even after "
                      "adjusting for {} levels.",
                      level.condition, level.level, level.false_alarms, level.good,
                      percent_text(certificate.target_fpr), certificate.conditions.size()));
    }
  }
}

void state_terms(Certificate& certificate, ThresholdOrigin origin) {
  certificate.assumptions = {
      "Good parts to come are exchangeable with those counted here: same product, line, camera, "
      "lighting and mix of conditions, drawn without selection.",
      "The good parts counted here were not used to train the detector.",
      "Every part counted as good is good."};
  if (origin == ThresholdOrigin::kRank && certificate.calibration.present) {
    certificate.assumptions.push_back(
        "The rank of the threshold was fixed before the scores were seen.");
  }
  certificate.voided_by = {
      "Training the detector anew, or changing its settings, its weights or its preprocessing.",
      "Moving the threshold.",
      "A change of product, material, tooling, camera, lens, lighting or position.",
      "A condition of operation that is not among the parts counted here.",
      "A drift alarm on the scores."};
}

}  // namespace

Certificate certify(const CertificateInput& input, const CertificateOptions& options) {
  check(input, options);
  Certificate certificate;
  certificate.subject = input.subject;
  certificate.rule = input.rule;
  certificate.threshold = input.threshold;
  certificate.target_fpr = options.target_fpr;
  certificate.confidence = options.confidence;
  certificate.calibration = calibration_evidence(input, options);
  certificate.test = test_evidence(input, options);
  certificate.conditions = certify_conditions(input.conditions, options);
  certificate.basis = choose_basis(certificate);
  const CertificateEvidence* against = refuting(certificate, input.origin, options);
  if (certificate.basis != CertificateBasis::kNone) {
    const CertificateEvidence& basis = certificate.basis == CertificateBasis::kCalibration
                                           ? certificate.calibration
                                           : certificate.test;
    certificate.fpr_upper = basis.fpr_upper;
    certificate.verdict = against                 ? CertificateVerdict::kRefuted
                          : basis.supports_target ? CertificateVerdict::kCertified
                                                  : CertificateVerdict::kNotCertified;
  }
  if (certificate.calibration.rank > 0 && certificate.test.present) {
    certificate.exchangeability_p = beta_binomial_at_least(
        certificate.test.false_alarms, certificate.test.good, static_cast<double>(input.rank),
        static_cast<double>(certificate.calibration.good + 1 - input.rank));
  }
  certificate.statement = statement_of(certificate, against);
  state_terms(certificate, input.origin);
  warn(certificate);
  return certificate;
}

std::string certificate_verdict_name(CertificateVerdict verdict) {
  switch (verdict) {
    case CertificateVerdict::kCertified:
      return "certified";
    case CertificateVerdict::kNotCertified:
      return "not_certified";
    case CertificateVerdict::kRefuted:
      break;
  }
  return "refuted";
}

std::string certificate_basis_name(CertificateBasis basis) {
  switch (basis) {
    case CertificateBasis::kNone:
      return "none";
    case CertificateBasis::kCalibration:
      return "calibration";
    case CertificateBasis::kTest:
      break;
  }
  return "test";
}

}  // namespace goodparts
