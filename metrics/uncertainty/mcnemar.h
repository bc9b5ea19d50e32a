// Two detectors at fixed thresholds on the same samples: who is right where the other is wrong.
//
// McNemar's test (1947), exact: of the samples that only one of them gets right, each has it as
// likely as not if they are equally good, so p = min(1, 2 P(Binomial(n, ½) <= smaller count)).
#pragma once

#include <cstdint>
#include <span>

#include "metrics/evaluation.h"

namespace goodparts {

struct McNemarResult {
  std::int64_t samples = 0;
  std::int64_t only_first = 0;  // right in the first only
  std::int64_t only_second = 0;
  double p = kUndefined;  // two-sided; 1 where they never differ; NaN without samples
};

McNemarResult mcnemar(std::int64_t only_first, std::int64_t only_second, std::int64_t samples);

struct FlagComparison {
  McNemarResult all;
  McNemarResult good;       // overkill: right is not flagged
  McNemarResult anomalous;  // escapes: right is flagged
};

// Flagged is score > threshold. labels: 0 good, 1 anomalous; all parallel. The thresholds must not
// be chosen on these samples.
FlagComparison compare_flags(std::span<const double> first, double first_threshold,
                             std::span<const double> second, double second_threshold,
                             std::span<const std::int8_t> labels);

}  // namespace goodparts
