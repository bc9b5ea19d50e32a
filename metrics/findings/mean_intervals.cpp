#include "metrics/findings/mean_intervals.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace goodparts {
namespace {

const MetricInterval* interval_of(const UnitFindings& unit, const std::string& metric) {
  const auto found = std::find_if(unit.intervals.begin(), unit.intervals.end(),
                                  [&](const auto& interval) { return interval.metric == metric; });
  return found == unit.intervals.end() ? nullptr : &*found;
}

MetricInterval combine(const std::string& metric, double mean,
                       const std::vector<UnitFindings>& units) {
  MetricInterval result;
  result.metric = metric;
  result.value = mean;
  result.method = "from the units' intervals (MOVER)";
  double below = 0.0;
  double above = 0.0;
  std::int64_t count = 0;
  std::int64_t without = 0;
  for (const UnitFindings& unit : units) {
    const MetricInterval* const interval = interval_of(unit, metric);
    if (interval == nullptr || std::isnan(interval->value)) {
      continue;
    }
    result.confidence = interval->confidence;
    ++count;
    if (std::isnan(interval->low) || std::isnan(interval->high)) {
      ++without;
      continue;
    }
    below += (interval->value - interval->low) * (interval->value - interval->low);
    above += (interval->high - interval->value) * (interval->high - interval->value);
  }
  if (without > 0) {
    result.caveat = fmt::format("No interval: {} of {} units have none.", without, count);
  } else if (count > 0) {
    const auto k = static_cast<double>(count);
    result.low = std::max(0.0, mean - std::sqrt(below) / k);
    result.high = std::min(1.0, mean + std::sqrt(above) / k);
  }
  return result;
}

}  // namespace

std::vector<MetricInterval> mean_intervals(const Evaluation& evaluation,
                                           const std::vector<UnitFindings>& units) {
  std::vector<MetricInterval> intervals;
  for (const std::pair<std::string, double>& entry : evaluation.metrics) {
    const std::string& metric = entry.first;
    const bool known = std::any_of(units.begin(), units.end(), [&](const UnitFindings& unit) {
      const MetricInterval* const interval = interval_of(unit, metric);
      return interval != nullptr && !std::isnan(interval->value);
    });
    if (known) {
      intervals.push_back(combine(metric, entry.second, units));
    }
  }
  return intervals;
}

}  // namespace goodparts
