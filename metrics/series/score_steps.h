// Which samples each threshold flags, from the strictest threshold to the one that flags all.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace goodparts {

struct ScoreSteps {
  std::vector<std::int64_t> flagged;    // samples flagged at each
  std::vector<std::int32_t> of_sample;  // the first that flags the sample
};

// thresholds: 0 for every distinct score, else the scores at so many (2 or more) equally spaced
// ranks, of which equal ones are one step. Scores finite, fewer than 2³¹, at least one.
ScoreSteps score_steps(std::span<const double> scores, std::int64_t thresholds);

}  // namespace goodparts
