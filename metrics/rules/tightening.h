// When a threshold may be lowered as good parts come in.
//
// A detector starts with the strictest threshold that the evidence supports (the largest held-out
// good score: fewest false alarms, most escapes) and may go one rank down each time enough good
// parts have been seen for that rank to keep the false positive rate within the target.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace goodparts {

struct TighteningStep {
  std::int64_t rank = 0;         // the threshold becomes the rank-th largest good score
  std::int64_t good_needed = 0;  // seen in all, the held-out ones included
  double fpr_upper = 1.0;        // bound at that number, with `confidence` of the schedule's step
  bool reached = false;
};

struct TighteningSchedule {
  double target_fpr = 0.0;
  double confidence = 0.95;       // as asked for
  double step_confidence = 0.95;  // of each step by itself
  std::int64_t good_seen = 0;
  std::int64_t rank = 0;   // to use now: the largest that keeps the target, 1 while none does
  double fpr_upper = 1.0;  // what that rank supports now; 1 where nothing has been seen
  bool keeps_target = false;
  std::vector<TighteningStep> steps;  // the step in force, if any, and those to come
  std::string note;
};

struct TighteningOptions {
  double confidence = 0.95;
  std::int64_t steps = 5;  // that are listed
  // false: each step holds with the confidence by itself. true: all of the listed steps together,
  // each with 1 − (1 − confidence) / steps (Bonferroni), which takes more parts: what to ask for
  // where every step is to be relied on. The plan is then made once and kept.
  bool all_steps_together = false;
};

// Throws Error(kConfig) unless 1e-9 <= target_fpr < 1, 0 < confidence < 1, 1 <= steps <= 1000 and
// good_seen >= 0.
TighteningSchedule tightening_schedule(std::int64_t good_seen, double target_fpr,
                                       const TighteningOptions& options = {});

}  // namespace goodparts
