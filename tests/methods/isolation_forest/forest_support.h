// What the tests of splits, missing values, categories and explanations share.
#pragma once

#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "kernels/base/rng.h"
#include "methods/isolation_forest/isolation_forest.h"
#include "tests/support/memory_source.h"

namespace goodparts::testing {

inline constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();

inline MemorySource rows_of(const std::vector<std::vector<float>>& rows) {
  return MemorySource({static_cast<std::int64_t>(rows.front().size())}, rows);
}

inline std::vector<std::vector<float>> normal_table(std::size_t rows, std::size_t columns) {
  Rng rng(1, "table");
  std::vector<std::vector<float>> table(rows, std::vector<float>(columns));
  for (std::vector<float>& row : table) {
    for (float& value : row) {
      value = static_cast<float>(rng.normal());
    }
  }
  return table;
}

inline std::vector<std::int64_t> all_of(const SampleSource& source) {
  std::vector<std::int64_t> all(static_cast<std::size_t>(source.size()));
  std::iota(all.begin(), all.end(), std::int64_t{0});
  return all;
}

inline std::vector<double> scores_of(const Detector& detector, const SampleSource& source) {
  std::vector<double> scores;
  for (const SampleScore& score : detector.score({}, source, all_of(source))) {
    scores.push_back(score.score);
  }
  return scores;
}

// E[h] of each row, from its score.
inline std::vector<double> path_lengths_of(const Detector& detector, const SampleSource& source,
                                           std::int64_t sample_size, Harmonic harmonic) {
  std::vector<double> lengths = scores_of(detector, source);
  for (double& length : lengths) {
    length = -std::log2(length) * average_path_length(sample_size, harmonic);
  }
  return lengths;
}

inline IsolationForestConfig split_config(const std::string& split) {
  IsolationForestConfig config;
  config.split = split;
  return config;
}

}  // namespace goodparts::testing
