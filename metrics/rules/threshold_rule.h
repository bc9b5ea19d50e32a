// A threshold, the rule that gave it, what the rule promises, and whether the promise was kept.
//
// A sample is flagged when score > threshold. NaN stands for "not defined here".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "metrics/evaluation.h"

namespace goodparts {

enum class RuleNeeds {
  kGoodOnly,  // held-out good scores
  kLabelled,  // good and anomalous scores with their labels
};

// Which labelled samples a rule saw. Tuned on the test samples it is an oracle: nothing measured on
// them afterwards is a test of it.
enum class LabelSource { kValidation, kTest };

// How a rate of samples to come is distributed over draws of the samples from which the threshold
// was chosen.
struct RateLaw {
  enum class Kind {
    kNone,
    kBeta,   // Beta(a, b): order statistics
    kFixed,  // the rate itself; what is uncertain about it is left out
  };
  Kind kind = Kind::kNone;
  double a = kUndefined;
  double b = kUndefined;
  double rate = kUndefined;

  static RateLaw beta(double a, double b) { return {Kind::kBeta, a, b, kUndefined}; }
  static RateLaw fixed(double rate) { return {Kind::kFixed, kUndefined, kUndefined, rate}; }
};

struct RulePromise {
  std::string sentence;
  std::string basis;                  // under which assumption the numbers hold
  double target_fpr = kUndefined;     // what was asked for
  double target_recall = kUndefined;  // what was asked for
  double expected_fpr = kUndefined;   // of good parts to come, on average
  double fpr_upper_95 = kUndefined;   // one-sided, 95 % confidence
  double recall_lower_95 = kUndefined;
  RateLaw fpr_law;   // of the false positive rate
  RateLaw miss_law;  // of 1 − recall
};

enum class TransferVerdict {
  kCompatible,
  kWorse,      // more false alarms (or misses) than the promise allows chance to explain
  kBetter,     // fewer
  kNotTested,  // nothing promised, nothing to test on, or an oracle
};

// Probabilities of the observed count or a more extreme one if the promise holds; a verdict other
// than kCompatible takes one of them below 0.025.
struct RateCheck {
  TransferVerdict verdict = TransferVerdict::kNotTested;
  std::string test;  // "beta-binomial", "binomial", "Fisher"
  double p_worse = kUndefined;
  double p_better = kUndefined;
};

struct RuleTransfer {
  OperatingPoint observed;
  RateCheck false_alarms;
  RateCheck misses;
  std::string sentence;
};

struct ThresholdRule {
  std::string name;  // "kth_largest"
  RuleNeeds needs = RuleNeeds::kGoodOnly;
  bool oracle = false;  // tuned on the labels of the test samples
  bool available = false;
  std::string unavailable_reason;  // and what to do about it
  double threshold = kUndefined;
  std::int64_t good_count = 0;       // good samples behind the threshold
  std::int64_t anomalous_count = 0;  // anomalous ones
  std::int64_t rank = 0;  // the threshold is the rank-th largest good score; 0: it is none
  RulePromise promise;
  OperatingPoint chosen_on;  // labelled rules: on the samples from which the threshold was chosen
  std::vector<std::string> caveats;
  NamedValues diagnostics;
  std::optional<RuleTransfer> transfer;
};

std::string rule_needs_name(RuleNeeds needs);                // "good_only", "labelled"
std::string transfer_verdict_name(TransferVerdict verdict);  // "compatible", "worse", …

}  // namespace goodparts
