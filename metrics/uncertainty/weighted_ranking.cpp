#include "metrics/uncertainty/weighted_ranking.h"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace goodparts {

WeightedRanking::WeightedRanking(std::span<const double> scores,
                                 std::span<const std::int8_t> labels,
                                 const Resampling& resampling) {
  assert(scores.size() == labels.size());
  std::vector<std::uint32_t> order(scores.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return scores[a] != scores[b] ? scores[a] > scores[b] : a < b;
  });
  samples_.reserve(order.size());
  for (const std::uint32_t sample : order) {
    if (scores_.empty() || scores[sample] != scores_.back()) {
      scores_.push_back(scores[sample]);
      ends_.push_back(0);
    }
    samples_.push_back(2 * resampling.unit_of(sample) + (labels[sample] == 1 ? 1 : 0));
    ends_.back() = static_cast<std::uint32_t>(samples_.size());
  }
}

void WeightedRanking::rank(const Resampling::Weights& weights, Ranking& ranking) const {
  ranking.steps.resize(scores_.size());
  std::size_t count = 0;
  std::int64_t drawn = 0;
  std::int64_t anomalous = 0;
  std::uint32_t i = 0;
  for (std::size_t step = 0; step < scores_.size(); ++step) {
    const std::int64_t before = drawn;
    for (; i < ends_[step]; ++i) {
      const std::int64_t weight = weights[samples_[i] >> 1U];
      drawn += weight;
      anomalous += (samples_[i] & 1U) != 0 ? weight : 0;
    }
    ranking.steps[count] = {scores_[step], anomalous, drawn - anomalous};
    count += drawn > before ? 1 : 0;  // else the next step takes the place
  }
  ranking.steps.resize(count);
  ranking.anomalous = anomalous;
  ranking.good = drawn - anomalous;
}

}  // namespace goodparts
