#include "metrics/rules/apply_rule.h"

#include <fmt/format.h>

#include "metrics/rules/tails.h"
#include "metrics/rules/words.h"
#include "metrics/sweep.h"

namespace goodparts {
namespace {

constexpr double kTail = 0.025;

RateCheck judged(std::string test, double p_worse, double p_better) {
  RateCheck check{TransferVerdict::kCompatible, std::move(test), p_worse, p_better};
  if (p_worse < kTail) {
    check.verdict = TransferVerdict::kWorse;
  } else if (p_better < kTail) {
    check.verdict = TransferVerdict::kBetter;
  }
  return check;
}

RateCheck check_rate(const RateLaw& law, std::int64_t count, std::int64_t total,
                     std::int64_t count_before, std::int64_t total_before) {
  if (total == 0) {
    return {};
  }
  switch (law.kind) {
    case RateLaw::Kind::kBeta:
      return judged("beta-binomial", beta_binomial_at_least(count, total, law.a, law.b),
                    beta_binomial_at_most(count, total, law.a, law.b));
    case RateLaw::Kind::kFixed:
      return judged("binomial", binomial_at_least(count, total, law.rate),
                    binomial_at_most(count, total, law.rate));
    case RateLaw::Kind::kNone:
      break;
  }
  if (total_before == 0) {
    return {};
  }
  return judged("Fisher", fisher_at_least(count, total, count_before, total_before),
                fisher_at_most(count, total, count_before, total_before));
}

std::string describe(const char* what, const Rate& rate, const RateCheck& check) {
  const std::string observed =
      fmt::format("{}: {} of {} ({})", what, rate.count, rate.total, percent_text(rate.value));
  switch (check.verdict) {
    case TransferVerdict::kCompatible:
      return observed + ", compatible with the promise.";
    case TransferVerdict::kWorse:
      return fmt::format("{}, more than promised (p = {:.2g}).", observed, check.p_worse);
    case TransferVerdict::kBetter:
      return fmt::format("{}, fewer than promised (p = {:.2g}).", observed, check.p_better);
    case TransferVerdict::kNotTested:
      break;
  }
  return observed + ".";
}

Rate misses(const OperatingPoint& point) {
  const Rate& recall = point.recall;
  return {point.fn, recall.total, 1.0 - recall.value, 1.0 - recall.high, 1.0 - recall.low};
}

std::string summary(const ThresholdRule& rule, const RuleTransfer& transfer) {
  std::string text;
  if (transfer.observed.false_positive_rate.total > 0) {
    text = describe("False alarms", transfer.observed.false_positive_rate, transfer.false_alarms);
  }
  if (transfer.observed.recall.total > 0) {
    text += text.empty() ? "" : " ";
    text += describe("Misses", misses(transfer.observed), transfer.misses);
  }
  if (rule.oracle) {
    text += " The threshold was tuned on the labels of the test samples, so this tests nothing.";
  }
  return text.empty() ? "No samples to test on." : text;
}

}  // namespace

ThresholdRule apply_rule(ThresholdRule rule, const Ranking& test) {
  if (!rule.available) {
    rule.transfer.reset();
    return rule;
  }
  RuleTransfer transfer;
  transfer.observed = operating_point(test, rule.threshold);
  if (!rule.oracle) {
    const OperatingPoint& before = rule.chosen_on;
    const OperatingPoint& now = transfer.observed;
    transfer.false_alarms =
        check_rate(rule.promise.fpr_law, now.fp, now.fp + now.tn, before.fp, before.fp + before.tn);
    transfer.misses = check_rate(rule.promise.miss_law, now.fn, now.fn + now.tp, before.fn,
                                 before.fn + before.tp);
  }
  transfer.sentence = summary(rule, transfer);
  rule.transfer = transfer;
  return rule;
}

std::string rule_needs_name(RuleNeeds needs) {
  return needs == RuleNeeds::kGoodOnly ? "good_only" : "labelled";
}

std::string transfer_verdict_name(TransferVerdict verdict) {
  switch (verdict) {
    case TransferVerdict::kCompatible:
      return "compatible";
    case TransferVerdict::kWorse:
      return "worse";
    case TransferVerdict::kBetter:
      return "better";
    case TransferVerdict::kNotTested:
      break;
  }
  return "not_tested";
}

}  // namespace goodparts
