#include "kernels/projection/random_projection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/support/patterns.h"

namespace goodparts {
namespace {

// scikit-learn 1.2, random_projection.johnson_lindenstrauss_min_dim
TEST(JohnsonLindenstraussDimension, IsScikitLearns) {
  EXPECT_EQ(johnson_lindenstrauss_dimension(1000, 0.9), 170);
  EXPECT_EQ(johnson_lindenstrauss_dimension(598192, 0.9), 328);
  EXPECT_EQ(johnson_lindenstrauss_dimension(1000, 0.5), 331);
  EXPECT_EQ(johnson_lindenstrauss_dimension(10, 0.1), 1973);
}

TEST(UniformProjection, FillsItsRange) {
  Rng rng(1, "projection");
  const Projection projection = uniform_projection(rng, 400, 100);
  ASSERT_EQ(projection.weights.size(), 40000U);
  const auto [low, high] =
      std::minmax_element(projection.weights.begin(), projection.weights.end());
  EXPECT_GE(*low, -0.05F);  // 1 / √400
  EXPECT_LT(*low, -0.0499F);
  EXPECT_LE(*high, 0.05F);
  EXPECT_GT(*high, 0.0499F);
}

TEST(SparseProjection, HasTheDensityAndTheValueOfLi2006) {
  Rng rng(1, "projection");
  const Projection projection = sparse_projection(rng, 400, 100);
  const float value = 0.4472136F;  // √(√400 / 100)
  std::int64_t positive = 0;
  std::int64_t negative = 0;
  for (const float weight : projection.weights) {
    if (weight > 0.0F) {
      EXPECT_FLOAT_EQ(weight, value);
      ++positive;
    } else if (weight < 0.0F) {
      EXPECT_FLOAT_EQ(weight, -value);
      ++negative;
    }
  }
  // 40000 trials with probability 1/40 each: 1000 ± 31; five deviations.
  EXPECT_NEAR(static_cast<double>(positive), 1000.0, 155.0);
  EXPECT_NEAR(static_cast<double>(negative), 1000.0, 155.0);
}

TEST(Project, MultipliesRowsByWeights) {
  const std::vector<float> points = {1, 2, 3, 4, 5, 6};
  const Projection projection{3, 2, {1, 0, -1, 0.5F, 0.5F, 0.5F}};
  EXPECT_THAT(project({}, {points.data(), 2, 3}, projection),
              ::testing::ElementsAre(-2, 3, -2, 7.5F));
}

TEST(Project, DoesNotDependOnThreads) {
  const std::vector<float> points = testing::uniform_values(3000 * 40, 8);
  Rng rng(3, "projection");
  const Projection projection = uniform_projection(rng, 40, 16);
  Context four;
  four.threads = 4;
  EXPECT_EQ(project({}, {points.data(), 3000, 40}, projection),
            project(four, {points.data(), 3000, 40}, projection));
}

TEST(Project, RoughlyKeepsDistances) {
  const std::vector<float> points = testing::uniform_values(20 * 2000, 9);
  Rng rng(4, "projection");
  const std::vector<float> shorter =
      project({}, {points.data(), 20, 2000}, sparse_projection(rng, 2000, 500));
  const auto distance = [](const std::vector<float>& values, std::size_t cols, std::size_t row) {
    double sum = 0.0;
    for (std::size_t c = 0; c < cols; ++c) {
      const double difference = static_cast<double>(values[c]) - values[row * cols + c];
      sum += difference * difference;
    }
    return std::sqrt(sum);
  };
  for (std::size_t row = 1; row < 20; ++row) {
    EXPECT_NEAR(distance(shorter, 500, row) / distance(points, 2000, row), 1.0, 0.2);
  }
}

}  // namespace
}  // namespace goodparts
