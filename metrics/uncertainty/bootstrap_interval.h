// Intervals from bootstrap replicates.
//
// Percentile: the quantiles of the replicates. BCa (Efron 1987): the same at levels corrected for
// the bias of the median, z0 = Φ⁻¹(share of replicates below the estimate, of equals a half), and
// for how the spread changes with the value, the acceleration a. For samples from several strata
// a = Σ Gₛ⁻³ Σ l³ / (6 (Σ Gₛ⁻² Σ l²)^{3/2}), with the l of a stratum's G units from its jackknife,
// l = (G − 1)(mean of those − value without the unit) (Davison & Hinkley 1997, §5.3.2). Blocks of
// units may stand for units.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "metrics/evaluation.h"
#include "metrics/intervals.h"

namespace goodparts {

inline constexpr Interval kNoInterval{kUndefined, kUndefined};

enum class BootstrapMethod { kPercentile, kBca };

struct BootstrapEstimate {
  double value = kUndefined;           // of the samples themselves
  double standard_error = kUndefined;  // of the replicates
  double bias = kUndefined;            // mean of the replicates − value
  Interval interval = kNoInterval;     // the one to report, of `method`; NaN where there is none
  std::string method;                  // "percentile bootstrap", "BCa bootstrap"
  Interval percentile = kNoInterval;
  Interval bca = kNoInterval;  // NaN also where all replicates are on one side of the value
  double confidence = 0.95;
  std::int64_t replicates = 0;  // those in which the metric is defined
  std::string caveat;           // what a reader must know, in sentences; "" where all is well
};

// By stratum: the value without each unit (or block of units).
using Jackknife = std::vector<std::vector<double>>;

// 0 where it cannot be told (fewer than two units, NaN, no spread).
double acceleration(const Jackknife& without_unit);

// Undefined (NaN), with a caveat, where the value is, where less than half of the replicates are
// defined, and where all of those are equal: then the samples show no spread, which is not to say
// that there is none.
// A caveat also says where more replicates are at one end than the interval leaves out there:
// metrics near their bounds. The percentile interval stands in where BCa is preferred and not
// defined.
BootstrapEstimate bootstrap_interval(double value, std::vector<double> replicates,
                                     double acceleration, double confidence = 0.95,
                                     BootstrapMethod preferred = BootstrapMethod::kBca);

// Two-sided, of a difference of 0: twice the smaller share of replicates at or beyond 0, counting
// the estimate itself as one (Davison & Hinkley 1997, §4.4). NaN without replicates.
double bootstrap_p(const std::vector<double>& differences);

}  // namespace goodparts
