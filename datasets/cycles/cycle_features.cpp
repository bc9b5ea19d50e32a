#include "datasets/cycles/cycle_features.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>

namespace goodparts {
namespace {

// The samples of a part that are not NaN, and where in the cycle they lie.
struct Samples {
  std::vector<double> at;
  std::vector<double> value;
};

Samples samples_of(std::span<const double> cycle, std::int64_t part, std::int64_t parts) {
  const auto n = static_cast<std::int64_t>(cycle.size());
  Samples samples;
  for (std::int64_t i = (part - 1) * n / parts; i < part * n / parts; ++i) {
    const double value = cycle[static_cast<std::size_t>(i)];
    if (!std::isnan(value)) {
      samples.at.push_back(static_cast<double>(i));
      samples.value.push_back(value);
    }
  }
  return samples;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) {
    sum += value;
  }
  return sum / static_cast<double>(values.size());
}

double deviation_of(const std::vector<double>& values) {
  const double mean = mean_of(values);
  double squares = 0.0;
  for (const double value : values) {
    squares += (value - mean) * (value - mean);
  }
  return std::sqrt(squares / static_cast<double>(values.size()));
}

double slope_of(const Samples& samples) {
  const double mean_at = mean_of(samples.at);
  const double mean = mean_of(samples.value);
  double together = 0.0;
  double spread = 0.0;
  for (std::size_t i = 0; i < samples.at.size(); ++i) {
    together += (samples.at[i] - mean_at) * (samples.value[i] - mean);
    spread += (samples.at[i] - mean_at) * (samples.at[i] - mean_at);
  }
  return spread > 0.0 ? together / spread : 0.0;
}

// A whole number above 0 and nothing else.
std::optional<std::int64_t> parse_count(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && count > 0 ? std::optional<std::int64_t>(count) : std::nullopt;
}

}  // namespace

const std::vector<std::string>& cycle_statistics() {
  static const std::vector<std::string> names = {"mean", "deviation", "minimum", "maximum",
                                                 "slope"};
  return names;
}

std::string CycleFeature::name() const {
  return parts == 1 ? fmt::format("{}.{}", sensor, statistic)
                    : fmt::format("{}[{}/{}].{}", sensor, part, parts, statistic);
}

std::optional<CycleFeature> CycleFeature::parse(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string::npos) {
    return std::nullopt;
  }
  CycleFeature feature;
  feature.sensor = name.substr(0, dot);
  feature.statistic = name.substr(dot + 1);
  const std::size_t open = feature.sensor.rfind('[');
  const std::size_t slash = feature.sensor.rfind('/');
  if (feature.sensor.ends_with(']') && open != std::string::npos && slash != std::string::npos &&
      open < slash) {
    const std::string_view inside = feature.sensor;
    const auto part = parse_count(inside.substr(open + 1, slash - open - 1));
    const auto parts = parse_count(inside.substr(slash + 1, inside.size() - slash - 2));
    if (part && parts && *part <= *parts) {
      feature.part = *part;
      feature.parts = *parts;
      feature.sensor.resize(open);
    }
  }
  const std::vector<std::string>& known = cycle_statistics();
  const bool is_one = std::find(known.begin(), known.end(), feature.statistic) != known.end();
  return is_one && !feature.sensor.empty() ? std::optional(feature) : std::nullopt;
}

double CycleFeature::value(std::span<const double> cycle) const {
  const Samples samples = samples_of(cycle, part, parts);
  const std::vector<double>& values = samples.value;
  if (values.empty()) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (statistic == "mean") {
    return mean_of(values);
  }
  if (statistic == "deviation") {
    return deviation_of(values);
  }
  if (statistic == "minimum") {
    return *std::min_element(values.begin(), values.end());
  }
  if (statistic == "maximum") {
    return *std::max_element(values.begin(), values.end());
  }
  return slope_of(samples) * static_cast<double>(cycle.size());
}

std::vector<CycleFeature> plan_cycle_features(const std::string& sensor,
                                              const std::vector<std::string>& statistics,
                                              std::int64_t parts) {
  std::vector<CycleFeature> plan;
  for (std::int64_t part = 1; part <= parts; ++part) {
    for (const std::string& statistic : statistics) {
      plan.push_back({sensor, statistic, part, parts});
    }
  }
  return plan;
}

}  // namespace goodparts
