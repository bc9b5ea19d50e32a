// How sure a rate can be, given the number of parts behind it.
//
// Clopper & Pearson 1934 for observed rates. For a threshold at the k-th largest of n held-out good
// scores, the false positive rate of that very threshold is distributed as Beta(k, n + 1 − k) over
// draws of the held-out parts, whatever the distribution of continuous scores (order statistics;
// Wilks 1941); with ties it is smaller.
#pragma once

#include <cstdint>

#include "metrics/evaluation.h"

namespace goodparts {

struct Interval {
  double low = 0.0;
  double high = 1.0;
};

// Two-sided; [0, 1] where total is 0. 0 <= count <= total, 0 < confidence < 1.
Interval clopper_pearson(std::int64_t count, std::int64_t total, double confidence = 0.95);

// One-sided: the largest rate that is compatible with at most `count` of `total`; 1 where total is
// 0.
double clopper_pearson_upper(std::int64_t count, std::int64_t total, double confidence = 0.95);

// count / total with its 95 % interval.
Rate make_rate(std::int64_t count, std::int64_t total);

// The value that the false positive rate of a threshold at the `rank`-th largest of `good_count`
// held-out good scores does not exceed with the given probability. 1 <= rank <= good_count.
double rank_fpr_bound(std::int64_t rank, std::int64_t good_count, double probability = 0.95);

// The smallest number of held-out good parts whose `rank`-th largest score has a false positive
// rate of at most `fpr` with the given confidence. 0 < fpr < 1.
std::int64_t good_parts_needed(double fpr, std::int64_t rank = 1, double confidence = 0.95);

// The other way round: the largest rank whose threshold has a false positive rate of at most `fpr`
// with the given confidence when there are `good_count` held-out good parts; 0 where even the
// largest score promises less.
std::int64_t safe_rank(double fpr, std::int64_t good_count, double confidence = 0.95);

}  // namespace goodparts
