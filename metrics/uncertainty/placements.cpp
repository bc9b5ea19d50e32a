#include "metrics/uncertainty/placements.h"

#include <algorithm>
#include <cassert>

namespace goodparts {
namespace {

struct Classes {
  std::vector<double> good;
  std::vector<double> anomalous;
};

Classes by_class(std::span<const double> scores, std::span<const std::int8_t> labels) {
  Classes classes;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    (labels[i] == 1 ? classes.anomalous : classes.good).push_back(scores[i]);
  }
  return classes;
}

// The share of `sorted` below the score, ties counting half.
double share_below(const std::vector<double>& sorted, double score) {
  const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), score);
  const auto twice = (first - sorted.begin()) + (last - sorted.begin());
  return static_cast<double>(twice) / (2.0 * static_cast<double>(sorted.size()));
}

}  // namespace

Placements placements(std::span<const double> scores, std::span<const std::int8_t> labels) {
  assert(scores.size() == labels.size());
  const Classes classes = by_class(scores, labels);
  assert(!classes.good.empty() && !classes.anomalous.empty());
  Classes sorted = classes;
  std::sort(sorted.good.begin(), sorted.good.end());
  std::sort(sorted.anomalous.begin(), sorted.anomalous.end());
  Placements result;
  result.good.reserve(classes.good.size());
  result.anomalous.reserve(classes.anomalous.size());
  for (const double score : classes.good) {
    result.good.push_back(1.0 - share_below(sorted.anomalous, score));
  }
  for (const double score : classes.anomalous) {
    result.anomalous.push_back(share_below(sorted.good, score));
  }
  return result;
}

}  // namespace goodparts
