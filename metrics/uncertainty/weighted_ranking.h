// The ranking of samples that count several times or not at all, without sorting them again.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "metrics/ranking.h"
#include "metrics/uncertainty/resampling.h"

namespace goodparts {

class WeightedRanking {
 public:
  // Scores finite; labels 0 good, 1 anomalous; parallel to the samples of the resampling.
  WeightedRanking(std::span<const double> scores, std::span<const std::int8_t> labels,
                  const Resampling& resampling);

  // Same as rank_samples() of all samples, each repeated as often as its unit weighs. O(n).
  // `ranking` keeps its memory from call to call.
  void rank(const Resampling::Weights& weights, Ranking& ranking) const;

 private:
  std::vector<std::uint32_t> samples_;  // descending scores: 2 · unit + (1 if anomalous)
  std::vector<std::uint32_t> ends_;     // of steps, in samples_
  std::vector<double> scores_;          // of steps
};

}  // namespace goodparts
