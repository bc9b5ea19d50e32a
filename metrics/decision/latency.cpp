#include "metrics/decision/latency.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/base/error.h"
#include "metrics/rules/tails.h"

namespace goodparts {
namespace {

std::int64_t rank_of(double share, std::int64_t n) {
  return std::clamp<std::int64_t>(
      static_cast<std::int64_t>(std::ceil(share * static_cast<double>(n) - 1e-9)), 1, n);
}

// The r-th smallest is at or above the quantile with probability P(Binomial(n, share) < r).
double upper_bound(const std::vector<double>& sorted, double share, double confidence) {
  const std::int64_t n = std::ssize(sorted);
  for (std::int64_t r = rank_of(share, n); r <= n; ++r) {
    if (binomial_at_most(r - 1, n, share) >= confidence) {
      return sorted[static_cast<std::size_t>(r - 1)];
    }
  }
  return kUndefined;
}

double lower_bound(const std::vector<double>& sorted, double share, double confidence) {
  const std::int64_t n = std::ssize(sorted);
  for (std::int64_t r = rank_of(share, n); r >= 1; --r) {
    if (binomial_at_least(r, n, share) >= confidence) {
      return sorted[static_cast<std::size_t>(r - 1)];
    }
  }
  return kUndefined;
}

}  // namespace

LatencySummary summarize_latencies(std::span<const double> latencies_ms, double confidence) {
  for (const double latency : latencies_ms) {
    if (!(latency >= 0.0 && std::isfinite(latency))) {
      throw Error(ErrorKind::kData, fmt::format("latencies: {} ms is no time", latency));
    }
  }
  LatencySummary summary;
  summary.count = std::ssize(latencies_ms);
  if (latencies_ms.empty()) {
    return summary;
  }
  std::vector<double> sorted(latencies_ms.begin(), latencies_ms.end());
  std::sort(sorted.begin(), sorted.end());
  const auto quantile = [&](double share) {
    return sorted[static_cast<std::size_t>(rank_of(share, summary.count) - 1)];
  };
  summary.p50 = quantile(0.5);
  summary.p95 = quantile(0.95);
  summary.p99 = quantile(0.99);
  summary.p99_low = lower_bound(sorted, 0.99, confidence);
  summary.p99_high = upper_bound(sorted, 0.99, confidence);
  return summary;
}

}  // namespace goodparts
