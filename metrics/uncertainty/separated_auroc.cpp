#include "metrics/uncertainty/separated_auroc.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "metrics/uncertainty/normal.h"

namespace goodparts {
namespace {

double newcombe_variance(double theta, double good, double anomalous) {
  const double spread = (1.0 - theta) / (2.0 - theta) + theta / (1.0 + theta);
  const double more = (good + anomalous) / 2.0 - 1.0;
  return theta * (1.0 - theta) * (1.0 + more * spread) / (good * anomalous);
}

}  // namespace

Interval newcombe_auroc(double auroc, std::int64_t good, std::int64_t anomalous,
                        double confidence) {
  assert(auroc >= 0.0 && auroc <= 1.0 && good >= 1 && anomalous >= 1);
  const double z = normal_quantile_two_sided(confidence);
  // θ is in the interval where this is not positive; it is not positive at the estimate, and
  // positive at 0 and 1 unless the estimate lies there.
  const auto excess = [&](double theta) {
    const double variance =
        newcombe_variance(theta, static_cast<double>(good), static_cast<double>(anomalous));
    return (theta - auroc) * (theta - auroc) - z * z * variance;
  };
  const auto end = [&](double outside) {
    double inside = auroc;
    if (outside == inside) {
      return inside;
    }
    if (auroc == 0.0 || auroc == 1.0) {  // the excess is 0 at the estimate, negative beside it
      inside = auroc + (outside - auroc) * 1e-12;
    }
    for (int i = 0; i < 200; ++i) {
      const double middle = inside + (outside - inside) / 2.0;
      (excess(middle) <= 0.0 ? inside : outside) = middle;
    }
    return inside;
  };
  return {end(0.0), end(1.0)};
}

double separated_auroc_low(std::int64_t good, std::int64_t anomalous, double confidence) {
  assert(good >= 1 && anomalous >= 1);
  const std::int64_t pairs = std::min(good, anomalous);
  return clopper_pearson(pairs, pairs, confidence).low;
}

}  // namespace goodparts
