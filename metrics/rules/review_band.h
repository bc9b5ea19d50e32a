// Two thresholds instead of one: pass below, fail above, and a person looks at what lies between.
#pragma once

#include <optional>

#include "metrics/ranking.h"
#include "metrics/rules/threshold_rule.h"

namespace goodparts {

struct ReviewZone {
  Rate good;                  // of the good samples
  Rate anomalous;             // of the anomalous ones
  double share = kUndefined;  // of parts in production at the prevalence
};

// pass: score <= lower; fail: score > upper; review: between. lower <= upper.
struct ReviewZones {
  ReviewZone pass;
  ReviewZone review;
  ReviewZone fail;
};

// On any labelled samples, as those of the test split. Throws Error(kConfig) unless
// lower <= upper and 0 < prevalence < 1.
ReviewZones review_zones(const Ranking& ranking, double lower, double upper, double prevalence);

struct ReviewRequirements {
  double min_recall = 0.99;  // of review and fail together: 1 − the largest escape rate
  // Of what fails without a look; at least one of them. The stricter of the two counts.
  std::optional<double> max_fpr = 0.01;
  std::optional<double> min_precision;
  double prevalence = 0.01;
};

struct ReviewBand {
  bool available = false;
  std::string unavailable_reason;
  // Where one threshold meets both requirements there is nothing to review: both are the lower one.
  bool empty = false;
  ThresholdRule lower;
  ThresholdRule upper;
  ReviewZones zones;  // on the samples from which the thresholds were chosen
  std::string sentence;
};

// Throws Error(kConfig) for requirements out of range or without a requirement on what fails.
ReviewBand review_band(const Ranking& ranking, const ReviewRequirements& requirements,
                       LabelSource source);

}  // namespace goodparts
