#include "metrics/thresholds.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "kernels/base/error.h"
#include "metrics/intervals.h"

namespace goodparts {
namespace {

// Takes up the rounding of products such as 0.29 · 100 = 28.999…
constexpr double kRounding = 1e-9;

std::string percent(double rate) { return fmt::format("{:.3g} %", 100.0 * rate); }

std::string parts(std::int64_t count) {
  return count == 1 ? "1 held-out good part" : fmt::format("{} held-out good parts", count);
}

std::string describe(const ThresholdChoice& choice, bool promised) {
  const std::string target = percent(choice.target_fpr);
  const std::string means =
      fmt::format("flags {} of good parts on average, and at most {} with 95 % confidence",
                  percent(choice.expected_fpr), percent(choice.fpr_upper_95));
  if (promised) {
    return fmt::format(
        "With {} this threshold {}; to be 95 % sure of {}, take the largest of at least {} "
        "held-out good scores.",
        parts(choice.good_count), means, target, choice.good_needed);
  }
  const auto on_average =
      static_cast<std::int64_t>(std::ceil(1.0 / choice.target_fpr - kRounding)) - 1;
  return fmt::format(
      "{} cannot promise a false positive rate of {}: that takes at least {} for the average and "
      "{} for 95 % "
      "confidence. The threshold is the largest held-out good score; it {}.",
      parts(choice.good_count), target, on_average, choice.good_needed, means);
}

}  // namespace

ThresholdChoice choose_threshold(std::span<const double> held_out_good, double target_fpr) {
  if (!(target_fpr > 0.0 && target_fpr < 1.0)) {
    throw Error(
        ErrorKind::kConfig,
        fmt::format("target_fpr: {} is not between 0 and 1 (both excluded); 0.05 means that "
                    "5 % of good parts may be flagged",
                    target_fpr));
  }
  ThresholdChoice choice;
  choice.target_fpr = target_fpr;
  choice.good_count = static_cast<std::int64_t>(held_out_good.size());
  choice.good_needed = good_parts_needed(target_fpr);
  if (held_out_good.empty()) {
    choice.rule = "none";
    choice.note = fmt::format(
        "No threshold: there are no held-out good parts. Hold out at least {} to promise a false "
        "positive rate of {} "
        "with 95 % confidence.",
        choice.good_needed, percent(target_fpr));
    return choice;
  }
  const auto n = static_cast<double>(choice.good_count);
  const auto conformal = static_cast<std::int64_t>(std::floor(target_fpr * (n + 1.0) + kRounding));
  choice.available = true;
  choice.rank = std::clamp<std::int64_t>(conformal, 1, choice.good_count);
  choice.rule =
      fmt::format("conformal: rank {} of {}, largest first", choice.rank, parts(choice.good_count));
  std::vector<double> scores(held_out_good.begin(), held_out_good.end());
  const auto kth = scores.begin() + (choice.rank - 1);
  std::nth_element(scores.begin(), kth, scores.end(), std::greater<>());
  choice.threshold = *kth;
  choice.expected_fpr = static_cast<double>(choice.rank) / (n + 1.0);
  choice.fpr_upper_95 = rank_fpr_bound(choice.rank, choice.good_count);
  choice.note = describe(choice, conformal >= 1);
  return choice;
}

}  // namespace goodparts
