// Path lengths in forests of any splits, with and without missing values: the fast walks against
// the plain one.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "kernels/base/rng.h"
#include "kernels/forest/general_path_lengths.h"
#include "kernels/forest/grow_tree.h"
#include "kernels/forest/path_lengths_reference.h"

namespace goodparts {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

struct Case {
  const char* name;
  SplitKind kind;
  std::int64_t rows, cols;
  std::int64_t plane_columns;  // of a hyperplane
  std::int64_t every;          // which columns are categorical: every so many; 0: none
  std::int64_t levels;
  double missing;  // part of the values
  std::int64_t sample_size, max_depth;
};

void PrintTo(const Case& what, std::ostream* out) { *out << what.name; }

std::vector<float> make_values(const Case& of) {
  Rng rng(21, of.name);
  std::vector<float> values;
  for (std::int64_t i = 0; i < of.rows * of.cols; ++i) {
    const bool categorical = of.every > 0 && (i % of.cols) % of.every == 0;
    const auto drawn = categorical ? static_cast<float>(rng.below(of.levels))
                                   : std::round(8.0F * static_cast<float>(rng.normal())) / 8.0F;
    values.push_back(rng.chance(of.missing) ? kNan : drawn);
  }
  return values;
}

std::vector<IsolationTree> make_trees(MatrixView data, const Case& of, MissingRule missing) {
  GrowthRules rules;
  rules.max_depth = of.max_depth;
  rules.missing = missing;
  rules.split.kind = of.kind;
  rules.split.plane_columns = of.plane_columns;
  rules.split.deviations.assign(static_cast<std::size_t>(of.cols), 1.5);
  for (std::int64_t column = 0; of.every > 0 && column < of.cols; ++column) {
    rules.split.categorical.push_back(column % of.every == 0);
  }
  std::vector<IsolationTree> trees;
  for (std::int64_t tree = 0; tree < 6; ++tree) {
    Rng rng(22, of.name, static_cast<std::uint64_t>(tree));
    const std::vector<std::int64_t> sample = rng.sample(data.rows / 2, of.sample_size);
    trees.push_back(grow_isolation_tree(data, sample, rules, std::move(rng)));
  }
  return trees;
}

// The same doubles, bit for bit, whether the rows come together or one by one.
void expect_equals_reference(const std::vector<IsolationTree>& trees, MissingRule missing,
                             MatrixView rows) {
  std::vector<double> expected(static_cast<std::size_t>(rows.rows), 0.125);
  add_path_lengths_reference(trees, missing, rows, expected.data());
  const GeneralPathLengths fast(trees, rows.cols, missing);
  std::vector<double> sums(expected.size(), 0.125);
  fast.add_to(sums.data(), rows);
  EXPECT_EQ(sums, expected);
  std::vector<double> alone(expected.size(), 0.125);
  for (std::int64_t row = 0; row < rows.rows; row += 7) {
    const auto at = static_cast<std::size_t>(row);
    fast.add_to(&alone[at], {rows.row(row), 1, rows.cols});
    EXPECT_EQ(alone[at], expected[at]) << row;
  }
}

class GeneralForestCases : public ::testing::TestWithParam<Case> {};

TEST_P(GeneralForestCases, PathLengthsEqualThePlainWalk) {
  std::vector<float> values = make_values(GetParam());
  const MatrixView view{values.data(), GetParam().rows, GetParam().cols};
  for (const MissingRule missing : {MissingRule::kDivide, MissingRule::kLarger}) {
    SCOPED_TRACE(static_cast<int>(missing));
    const std::vector<IsolationTree> trees = make_trees(view, GetParam(), missing);
    expect_equals_reference(trees, missing, view);
  }
}

// Rows that the trees have not seen: levels beyond all, below all and between, missing values here
// and there, and rows without any value.
TEST_P(GeneralForestCases, UnseenRowsWalkLikeThePlainOne) {
  std::vector<float> values = make_values(GetParam());
  const MatrixView view{values.data(), GetParam().rows, GetParam().cols};
  std::vector<float> unseen = values;
  Rng rng(23, "unseen");
  const std::vector<float> odd = {-1.0F, -0.0F, 0.5F,  3.7F,  61.0F,  62.0F,
                                  63.0F, 63.9F, 64.0F, 1e30F, -1e30F, kNan};
  for (float& value : unseen) {
    if (rng.chance(0.15)) {
      value = odd[static_cast<std::size_t>(rng.below(static_cast<std::int64_t>(odd.size())))];
    }
  }
  std::fill_n(unseen.begin(), 3 * view.cols, kNan);
  for (const MissingRule missing : {MissingRule::kDivide, MissingRule::kLarger}) {
    SCOPED_TRACE(static_cast<int>(missing));
    const std::vector<IsolationTree> trees = make_trees(view, GetParam(), missing);
    expect_equals_reference(trees, missing, {unseen.data(), view.rows, view.cols});
  }
}

constexpr auto kAxis = SplitKind::kAxis;
constexpr auto kPlanes = SplitKind::kExtended;
INSTANTIATE_TEST_SUITE_P(
    Forests, GeneralForestCases,
    ::testing::Values(Case{"columns", kAxis, 1500, 10, 1, 0, 0, 0.0, 256, 8},
                      Case{"columns_missing", kAxis, 1500, 10, 1, 0, 0, 0.05, 256, 8},
                      Case{"columns_missing_deep", kAxis, 900, 3, 1, 0, 0, 0.3, 256, 40},
                      Case{"many_columns_missing", kAxis, 600, 40, 1, 0, 0, 0.02, 128, 7},
                      Case{"planes", kPlanes, 1500, 10, 10, 0, 0, 0.0, 256, 8},
                      Case{"planes_missing", kPlanes, 1030, 7, 7, 0, 0, 0.1, 256, 8},
                      Case{"planes_deep", kPlanes, 800, 2, 2, 0, 0, 0.05, 300, 60},
                      Case{"planes_of_some_columns", kPlanes, 700, 9, 3, 0, 0, 0.05, 128, 7},
                      Case{"planes_of_few_columns", kPlanes, 700, 30, 2, 0, 0, 0.05, 128, 7},
                      Case{"planes_shallow", kPlanes, 100, 5, 5, 0, 0, 0.0, 9, 1},
                      Case{"pooled_planes", SplitKind::kPooledGain, 500, 6, 4, 0, 0, 0.02, 128, 7},
                      Case{"levels", kAxis, 1500, 10, 1, 3, 12, 0.0, 256, 8},
                      Case{"levels_missing", kAxis, 1100, 5, 1, 2, 5, 0.1, 256, 8},
                      Case{"levels_deep", kAxis, 900, 4, 1, 2, 50, 0.02, 256, 40},
                      Case{"levels_only", kAxis, 600, 4, 1, 1, 62, 0.02, 256, 8},
                      Case{"all_64_levels", kAxis, 900, 3, 1, 2, 64, 0.02, 256, 8},
                      Case{"planes_and_levels", kPlanes, 700, 6, 4, 3, 9, 0.05, 128, 7}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(GeneralForest, OneLeafAndNoRows) {
  IsolationTree leaf;
  leaf.nodes = {{kLeaf, 0, 2.5}};
  leaf.rows = {7};
  const std::vector<float> values = {1.0F, kNan, 3.0F};
  expect_equals_reference({leaf}, MissingRule::kDivide, {values.data(), 3, 1});
  expect_equals_reference({leaf}, MissingRule::kLarger, {values.data(), 0, 1});
  IsolationTree plane;  // beside a single leaf: x < 2
  plane.nodes = {{kHyperplane, 1, 0.0}, {kLeaf, 0, 1.0}, {kLeaf, 0, 4.0}};
  plane.rows = {3, 1, 2};
  plane.planes = {{{0}, {1.0}, {5.0}, {5.0}, 2.0}};
  expect_equals_reference({leaf, plane}, MissingRule::kDivide, {values.data(), 3, 1});
  std::vector<double> sums(3, 0.0);
  GeneralPathLengths(std::vector{leaf, plane}, 1, MissingRule::kDivide)
      .add_to(sums.data(), {values.data(), 3, 1});
  EXPECT_EQ(sums, (std::vector<double>{3.5, 6.5, 6.5}));
}

// A row that misses the value is both children's, by their rows: 1/4 · 1 + 3/4 · 5; or the larger
// one's.
TEST(GeneralForest, MissingValuesByHand) {
  IsolationTree tree;
  tree.nodes = {{0, 1, 0.5}, {kLeaf, 0, 1.0}, {kLeaf, 0, 5.0}};
  tree.rows = {4, 1, 3};
  IsolationTree levels = tree;
  levels.nodes[0] = {kLevelSubset, 1, 0.0};
  levels.subsets = {{1, 0b001, 0b011}};
  // Level 2 was never seen and goes to the smaller child.
  const std::vector<float> rows = {0.0F, 0.0F, kNan, 1.0F, 1.0F, kNan, 0.0F, 2.0F};
  const auto sums_of = [&](const IsolationTree& of, MissingRule missing) {
    std::vector<double> sums(4, 0.0);
    GeneralPathLengths(std::vector{of}, 2, missing).add_to(sums.data(), {rows.data(), 4, 2});
    return sums;
  };
  EXPECT_EQ(sums_of(tree, MissingRule::kDivide), (std::vector<double>{1, 4, 5, 1}));
  EXPECT_EQ(sums_of(tree, MissingRule::kLarger), (std::vector<double>{1, 5, 5, 1}));
  EXPECT_EQ(sums_of(levels, MissingRule::kDivide), (std::vector<double>{1, 5, 4, 1}));
  EXPECT_EQ(sums_of(levels, MissingRule::kLarger), (std::vector<double>{1, 5, 5, 1}));
}

}  // namespace
}  // namespace goodparts
