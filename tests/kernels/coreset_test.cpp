// Expected choices: the selection loops of PatchCore's original release and of anomalib, written in
// NumPy in double precision; and the plain algorithm, distance for distance.
#include "kernels/coreset/greedy_k_centre.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <iterator>
#include <set>

#include "kernels/coreset/greedy_k_centre_reference.h"
#include "kernels/distance/squared_distance.h"
#include "tests/support/patterns.h"

namespace goodparts {
namespace {

using ::testing::ElementsAre;
using testing::uniform_values;

std::vector<float> distances_to(MatrixView points, std::int64_t row) {
  std::vector<float> distances;
  for (std::int64_t i = 0; i < points.rows; ++i) {
    distances.push_back(squared_distance(points.row(i), points.row(row), points.cols));
  }
  return distances;
}

TEST(GreedyKCentre, ChoosesAsTheOriginalReleaseDoes) {
  const std::vector<float> values = uniform_values(200 * 6, 1);
  const MatrixView points{values.data(), 200, 6};
  const std::vector<float> start =
      squared_mean_distance({}, points, std::vector<std::int64_t>{3, 50, 117});
  EXPECT_NEAR(start[0], 1.243154, 1e-6);
  EXPECT_NEAR(start[1], 0.8737655, 1e-6);
  EXPECT_NEAR(start[2], 0.8792905, 1e-6);
  EXPECT_THAT(greedy_k_centre({}, points, start, 20),
              ElementsAre(83, 8, 48, 189, 93, 186, 72, 67, 9, 71, 110, 165, 40, 0, 88, 99, 7, 196,
                          155, 52));
}

TEST(GreedyKCentre, ChoosesAsAnomalibDoesFromAGivenFirstRow) {
  const std::vector<float> values = uniform_values(200 * 6, 1);
  const MatrixView points{values.data(), 200, 6};
  EXPECT_THAT(greedy_k_centre({}, points, distances_to(points, 17), 19),
              ElementsAre(67, 72, 40, 39, 110, 187, 165, 35, 93, 131, 149, 182, 6, 59, 124, 52, 193,
                          28, 88));
}

struct Case {
  std::int64_t rows, cols, count;
  std::uint32_t seed;
};

class GreedyKCentreAgainstReference : public ::testing::TestWithParam<Case> {};

TEST_P(GreedyKCentreAgainstReference, MakesTheSameChoices) {
  const auto [rows, cols, count, seed] = GetParam();
  std::vector<float> values = uniform_values(rows * cols, seed);
  for (float& value : values) {  // clusters of unequal density, as features have
    value = value * value * value;
  }
  const MatrixView points{values.data(), rows, cols};
  Context threads;
  threads.threads = 3;
  const std::vector<float> near_first = distances_to(points, rows / 2);
  EXPECT_EQ(greedy_k_centre(threads, points, near_first, count),
            greedy_k_centre_reference(points, near_first, count));
  const std::vector<float> means =
      squared_mean_distance({}, points, std::vector<std::int64_t>{0, rows / 3, rows - 1});
  EXPECT_EQ(greedy_k_centre(threads, points, means, count),
            greedy_k_centre_reference(points, means, count));
}

INSTANTIATE_TEST_SUITE_P(Sizes, GreedyKCentreAgainstReference,
                         ::testing::Values(Case{20000, 16, 800, 1}, Case{5000, 128, 500, 2},
                                           Case{3000, 3, 1500, 3}, Case{300, 37, 300, 4},
                                           Case{2, 5, 2, 5}, Case{1, 4, 1, 6}));

TEST(GreedyKCentre, TakesEqualDistancesInRowOrder) {
  std::vector<float> values;  // a grid: nearly every distance is shared by many points
  for (int i = 0; i < 1024; ++i) {
    values.push_back(static_cast<float>(i % 32));
    values.push_back(static_cast<float>(i / 32));
  }
  const MatrixView points{values.data(), 1024, 2};
  const std::vector<float> start = distances_to(points, 0);
  EXPECT_EQ(greedy_k_centre({}, points, start, 400), greedy_k_centre_reference(points, start, 400));
}

TEST(GreedyKCentre, EqualsTheReferenceForEveryNumberOfColumnsUnaligned) {
  for (std::int64_t cols = 1; cols <= 70; ++cols) {
    SCOPED_TRACE(cols);
    const std::vector<float> values = uniform_values(150 * cols + 1, 7);
    const MatrixView points{values.data() + 1, 150, cols};
    const std::vector<float> start = distances_to(points, 9);
    EXPECT_EQ(greedy_k_centre({}, points, start, 60), greedy_k_centre_reference(points, start, 60));
  }
}

// Duplicates, equal distances, distances of nothing and beyond the range of single precision; all
// choices that there are.
TEST(GreedyKCentre, EqualsTheReferenceOnAwkwardData) {
  const std::vector<float> draws = uniform_values(900 * 4, 8);
  float (*const functions[])(float) = {
      [](float x) { return std::floor(3.0F * x); },     // 81 places, 900 points
      [](float x) { return x < 0.5F ? -1.0F : 1.0F; },  // corners
      [](float) { return 0.25F; },
      [](float) { return 0.0F; },
      [](float x) { return x * 1e-22F; },            // squares vanish, mostly
      [](float x) { return (x - 0.5F) * 3e38F; },    // squares overflow
      [](float x) { return (x - 0.5F) * 2e19F; },    // some do
      [](float x) { return 1.0F / (x + 0.0001F); },  // heavy tails
      [](float x) { return 1e7F + std::floor(100.0F * x); },
  };
  for (std::size_t f = 0; f < std::size(functions); ++f) {
    SCOPED_TRACE(f);
    std::vector<float> values;
    for (const float draw : draws) {
      values.push_back(functions[f](draw));
    }
    const MatrixView points{values.data(), 900, 4};
    Context threads;
    threads.threads = 2;
    const std::vector<float> start = distances_to(points, 899);
    for (const std::int64_t count : {1, 17, 900}) {
      EXPECT_EQ(greedy_k_centre(threads, points, start, count),
                greedy_k_centre_reference(points, start, count));
    }
  }
}

// Start distances that have nothing to do with the points.
TEST(GreedyKCentre, EqualsTheReferenceFromAnyStart) {
  const std::vector<float> values = uniform_values(2000 * 6, 9);
  const MatrixView points{values.data(), 2000, 6};
  std::vector<float> start = uniform_values(2000, 10);
  for (std::size_t i = 0; i < 500; ++i) {
    start[4 * i] = i % 2 == 0 ? 0.5F : 0.0F;
  }
  EXPECT_EQ(greedy_k_centre({}, points, start, 500), greedy_k_centre_reference(points, start, 500));
}

TEST(GreedyKCentre, StopsWhenEveryPointIsChosenOrEqualToOne) {
  const std::vector<float> values = {1, 1, 1, 5, 5, 1};
  const MatrixView points{values.data(), 6, 1};
  EXPECT_THAT(greedy_coreset({}, points, 6), ::testing::SizeIs(2));
  EXPECT_THAT(approximate_greedy_coreset({}, points, 6, 10), ::testing::SizeIs(2));
}

TEST(GreedyKCentre, ChoosesNothingWhenNothingIsAskedFor) {
  const std::vector<float> values = {1, 2};
  EXPECT_TRUE(greedy_coreset({}, {values.data(), 2, 1}, 0).empty());
  EXPECT_TRUE(approximate_greedy_coreset({}, {values.data(), 2, 1}, 0, 1).empty());
}

TEST(GreedyCoreset, KeepsItsRandomFirstRowAndRepeatsForASeed) {
  const std::vector<float> values = uniform_values(200 * 6, 1);
  const MatrixView points{values.data(), 200, 6};
  Context context;
  std::set<std::int64_t> firsts;
  for (context.seed = 0; context.seed < 5; ++context.seed) {
    const std::vector<std::int64_t> chosen = greedy_coreset(context, points, 10);
    EXPECT_EQ(chosen, greedy_coreset(context, points, 10));
    EXPECT_EQ(chosen[0], context.rng("coreset").below(200));
    firsts.insert(chosen[0]);
  }
  EXPECT_GT(firsts.size(), 1U);
}

TEST(GreedyCoreset, StopsWhenInterrupted) {
  const std::vector<float> values = uniform_values(200 * 6, 1);
  const std::atomic<bool> cancelled{true};
  Context context;
  context.cancelled = &cancelled;
  EXPECT_THROW(greedy_coreset(context, {values.data(), 200, 6}, 10), Error);
}

}  // namespace
}  // namespace goodparts
