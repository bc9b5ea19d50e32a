#include "metrics/histogram.h"

#include <algorithm>
#include <cassert>
#include <limits>

namespace goodparts {
namespace {

std::vector<std::int64_t> count_in_bins(const std::vector<double>& edges,
                                        std::span<const double> scores) {
  std::vector<std::int64_t> counts(edges.size() - 1, 0);
  for (const double score : scores) {
    const auto above = std::upper_bound(edges.begin() + 1, edges.end() - 1, score);
    ++counts[static_cast<std::size_t>(above - edges.begin()) - 1];
  }
  return counts;
}

}  // namespace

Histogram score_histogram(std::span<const double> calibration, std::span<const double> good,
                          std::span<const double> anomalous, std::span<const double> unlabelled,
                          std::int64_t bins) {
  assert(bins >= 1);
  Histogram histogram;
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const auto scores : {calibration, good, anomalous, unlabelled}) {
    for (const double score : scores) {
      low = std::min(low, score);
      high = std::max(high, score);
    }
  }
  if (low > high) {
    return histogram;
  }
  if (low == high) {
    low -= 0.5;
    high += 0.5;
  }
  for (std::int64_t i = 0; i <= bins; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(bins);
    histogram.edges.push_back(low * (1.0 - share) + high * share);
  }
  histogram.calibration = count_in_bins(histogram.edges, calibration);
  histogram.good = count_in_bins(histogram.edges, good);
  histogram.anomalous = count_in_bins(histogram.edges, anomalous);
  return histogram;
}

}  // namespace goodparts
