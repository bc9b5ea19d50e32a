// Precision and recall of ranges instead of samples.
//
// Tatbul, Lee, Zdonik, Alam & Gottschlich, "Precision and Recall for Time Series", NeurIPS 2018.
// For a labelled event R and the alarms A₁ … Aₘ,
//   recall(R) = α · [some alarm overlaps R] + (1 − α) · γ(R) · Σⱼ ω(R, R ∩ Aⱼ),
// with ω the share of R that is overlapped, each sample weighted by the bias δ(i), i = 1 … |R|:
//   flat 1;  front |R| − i + 1;  back i;  middle min(i, |R| − i + 1);
// and γ = 1 where at most one alarm overlaps R, else as chosen: 1, or 1/x for x alarms. Precision
// is the same of an alarm overlapped by events, without α. Both are means over ranges. With α = 0,
// γ = 1, flat and ranges of one sample each they are the usual ones.
#pragma once

#include <cstdint>

#include "metrics/evaluation.h"
#include "metrics/series/series.h"

namespace goodparts {

enum class RangeBias { kFlat, kFront, kBack, kMiddle };
enum class RangeCardinality { kOne, kReciprocal };

struct RangeOptions {
  double alpha = 0.0;  // weight of existence in recall, 0 … 1
  RangeCardinality cardinality = RangeCardinality::kReciprocal;
  RangeBias recall_bias = RangeBias::kFlat;
  RangeBias precision_bias = RangeBias::kFlat;
};

// Sums over ranges, to be pooled over series.
struct RangeSums {
  double recall = 0.0;     // over events
  double precision = 0.0;  // over alarms
  std::int64_t events = 0;
  std::int64_t alarms = 0;

  void add(const RangeSums& other);
};

struct RangeScores {
  double precision = kUndefined;  // NaN without an alarm
  double recall = kUndefined;     // NaN without an event
  double f1 =
      kUndefined;  // harmonic mean; 0 where one is 0 or there is no alarm; NaN without event
};

// Throws Error(kConfig) unless 0 <= alpha <= 1.
RangeSums range_sums(const FlaggedSeries& series, const RangeOptions& options);

RangeScores range_scores(const RangeSums& sums);

}  // namespace goodparts
