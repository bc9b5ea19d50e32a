// The AUROC with its uncertainty over samples, and the difference of two detectors on the same
// ones.
//
// DeLong, DeLong & Clarke-Pearson 1988: with the placements V of placements.h, m anomalous and n
// good samples, Var(AUROC) = var(V of anomalous)/m + var(V of good)/n, and the covariance of two
// detectors likewise. O(n log n).
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "metrics/evaluation.h"
#include "metrics/intervals.h"

namespace goodparts {

enum class AurocScale {
  kPlain,  // AUROC ± z·se, cut off at 0 and 1
  kLogit,  // the same for log(AUROC / (1 − AUROC)), transformed back: never leaves [0, 1]
};

struct AurocEstimate {
  double value = kUndefined;           // NaN without good or without anomalous samples
  double standard_error = kUndefined;  // DeLong's; NaN with fewer than two in a class
  double low = kUndefined;             // NaN where there is no interval
  double high = kUndefined;
  double confidence = 0.95;
  std::int64_t good = 0;
  std::int64_t anomalous = 0;
  std::string method;  // "DeLong, logit"
  std::string caveat;  // why not to trust the interval, or why there is none; "" where all is well
};

// Scores finite; labels 0 good, 1 anomalous; parallel.
AurocEstimate delong_auroc(std::span<const double> scores, std::span<const std::int8_t> labels,
                           double confidence = 0.95, AurocScale scale = AurocScale::kLogit);

struct AurocComparison {
  double first = kUndefined;  // AUROC
  double second = kUndefined;
  double difference = kUndefined;  // first − second
  double standard_error = kUndefined;
  double covariance = kUndefined;  // of the two AUROCs
  double low = kUndefined;         // of the difference; NaN where there is no interval
  double high = kUndefined;
  double z = kUndefined;
  double p = kUndefined;  // two-sided, of no difference
  std::string caveat;
};

// Two detectors' scores of the same samples. Where the placements of both differ by a constant, the
// variance of the difference is 0 and interval, z and p are undefined (p is 1 where the detectors
// rank all pairs alike).
AurocComparison delong_compare(std::span<const double> first, std::span<const double> second,
                               std::span<const std::int8_t> labels, double confidence = 0.95);

}  // namespace goodparts
