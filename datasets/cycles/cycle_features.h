// Features of one cycle of a machine as one sensor saw it.
//
// The n samples of a cycle are cut into k parts of equal length (part i, from 1, holds the samples
// from ⌊(i−1)·n/k⌋ up to ⌊i·n/k⌋), and each part is summed up: mean; deviation, the population's
// (divided by the number of samples); minimum; maximum; slope, of the line fitted to the part by
// least squares, in units per whole cycle, so that it does not depend on the sampling rate (0 for a
// single sample). Samples that are NaN are left out; a part without any other gives NaN.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace goodparts {

// The statistics by name, in this order.
const std::vector<std::string>& cycle_statistics();

struct CycleFeature {
  std::string sensor;
  std::string statistic;  // one of cycle_statistics()
  std::int64_t part = 1;
  std::int64_t parts = 1;

  // "PS1.mean", or "PS1[2/4].slope" for the second of four parts.
  std::string name() const;
  // The feature that has this name; none where it is no such name.
  static std::optional<CycleFeature> parse(const std::string& name);
  // Of a cycle of at least `parts` samples.
  double value(std::span<const double> cycle) const;
};

// All statistics of the first part, then of the second, and so on.
std::vector<CycleFeature> plan_cycle_features(const std::string& sensor,
                                              const std::vector<std::string>& statistics,
                                              std::int64_t parts);

}  // namespace goodparts
