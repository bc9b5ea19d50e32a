#include "metrics/thresholds.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "metrics/intervals.h"
#include "metrics/rules/checks.h"
#include "metrics/rules/words.h"

namespace goodparts {
namespace {

// Takes up the rounding of products such as 0.29 · 100 = 28.999…
constexpr double kRounding = 1e-9;

std::string describe(const ThresholdChoice& choice) {
  return fmt::format("flags {} of good parts on average, and at most {} with 95 % confidence",
                     percent_text(choice.expected_fpr), bound_text(choice.fpr_upper_95));
}

std::string note_on_promise(const ThresholdChoice& choice,
                            const std::vector<double>& descending_scores) {
  const std::string target = percent_text(choice.target_fpr);
  const std::int64_t safe = safe_rank(choice.target_fpr, choice.good_count);
  const std::string remedy =
      safe == 0
          ? fmt::format("take the largest of at least {} held-out good scores", choice.good_needed)
          : fmt::format("use the threshold {:.6g} (rank {})",
                        descending_scores[static_cast<std::size_t>(safe - 1)], safe);
  return fmt::format("With {} this threshold {}; to be 95 % sure of {}, {}.",
                     held_out_text(choice.good_count), describe(choice), target, remedy);
}

std::string note_on_too_few(const ThresholdChoice& choice) {
  const auto on_average =
      static_cast<std::int64_t>(std::ceil(1.0 / choice.target_fpr - kRounding)) - 1;
  return fmt::format(
      "{} cannot promise a false positive rate of {}: that takes at least {} for the average and "
      "{} for 95 % confidence. The threshold is the largest held-out good score; it {}.",
      held_out_text(choice.good_count), percent_text(choice.target_fpr), on_average,
      choice.good_needed, describe(choice));
}

std::string note_on_none(const ThresholdChoice& choice) {
  return fmt::format(
      "No threshold: there are no held-out good parts. Hold out at least {} to promise a false "
      "positive rate of {} with 95 % confidence.",
      choice.good_needed, percent_text(choice.target_fpr));
}

std::string note_on_control_limit(const ThresholdChoice& choice) {
  return fmt::format(
      "The threshold is the method's own control limit: it comes from the method's theory and has "
      "not been checked on held-out good parts. Hold out at least {} to promise a false positive "
      "rate of {} with 95 % confidence.",
      choice.good_needed, percent_text(choice.target_fpr));
}

}  // namespace

ThresholdChoice choose_threshold(std::span<const double> held_out_good, double target_fpr,
                                 std::optional<double> control_limit) {
  require_target_fpr(target_fpr);
  ThresholdChoice choice;
  choice.target_fpr = target_fpr;
  choice.good_count = static_cast<std::int64_t>(held_out_good.size());
  choice.good_needed = good_parts_needed(target_fpr);
  if (held_out_good.empty() && control_limit) {
    choice.available = true;
    choice.rule = "control limit of the method, not checked on held-out good parts";
    choice.threshold = *control_limit;
    choice.note = note_on_control_limit(choice);
    return choice;
  }
  if (held_out_good.empty()) {
    choice.rule = "none";
    choice.note = note_on_none(choice);
    return choice;
  }
  const auto n = static_cast<double>(choice.good_count);
  const auto conformal = static_cast<std::int64_t>(std::floor(target_fpr * (n + 1.0) + kRounding));
  choice.available = true;
  choice.rank = std::clamp<std::int64_t>(conformal, 1, choice.good_count);
  choice.rule = fmt::format("conformal: rank {} of {}, largest first", choice.rank,
                            held_out_text(choice.good_count));
  std::vector<double> scores(held_out_good.begin(), held_out_good.end());
  std::sort(scores.begin(), scores.end(), std::greater<>());
  choice.threshold = scores[static_cast<std::size_t>(choice.rank - 1)];
  choice.expected_fpr = static_cast<double>(choice.rank) / (n + 1.0);
  choice.fpr_upper_95 = rank_fpr_bound(choice.rank, choice.good_count);
  choice.note = conformal >= 1 ? note_on_promise(choice, scores) : note_on_too_few(choice);
  return choice;
}

}  // namespace goodparts
