#include "metrics/rules/order_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "metrics/intervals.h"
#include "metrics/rules/checks.h"
#include "metrics/rules/words.h"
#include "metrics/thresholds.h"

namespace goodparts {
namespace {

constexpr const char* kGood = "held-out good score";
constexpr const char* kBasis = "exact where scores do not tie, for parts exchangeable with them";

std::vector<double> descending(std::span<const double> scores) {
  std::vector<double> sorted(scores.begin(), scores.end());
  std::sort(sorted.begin(), sorted.end(), std::greater<>());
  return sorted;
}

ThresholdRule start(const char* name, std::span<const double> good, double target_fpr) {
  require_target_fpr(target_fpr);
  require_finite(good, kGood);
  ThresholdRule rule;
  rule.name = name;
  rule.good_count = std::ssize(good);
  rule.promise.target_fpr = target_fpr;
  if (good.empty()) {
    rule.unavailable_reason = fmt::format(
        "There are no held-out good parts. Hold out at least {} to promise a false positive rate "
        "of {} with 95 % confidence.",
        good_parts_needed(target_fpr), percent_text(target_fpr));
  }
  return rule;
}

// Numbers of the threshold at the rank-th largest.
void promise_rank(ThresholdRule& rule, std::int64_t rank) {
  const std::int64_t n = rule.good_count;
  rule.promise.basis = kBasis;
  rule.promise.expected_fpr = static_cast<double>(rank) / static_cast<double>(n + 1);
  rule.promise.fpr_upper_95 = rank_fpr_bound(rank, n);
  rule.promise.fpr_law =
      RateLaw::beta(static_cast<double>(rank), static_cast<double>(n + 1 - rank));
}

void note_ties(ThresholdRule& rule, const std::vector<double>& sorted) {
  const auto [first, last] =
      std::equal_range(sorted.begin(), sorted.end(), rule.threshold, std::greater<>());
  if (last - first > 1) {
    rule.caveats.push_back(
        fmt::format("{} of {} held-out good scores equal the threshold: it flags fewer good parts "
                    "than the numbers say, and may move far when one part is added.",
                    last - first, sorted.size()));
  }
}

double quantile(const std::vector<double>& sorted, double position) {
  const auto below = static_cast<std::size_t>(std::ceil(position));  // in descending order
  const auto above = static_cast<std::size_t>(std::floor(position));
  return std::lerp(sorted[above], sorted[below], position - std::floor(position));
}

}  // namespace

ThresholdRule quantile_rule(std::span<const double> good, double target_fpr) {
  ThresholdRule rule = start("quantile", good, target_fpr);
  if (good.empty()) {
    return rule;
  }
  const std::vector<double> sorted = descending(good);
  // Rounding must not cost a rank: 0.29 · 100 is 28.999…
  double position = target_fpr * static_cast<double>(rule.good_count - 1);
  if (std::abs(position - std::round(position)) < 1e-9) {
    position = std::round(position);
  }
  const auto rank = static_cast<std::int64_t>(std::ceil(position)) + 1;
  rule.available = true;
  rule.threshold = quantile(sorted, position);
  rule.rank = position == std::floor(position) ? rank : 0;
  promise_rank(rule, rank);
  rule.promise.sentence = fmt::format(
      "{} of the {} score above it; of good parts to come at most {} on average, and at most {} "
      "with 95 % confidence.",
      percent_text(target_fpr), held_out_text(rule.good_count),
      percent_text(rule.promise.expected_fpr), bound_text(rule.promise.fpr_upper_95));
  if (rule.promise.expected_fpr > target_fpr) {
    rule.caveats.push_back(
        "A quantile of the held-out scores overshoots the target for parts to come: use the "
        "conformal rule to hold it on average, the k-th largest to hold it with confidence.");
  }
  note_ties(rule, sorted);
  return rule;
}

ThresholdRule kth_largest_rule(std::span<const double> good, double target_fpr, double confidence) {
  require_share("confidence", confidence, "0.95 means that 95 of 100 such promises hold");
  ThresholdRule rule = start("kth_largest", good, target_fpr);
  if (good.empty()) {
    return rule;
  }
  const std::int64_t n = rule.good_count;
  const std::int64_t rank = safe_rank(target_fpr, n, confidence);
  if (rank == 0) {
    rule.unavailable_reason = fmt::format(
        "{} cannot promise a false positive rate of {} with {}: that takes at least {}. The "
        "largest score promises {}.",
        held_out_text(n), percent_text(target_fpr), confidence_text(confidence),
        good_parts_needed(target_fpr, 1, confidence), bound_text(rank_fpr_bound(1, n, confidence)));
    return rule;
  }
  const std::vector<double> sorted = descending(good);
  rule.available = true;
  rule.rank = rank;
  rule.threshold = sorted[static_cast<std::size_t>(rank - 1)];
  promise_rank(rule, rank);
  rule.promise.sentence =
      fmt::format("At most {} of good parts are flagged, with {}; {} on average (rank {} of {}).",
                  percent_text(target_fpr), confidence_text(confidence),
                  percent_text(rule.promise.expected_fpr), rank, held_out_text(n));
  note_ties(rule, sorted);
  return rule;
}

ThresholdRule conformal_rule(std::span<const double> good, double target_fpr) {
  ThresholdRule rule = start("conformal", good, target_fpr);
  if (good.empty()) {
    return rule;
  }
  const ThresholdChoice choice = choose_threshold(good, target_fpr);
  rule.available = true;
  rule.rank = choice.rank;
  rule.threshold = choice.threshold;
  promise_rank(rule, choice.rank);
  rule.promise.sentence = choice.note;
  if (choice.expected_fpr > target_fpr * (1.0 + 1e-9)) {
    rule.caveats.push_back(fmt::format("{} are too few for the target even on average.",
                                       held_out_text(choice.good_count)));
  }
  note_ties(rule, descending(good));
  return rule;
}

std::vector<double> conformal_p_values(std::span<const double> good,
                                       std::span<const double> scores) {
  require_finite(good, kGood);
  require_finite(scores, "score");
  std::vector<double> sorted(good.begin(), good.end());
  std::sort(sorted.begin(), sorted.end());
  std::vector<double> p_values;
  p_values.reserve(scores.size());
  for (const double score : scores) {
    const auto at_least = sorted.end() - std::lower_bound(sorted.begin(), sorted.end(), score);
    p_values.push_back(static_cast<double>(1 + at_least) / static_cast<double>(sorted.size() + 1));
  }
  return p_values;
}

}  // namespace goodparts
