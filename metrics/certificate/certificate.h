// The false positive certificate: "FPR <= x % with 95 % confidence, from n good parts", or a
// refusal that says what the parts at hand do support.
//
// Two kinds of evidence are kept apart and never added up:
// - calibration: the threshold was chosen from these held-out good parts. At a rank that was fixed
//   beforehand the bound is that of order statistics, Beta(k, n + 1 − k) (Wilks 1941), ties
//   included: the rank counts, not how few scores lie above. Chosen from them in another way (mean
//   + kσ, a fitted tail) only a bound that holds for all thresholds at once will do:
//   flagged/n + √(ln(1/δ) / 2n) (Dvoretzky, Kiefer & Wolfowitz 1956; Massart 1990).
// - test: good parts that had no part in the choice: Clopper & Pearson 1934.
// Which of them certifies is settled by numbers of parts and ranks, before a test score is looked
// at; so one statement at the confidence is made, not the better of two. The other one can only
// refute it.
//
// All of it takes parts to come to be exchangeable with those that were seen. Where their groups
// are known and parts of a group are alike beyond chance (F test, 5 %), the bound of as many parts
// as they amount to (Korn & Graubard 1998) must keep the target as well.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "metrics/certificate/part_groups.h"
#include "metrics/evaluation.h"

namespace goodparts {

enum class ThresholdOrigin {
  kRank,    // the rank-th largest calibration score; the rank was fixed before scores were seen
  kFixed,   // fixed before any of these parts was scored
  kScores,  // computed from the calibration scores in another way
};

struct CertificateInput {
  std::string subject;  // detector and data: "PatchCore on bottle"
  std::string rule;     // how the threshold was chosen, for the reader
  double threshold = kUndefined;
  ThresholdOrigin origin = ThresholdOrigin::kRank;
  std::int64_t rank = 0;  // kRank
  std::vector<double> calibration;
  std::vector<std::string> calibration_groups;  // parallel, or empty: not known
  std::vector<double> test_good;
  std::vector<std::string> test_groups;
  std::vector<ConditionRate> conditions;  // good test parts by operating condition; may be empty
};

struct CertificateOptions {
  double target_fpr = 0.05;
  double confidence = 0.95;
};

struct CertificateEvidence {
  bool present = false;  // there are parts
  std::string method;    // "order statistic", "Clopper–Pearson", "Dvoretzky–Kiefer–Wolfowitz"
  std::int64_t good = 0;
  std::int64_t false_alarms = 0;  // scores above the threshold
  std::int64_t rank = 0;          // 0 where there is none
  double fpr_upper = 1.0;         // one-sided
  bool supports_target = false;
  double smallest_certifiable = 1.0;  // with so many parts, without a false alarm
  std::int64_t further_needed = 0;    // for the target, if none of them is flagged
  std::optional<std::int64_t> further_at_observed_rate;  // none: out of reach
  PartGroups groups;
  std::string statement;
};

struct ConditionCertificate {
  std::string condition;
  std::string level;
  std::int64_t false_alarms = 0;
  std::int64_t good = 0;
  double value = kUndefined;
  double fpr_upper = 1.0;               // of this level by itself
  double fpr_upper_simultaneous = 1.0;  // of all levels together (Bonferroni)
  double p_holm = 1.0;                  // of FPR > target, adjusted (Holm 1979)
  bool certified = false;               // p_holm <= 1 − confidence: all such levels hold together
  bool refuted = false;                 // the same the other way round
  std::int64_t further_needed = 0;      // unflagged, until the simultaneous bound holds
};

enum class CertificateVerdict {
  kCertified,
  kNotCertified,  // too few parts, or too many of them flagged
  kRefuted,       // parts that the threshold was not chosen from show a rate above the target
};

enum class CertificateBasis { kNone, kCalibration, kTest };

struct Certificate {
  std::string subject;
  std::string rule;
  double threshold = kUndefined;
  double target_fpr = kUndefined;
  double confidence = 0.95;
  CertificateVerdict verdict = CertificateVerdict::kNotCertified;
  CertificateBasis basis = CertificateBasis::kNone;
  double fpr_upper = 1.0;  // of the basis
  std::string statement;
  CertificateEvidence calibration;
  CertificateEvidence test;
  // That so many test parts or more are flagged if they are exchangeable with the calibration parts
  // (beta-binomial); NaN without a rank or test parts.
  double exchangeability_p = kUndefined;
  std::vector<ConditionCertificate> conditions;  // worst rate first
  std::vector<std::string> warnings;
  std::vector<std::string> assumptions;
  std::vector<std::string> voided_by;
};

// Without any part nothing is certified; that is no error. Throws Error(kConfig) for a target that
// is none or a confidence outside of [0.5, 1), Error(kData) for a score or a threshold that is not
// finite (without parts the threshold may be NaN), groups that are not parallel, and a rank whose
// score is not at or below the threshold.
Certificate certify(const CertificateInput& input, const CertificateOptions& options = {});

std::string certificate_verdict_name(CertificateVerdict verdict);  // "certified", …
std::string certificate_basis_name(CertificateBasis basis);

}  // namespace goodparts
