// What a layer's feature map must be, in a few numbers.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "methods/archive.h"

namespace goodparts::testing {

struct ExpectedLayer {  // as tests/data/backbones/formulas.py: show() prints it
  const char* name;
  std::vector<std::int64_t> shape;
  double mean;
  double root_mean_square;
  std::vector<double> samples;  // at 1/7, 1/3, 1/2 and 5/6 of the map
};

inline void expect_layer(const FloatArray& map, const ExpectedLayer& expected, double tolerance) {
  ASSERT_EQ(map.shape, expected.shape);
  const std::size_t n = map.values.size();
  double sum = 0.0;
  double squares = 0.0;
  for (const float value : map.values) {
    sum += static_cast<double>(value);
    squares += static_cast<double>(value) * static_cast<double>(value);
  }
  const double scale = tolerance * expected.root_mean_square;
  EXPECT_NEAR(sum / static_cast<double>(n), expected.mean, scale);
  EXPECT_NEAR(std::sqrt(squares / static_cast<double>(n)), expected.root_mean_square, scale);
  const std::size_t places[] = {n / 7, n / 3, n / 2, 5 * n / 6};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(map.values[places[i]], expected.samples[i],
                std::max(scale, tolerance * std::abs(expected.samples[i])))
        << i;
  }
}

}  // namespace goodparts::testing
