// Which columns make a row anomalous.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "tests/methods/isolation_forest/forest_support.h"

namespace goodparts::testing {
namespace {

std::vector<float> explanation(const IsolationForestConfig& config,
                               const std::vector<std::vector<float>>& good,
                               const std::vector<float>& row) {
  IsolationForest forest(config);
  forest.fit({}, rows_of(good));
  const std::int64_t first[] = {0};
  return forest.explain({}, rows_of({row}), first)[0];
}

// Rows 0, 0, 0, 10 in the one column that varies, height limit 1: the root's mean path length is
// (3 · 8/3 + 1) / 4 = 9/4, that of 10 is 1.
TEST(Explain, CreditIsTheDepthSaved) {
  IsolationForestConfig config;
  config.max_depth = 1;
  const std::vector<std::vector<float>> good = {
      {5.0F, 0.0F}, {5.0F, 0.0F}, {5.0F, 0.0F}, {5.0F, 10.0F}};
  EXPECT_THAT(explanation(config, good, {5.0F, 10.0F}), ::testing::ElementsAre(0.0F, 1.25F));
  EXPECT_THAT(explanation(config, good, {5.0F, 0.0F}),
              ::testing::ElementsAre(0.0F, ::testing::FloatNear(9.0F / 4.0F - 8.0F / 3.0F, 1e-6F)));
  EXPECT_THAT(explanation(config, good, {5.0F, kMissing}), ::testing::ElementsAre(0.0F, 0.0F));
}

class Explain : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Splits, Explain, ::testing::Values("axis", "extended", "pooled_gain"),
                         [](const auto& info) { return std::string(info.param); });

TEST_P(Explain, TheOneFeatureThatIsOffGetsTheMost) {
  const std::vector<std::vector<float>> good = normal_table(500, 4);
  for (std::size_t off = 0; off < 4; ++off) {
    std::vector<float> row = {0.1F, -0.2F, 0.0F, 0.3F};
    row[off] = 9.0F;
    const std::vector<float> credits = explanation(split_config(GetParam()), good, row);
    const auto most = std::max_element(credits.begin(), credits.end()) - credits.begin();
    EXPECT_EQ(most, static_cast<std::ptrdiff_t>(off));
    float others = 0.0F;
    for (std::size_t i = 0; i < 4; ++i) {
      others += i == off ? 0.0F : std::max(0.0F, credits[i]);
    }
    EXPECT_GT(credits[off], 2.0F * others) << "of column " << off;
  }
}

// The credits of a row sum to the mean path length of the rows that trees were grown on less its
// own.
TEST_P(Explain, CreditsSumToTheDepthSaved) {
  const std::vector<std::vector<float>> good = normal_table(200, 3);  // all rows in each tree
  IsolationForest forest(split_config(GetParam()));
  const MemorySource source = rows_of(good);
  forest.fit({}, source);
  const std::vector<double> lengths = path_lengths_of(forest, source, 200, Harmonic::kExact);
  const double mean = std::accumulate(lengths.begin(), lengths.end(), 0.0) / 200.0;
  const auto explained = forest.explain({}, source, all_of(source));
  for (std::size_t row = 0; row < good.size(); ++row) {
    const double sum = std::accumulate(explained[row].begin(), explained[row].end(), 0.0);
    EXPECT_NEAR(sum, mean - lengths[row], 1e-5) << row;
  }
}

// Columns in another order get their credits in that order, up to what the random trees differ by.
TEST_P(Explain, PermutedColumnsPermuteTheCredits) {
  IsolationForestConfig config = split_config(GetParam());
  config.trees = 3000;
  std::vector<std::vector<float>> good = normal_table(300, 3);
  const std::vector<float> credits = explanation(config, good, {5.0F, 2.5F, 0.0F});
  for (std::vector<float>& row : good) {
    std::rotate(row.begin(), row.begin() + 1, row.end());
  }
  const std::vector<float> rotated = explanation(config, good, {2.5F, 0.0F, 5.0F});
  // A tree's credit lies within its height of 9 or so; 0.15 is four deviations of 3000-tree means
  // with a deviation of 1.5 each.
  EXPECT_NEAR(rotated[0], credits[1], 0.15);
  EXPECT_NEAR(rotated[1], credits[2], 0.15);
  EXPECT_NEAR(rotated[2], credits[0], 0.15);
  // So that a permutation shows.
  EXPECT_GT(std::min(credits[0], credits[1]), credits[2] + 0.3F);
}

}  // namespace
}  // namespace goodparts::testing
