#include "metrics/uncertainty/bootstrap_interval.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include "metrics/uncertainty/normal.h"

namespace goodparts {
namespace {

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double deviation(const std::vector<double>& values, double center) {
  double sum = 0.0;
  for (const double value : values) {
    sum += (value - center) * (value - center);
  }
  return std::sqrt(sum / (static_cast<double>(values.size()) - 1.0));
}

// Linear between order statistics, the first at level 0, the last at 1.
double quantile(const std::vector<double>& sorted, double level) {
  const double place = level * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

Interval bca_interval(const std::vector<double>& sorted, double value, double acceleration,
                      double z) {
  const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), value);
  const double below = static_cast<double>((first - sorted.begin()) + (last - sorted.begin())) /
                       (2.0 * static_cast<double>(sorted.size()));
  if (below == 0.0 || below == 1.0) {
    return kNoInterval;
  }
  const double z0 = normal_quantile(below);
  const auto level = [&](double tail) {
    const double moved = z0 + tail;
    return normal_cdf(z0 + moved / (1.0 - acceleration * moved));
  };
  return {quantile(sorted, level(-z)), quantile(sorted, level(z))};
}

// Ends on which more replicates lie than the interval leaves out.
std::string pile_caveat(const std::vector<double>& sorted, double tail) {
  for (const double end : {sorted.front(), sorted.back()}) {
    const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), end);
    const double share = static_cast<double>(last - first) / static_cast<double>(sorted.size());
    if (share > tail) {
      return fmt::format(
          "{:.0f} % of the bootstrap replicates are {:.3f}: the interval rests on few samples and "
          "may be too narrow.",
          100.0 * share, end);
    }
  }
  return "";
}

}  // namespace

double acceleration(const Jackknife& without_unit) {
  double cubes = 0.0;
  double squares = 0.0;
  for (const std::vector<double>& values : without_unit) {
    if (values.size() < 2) {
      continue;
    }
    const auto count = static_cast<double>(values.size());
    const double center = mean(values);
    for (const double value : values) {
      const double l = (count - 1.0) * (center - value) / count;
      squares += l * l;
      cubes += l * l * l;
    }
  }
  const double a = cubes / (6.0 * std::pow(squares, 1.5));
  return std::isfinite(a) ? a : 0.0;
}

BootstrapEstimate bootstrap_interval(double value, std::vector<double> replicates,
                                     double acceleration, double confidence,
                                     BootstrapMethod preferred) {
  BootstrapEstimate estimate;
  estimate.value = value;
  estimate.confidence = confidence;
  const std::size_t all = replicates.size();
  std::erase_if(replicates, [](double replicate) { return std::isnan(replicate); });
  estimate.replicates = std::ssize(replicates);
  if (std::isnan(value)) {
    estimate.caveat = "Not defined for these samples.";
    return estimate;
  }
  if (replicates.size() < 2 || 2 * replicates.size() < all) {
    estimate.caveat = fmt::format("No interval: defined in {} of {} bootstrap replicates only.",
                                  replicates.size(), all);
    return estimate;
  }
  std::sort(replicates.begin(), replicates.end());
  if (replicates.front() == replicates.back()) {
    estimate.caveat =
        "No interval: all bootstrap replicates are equal. These samples show no spread; others "
        "may.";
    return estimate;
  }
  const double center = mean(replicates);
  estimate.bias = center - value;
  estimate.standard_error = deviation(replicates, center);
  const double tail = (1.0 - confidence) / 2.0;
  estimate.percentile = {quantile(replicates, tail), quantile(replicates, 1.0 - tail)};
  estimate.bca =
      bca_interval(replicates, value, acceleration, normal_quantile_two_sided(confidence));
  const bool bca = preferred == BootstrapMethod::kBca && estimate.bca.low <= estimate.bca.high;
  estimate.interval = bca ? estimate.bca : estimate.percentile;
  estimate.caveat = pile_caveat(replicates, tail);
  estimate.method = bca ? "BCa bootstrap" : "percentile bootstrap";
  return estimate;
}

double bootstrap_p(const std::vector<double>& differences) {
  std::int64_t low = 1;
  std::int64_t high = 1;
  std::int64_t count = 1;
  for (const double difference : differences) {
    low += difference <= 0.0 ? 1 : 0;
    high += difference >= 0.0 ? 1 : 0;
    count += std::isnan(difference) ? 0 : 1;
  }
  return count == 1 ? kUndefined
                    : std::min(1.0, 2.0 * static_cast<double>(std::min(low, high)) /
                                        static_cast<double>(count));
}

}  // namespace goodparts
