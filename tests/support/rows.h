// Rows for tests of detectors, and what a detector says of them.
#pragma once

#include <numeric>
#include <vector>

#include "methods/detector.h"
#include "tests/support/patterns.h"

namespace goodparts::testing {

// count × columns of uniform_values(), row by row: in NumPy
//   (RandomState(seed).randint(0, 2**32, count * columns, dtype=uint32) / 2**32).astype(float32)
inline std::vector<std::vector<float>> uniform_rows(std::int64_t count, std::int64_t columns,
                                                    std::uint32_t seed) {
  const std::vector<float> values = uniform_values(count * columns, seed);
  std::vector<std::vector<float>> rows;
  for (std::int64_t row = 0; row < count; ++row) {
    rows.emplace_back(values.begin() + row * columns, values.begin() + (row + 1) * columns);
  }
  return rows;
}

inline std::vector<double> scores_of(const Detector& detector, const SampleSource& source,
                                     std::vector<std::int64_t> indices, int threads = 1) {
  Context context;
  context.threads = threads;
  std::vector<double> scores;
  for (const SampleScore& score : detector.score(context, source, indices)) {
    scores.push_back(score.score);
  }
  return scores;
}

inline std::vector<double> scores_of(const Detector& detector, const SampleSource& source) {
  std::vector<std::int64_t> all(static_cast<std::size_t>(source.size()));
  std::iota(all.begin(), all.end(), std::int64_t{0});
  return scores_of(detector, source, std::move(all));
}

}  // namespace goodparts::testing
