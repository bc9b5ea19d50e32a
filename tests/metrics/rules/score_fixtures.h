// Scores that several tests of thresholds use.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

#include "kernels/base/rng.h"
#include "metrics/ranking.h"

namespace goodparts {

inline std::vector<double> one_to(int n) {
  std::vector<double> scores(static_cast<std::size_t>(n));
  std::iota(scores.begin(), scores.end(), 1.0);
  return scores;
}

inline std::vector<double> normal_scores(Rng& rng, std::size_t n) {
  std::vector<double> scores(n);
  for (double& score : scores) {
    score = rng.normal();
  }
  return scores;
}

inline Ranking ranking_of(const std::vector<double>& good, const std::vector<double>& anomalous) {
  std::vector<double> scores = good;
  scores.insert(scores.end(), anomalous.begin(), anomalous.end());
  std::vector<std::int8_t> labels(scores.size(), 0);
  std::fill(labels.begin() + static_cast<std::ptrdiff_t>(good.size()), labels.end(),
            std::int8_t{1});
  return rank_samples(scores, labels);
}

}  // namespace goodparts
