#include "metrics/series/score_steps.h"

#include <algorithm>
#include <utility>

namespace goodparts {
namespace {

// Ranks 0 … size − 1 in equal steps, truncated as numpy.linspace(0, size − 1, count).astype(int).
std::vector<std::int64_t> equal_ranks(std::int64_t size, std::int64_t count) {
  std::vector<std::int64_t> ranks;
  const double step = static_cast<double>(size - 1) / static_cast<double>(count - 1);
  for (std::int64_t i = 0; i + 1 < count; ++i) {
    ranks.push_back(static_cast<std::int64_t>(static_cast<double>(i) * step));
  }
  ranks.push_back(size - 1);
  return ranks;
}

}  // namespace

ScoreSteps score_steps(std::span<const double> scores, std::int64_t thresholds) {
  std::vector<std::pair<double, std::int32_t>> ranked;
  ranked.reserve(scores.size());
  for (const double score : scores) {
    ranked.emplace_back(-score, static_cast<std::int32_t>(ranked.size()));
  }
  std::sort(ranked.begin(), ranked.end());
  const std::vector<std::int64_t> wanted =
      thresholds == 0 ? std::vector<std::int64_t>() : equal_ranks(std::ssize(scores), thresholds);
  ScoreSteps steps;
  steps.of_sample.resize(scores.size());
  std::size_t next = 0;  // of the wanted ranks
  for (std::size_t i = 0; i < ranked.size();) {
    const auto step = static_cast<std::int32_t>(steps.flagged.size());
    std::size_t end = i;
    for (; end < ranked.size() && ranked[end].first == ranked[i].first; ++end) {
      steps.of_sample[static_cast<std::size_t>(ranked[end].second)] = step;
    }
    bool wants = thresholds == 0;
    for (; next < wanted.size() && wanted[next] < static_cast<std::int64_t>(end); ++next) {
      wants = true;
    }
    if (wants) {
      steps.flagged.push_back(static_cast<std::int64_t>(end));
    }
    i = end;
  }
  return steps;
}

}  // namespace goodparts
