// The descending ranking of labelled samples, with samples of equal score as one step.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/base/context.h"

namespace goodparts {

// Samples flagged when everything that scores at least `score` is flagged.
struct RankStep {
  double score = 0.0;
  std::int64_t tp = 0;
  std::int64_t fp = 0;
};

// Distinct scores, descending. scores: finite; labels: 1 anomalous, else good; parallel. Radix
// sort on the device: time grows linearly with `count`, and the steps are the same on either.
// Throws Error(kUnavailable) where there is no such device.
std::vector<RankStep> rank_steps(const double* scores, const std::int8_t* labels,
                                 std::int64_t count, Device device = Device::kCpu);

// Of all steps of a ranking, in their order; NaN without good or without anomalous samples.
double ranking_auroc(const std::vector<RankStep>& steps);
// Σ (Rᵢ − Rᵢ₋₁) Pᵢ, without interpolation.
double ranking_average_precision(const std::vector<RankStep>& steps);

}  // namespace goodparts
