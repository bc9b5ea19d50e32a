// How long a part takes: quantiles of measured latencies, with bounds that hold for any
// distribution of independent measurements (order statistics).
#pragma once

#include <cstdint>
#include <span>

#include "metrics/evaluation.h"

namespace goodparts {

struct LatencySummary {
  std::int64_t count = 0;  // measurements; 0: only the quantiles are known
  double p50 = kUndefined;
  double p95 = kUndefined;
  double p99 = kUndefined;
  // One-sided; NaN where there are too few measurements (299 for the upper one at 95 %).
  double p99_low = kUndefined;
  double p99_high = kUndefined;
};

// Quantiles are the smallest measurements that at least the share of all do not exceed. Throws
// Error(kData) for a latency that is not finite or negative.
LatencySummary summarize_latencies(std::span<const double> latencies_ms, double confidence);

}  // namespace goodparts
