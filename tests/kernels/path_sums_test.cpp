// Compared with the plain walk, whose values forest_test.cpp checks.
#include "kernels/forest/path_sums.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "kernels/base/rng.h"
#include "kernels/forest/flatten_forest.h"
#include "kernels/forest/grow_tree.h"
#include "kernels/forest/path_lengths_reference.h"
#include "tests/support/patterns.h"

namespace goodparts {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::int64_t kColumns = 6;
constexpr std::int64_t kRows = 4 * PathSums::kBlock + 300;

std::vector<IsolationTree> make_trees(MatrixView data) {
  GrowthRules rules;
  rules.max_depth = 10;  // deeper than the perfect part
  std::vector<IsolationTree> trees;
  for (std::uint64_t tree = 0; tree < 20; ++tree) {
    Rng rng(3, "path sums test", tree);
    const std::vector<std::int64_t> sample = rng.sample(data.rows, 200);
    trees.push_back(grow_isolation_tree(data, sample, rules, std::move(rng)));
  }
  return trees;
}

class PathSumsTest : public ::testing::Test {
 protected:
  PathSumsTest()
      : values_(testing::uniform_values(kRows * kColumns, 5)),
        trees_(make_trees(rows())),
        expected_(kRows, 0.25) {
    two_.threads = 2;
    add_path_lengths_reference(trees_, rows(), expected_.data());
  }
  MatrixView rows() const { return {values_.data(), kRows, kColumns}; }

  Context two_;
  std::vector<float> values_;
  std::vector<IsolationTree> trees_;
  std::vector<double> expected_;
};

TEST_F(PathSumsTest, AreThoseOfThePlainWalk) {
  const PathSums sums(flatten(trees_, kColumns));
  std::vector<double> found(kRows, 0.25);
  EXPECT_THAT(sums.add_to(two_, found.data(), rows()), IsEmpty());
  EXPECT_EQ(found, expected_);
  double one = 0.25;
  EXPECT_THAT(sums.add_to({}, &one, {rows().row(77), 1, kColumns}), IsEmpty());
  EXPECT_EQ(one, expected_[77]);
  EXPECT_THAT(sums.add_to({}, nullptr, {values_.data(), 0, kColumns}), IsEmpty());
}

TEST_F(PathSumsTest, BlocksWithMissingValuesAreLeftAloneAndTold) {
  const PathSums sums(flatten(trees_, kColumns));
  std::vector<double> found(kRows, 0.25);
  values_[(1 * PathSums::kBlock + 5) * kColumns + 3] = NAN;
  values_.back() = NAN;
  EXPECT_THAT(sums.add_to(two_, found.data(), rows()), ElementsAre(1, 4));
  for (std::size_t row = 0; row < found.size(); ++row) {
    const std::size_t block = row / PathSums::kBlock;
    EXPECT_EQ(found[row], block == 1 || block == 4 ? 0.25 : expected_[row]) << row;
  }
}

}  // namespace
}  // namespace goodparts
