#include "metrics/rules/tightening.h"

#include <fmt/format.h>

#include <algorithm>

#include "kernels/base/error.h"
#include "metrics/intervals.h"
#include "metrics/rules/checks.h"
#include "metrics/rules/words.h"

namespace goodparts {
namespace {

void check(std::int64_t good_seen, double target_fpr, const TighteningOptions& options) {
  require_target_fpr(target_fpr);
  require_share("confidence", options.confidence, "0.95 means that 95 of 100 such promises hold");
  if (options.steps < 1 || options.steps > 1000) {
    throw Error(ErrorKind::kConfig,
                fmt::format("steps: {} is not between 1 and 1000", options.steps));
  }
  if (good_seen < 0) {
    throw Error(ErrorKind::kConfig, fmt::format("good_seen: {} is negative", good_seen));
  }
}

std::string note_on(const TighteningSchedule& schedule) {
  const auto next = std::find_if(schedule.steps.begin(), schedule.steps.end(),
                                 [](const TighteningStep& step) { return !step.reached; });
  const std::string coming =
      next == schedule.steps.end()
          ? std::string()
          : fmt::format(" After {} in all (now {}) it may go to rank {}.",
                        good_parts_text(next->good_needed), schedule.good_seen, next->rank);
  if (schedule.good_seen == 0) {
    return fmt::format(
        "No good part has been seen: there is no threshold to start with. The largest of {} good "
        "scores promises {}.",
        schedule.steps.front().good_needed, percent_text(schedule.target_fpr));
  }
  if (!schedule.keeps_target) {
    return fmt::format(
        "Start with the largest good score: with {} it promises {} ({}), not yet {}, which takes "
        "{}.",
        good_parts_text(schedule.good_seen), bound_text(schedule.fpr_upper),
        confidence_text(schedule.step_confidence), percent_text(schedule.target_fpr),
        schedule.steps.front().good_needed);
  }
  return fmt::format("Use the good score of rank {}: it keeps {} ({}).{}", schedule.rank,
                     percent_text(schedule.target_fpr), confidence_text(schedule.step_confidence),
                     coming);
}

}  // namespace

TighteningSchedule tightening_schedule(std::int64_t good_seen, double target_fpr,
                                       const TighteningOptions& options) {
  check(good_seen, target_fpr, options);
  TighteningSchedule schedule;
  schedule.target_fpr = target_fpr;
  schedule.confidence = options.confidence;
  schedule.step_confidence =
      options.all_steps_together
          ? 1.0 - (1.0 - options.confidence) / static_cast<double>(options.steps)
          : options.confidence;
  schedule.good_seen = good_seen;
  std::int64_t kept = safe_rank(target_fpr, good_seen, schedule.step_confidence);
  if (options.all_steps_together) {
    kept = std::min(kept, options.steps);  // the confidence was shared out among these only
  }
  schedule.keeps_target = kept > 0;
  schedule.rank = good_seen == 0 ? 0 : std::max<std::int64_t>(kept, 1);
  schedule.fpr_upper =
      good_seen == 0 ? 1.0 : rank_fpr_bound(schedule.rank, good_seen, schedule.step_confidence);
  const std::int64_t first = options.all_steps_together ? 1 : std::max<std::int64_t>(kept, 1);
  for (std::int64_t rank = first; rank < first + options.steps; ++rank) {
    const std::int64_t needed = good_parts_needed(target_fpr, rank, schedule.step_confidence);
    schedule.steps.push_back({rank, needed, rank_fpr_bound(rank, needed, schedule.step_confidence),
                              needed <= good_seen});
  }
  schedule.note = note_on(schedule);
  return schedule;
}

}  // namespace goodparts
