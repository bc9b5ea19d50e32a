// What each threshold would do on labelled samples.
#pragma once

#include <cstdint>
#include <vector>

#include "metrics/evaluation.h"
#include "metrics/ranking.h"

namespace goodparts {

// Counts and rates of flagging every sample of the ranking that scores above the threshold.
OperatingPoint operating_point(const Ranking& ranking, double threshold);

inline constexpr std::int64_t kFewestSweepPoints = 4;

// At most `points` (kFewestSweepPoints or more) thresholds, descending: from one that flags nothing
// to one that flags everything. All distinct ones where so many suffice. Else about a quarter of
// them without any false alarm, and for one false alarm, two, and so on the threshold that catches
// most at that price: one by one at first, then ever more widely spaced. Empty without samples.
std::vector<OperatingPoint> threshold_sweep(const Ranking& ranking, std::int64_t points);

}  // namespace goodparts
