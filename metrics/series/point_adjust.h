// Point-adjusted F1, which many papers print, beside what noise reaches under it.
//
// Xu et al., "Unsupervised Anomaly Detection via Variational Auto-Encoder for Seasonal KPIs in Web
// Applications", WWW 2018: where one sample of an event is flagged, all of them count as flagged;
// then precision, recall and F1 of samples. PA%K (Kim et al., "Towards a Rigorous Evaluation of
// Time-Series Anomaly Detection", AAAI 2022) does so only where more than K % of the event's
// samples are flagged: K = 0 is point adjustment, K = 100 plain F1.
//
// One lucky flag is worth a whole event, so noise scores high (Kim et al. 2022); never show the
// figure without kPointAdjustWarning and the noise figures beside it. They belong to a scorer that
// flags each sample with probability p, independent of everything: F1 of its expected counts, where
// an event of ℓ samples is found with probability 1 − (1 − p)^ℓ. No random numbers are drawn.
#pragma once

#include <cstdint>
#include <vector>

#include "metrics/evaluation.h"
#include "metrics/series/series.h"

namespace goodparts {

inline constexpr const char* kPointAdjustWarning =
    "Point-adjusted F1 counts a whole event as found once one of its samples is flagged, so noise "
    "scores high. Read it only beside the noise figures, and do not rank detectors by it.";

// Counts, to be pooled over series.
struct PointAdjustCounts {
  std::int64_t normal = 0;        // samples
  std::int64_t flagged = 0;       // samples, before adjustment
  std::int64_t false_alarms = 0;  // normal samples that are flagged
  std::vector<std::int64_t> event_lengths;
  std::vector<std::int64_t> event_flagged;  // flagged samples of each

  void add(const PointAdjustCounts& other);
};

PointAdjustCounts count_point_adjust(const FlaggedSeries& series);

// PA%K. 0 <= percent <= 100. NaN without an event.
double point_adjusted_f1(const PointAdjustCounts& counts, double percent = 0.0);

// Mean over K = 0, 1 … 100, by trapezoids: "PA%K AUC" of Kim et al.
double point_adjusted_f1_area(const PointAdjustCounts& counts);

// Point-adjusted F1 (K = 0) of noise that flags each sample with probability `rate`.
double noise_point_adjusted_f1(const PointAdjustCounts& counts, double rate);

struct PointAdjusted {  // NaN without an event
  double f1 = kUndefined;
  double f1_area = kUndefined;          // PA%K, mean over K
  double noise_same_rate = kUndefined;  // noise that flags as many samples as the detector
  double noise_best = kUndefined;  // noise at its best rate of 1, 10^−0.01, 10^−0.02 … 10^−5
};
PointAdjusted point_adjusted(const PointAdjustCounts& counts);

}  // namespace goodparts
