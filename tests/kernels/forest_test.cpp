// Isolation forests: the flat layout and its fast walk against the plain one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>
#include <vector>

#include "kernels/base/rng.h"
#include "kernels/forest/flatten_forest.h"
#include "kernels/forest/grow_tree.h"
#include "kernels/forest/ordered_bits.h"
#include "kernels/forest/path_lengths.h"
#include "kernels/forest/path_lengths_reference.h"

namespace goodparts {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kLargest = std::numeric_limits<float>::max();
constexpr float kSmallest = std::numeric_limits<float>::denorm_min();

std::vector<float> make_values(std::int64_t rows, std::int64_t cols, bool ties) {
  Rng rng(11, "forest test", static_cast<std::uint64_t>(rows * 131 + cols));
  std::vector<float> values(static_cast<std::size_t>(rows * cols));
  for (float& value : values) {
    value = static_cast<float>(rng.normal());
    value = ties ? std::round(2.0F * value) : value;
  }
  return values;
}

std::vector<IsolationTree> make_trees(MatrixView data, std::int64_t count, std::int64_t sample_size,
                                      std::int64_t max_depth, SplitKind kind = SplitKind::kAxis) {
  GrowthRules rules;
  rules.max_depth = max_depth;
  rules.split.kind = kind;
  std::vector<IsolationTree> trees;
  for (std::int64_t tree = 0; tree < count; ++tree) {
    Rng rng(12, "forest test trees", static_cast<std::uint64_t>(tree));
    const std::vector<std::int64_t> sample = rng.sample(data.rows, sample_size);
    trees.push_back(grow_isolation_tree(data, sample, rules, std::move(rng)));
  }
  return trees;
}

using Vectors = PathLengths::Vectors;

// The same doubles, bit for bit, by each loop that the machine has, whether the rows come together
// or one by one.
void expect_equals_reference(const std::vector<IsolationTree>& trees, MatrixView rows) {
  std::vector<double> expected(static_cast<std::size_t>(rows.rows), 0.25);
  add_path_lengths_reference(trees, rows, expected.data());
  for (const Vectors vectors :
       {Vectors::kNone, Vectors::kAvx2, Vectors::kAvx512, Vectors::kWidest}) {
    const PathLengths fast(flatten(trees, rows.cols), vectors);
    SCOPED_TRACE(static_cast<int>(vectors));
    std::vector<double> sums(expected.size(), 0.25);
    fast.add_to(sums.data(), rows);
    EXPECT_EQ(sums, expected);
    std::vector<double> alone(expected.size(), 0.25);
    for (std::int64_t row = 0; row < rows.rows; ++row) {
      fast.add_to(alone.data() + row, {rows.row(row), 1, rows.cols});
    }
    EXPECT_EQ(alone, expected);
  }
}

struct Case {
  std::int64_t rows, cols, sample_size, max_depth;
  bool ties;
};

class FlatForestCases : public ::testing::TestWithParam<Case> {};

TEST_P(FlatForestCases, PathLengthsEqualThePlainWalk) {
  const auto [rows, cols, sample_size, max_depth, ties] = GetParam();
  const std::vector<float> values = make_values(rows, cols, ties);
  const MatrixView view{values.data(), rows, cols};
  expect_equals_reference(make_trees(view, 7, sample_size, max_depth), view);
  expect_equals_reference(make_trees(view, 3, sample_size, max_depth, SplitKind::kPooledGain),
                          view);
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, FlatForestCases,
    ::testing::Values(Case{1000, 10, 256, 8, false}, Case{1000, 10, 256, 8, true},
                      Case{300, 1, 256, 8, false}, Case{257, 2, 64, 6, true},
                      Case{33, 3, 33, 1, false}, Case{31, 17, 31, 5, false},
                      Case{2, 4, 2, 1, false}, Case{900, 9, 256, 40, false},
                      Case{900, 9, 512, 9, true}, Case{2000, 33, 1024, 10, false},
                      Case{70, 5000, 64, 6, false}, Case{600, 16, 256, 8, true},
                      Case{513, 24, 128, 7, false}, Case{100, 32, 32, 5, false},
                      Case{100, 5, 16, 4, false}, Case{500, 11, 256, 8, false}));

// Else the cases above would compare one loop with itself.
TEST(FlatForest, EveryLoopOfTheMachineServes) {
  const std::vector<float> values = make_values(300, 3, false);
  const MatrixView view{values.data(), 300, 3};
  const FlatForest flat = flatten(make_trees(view, 2, 256, 8), 3);
#if defined(__x86_64__)
  EXPECT_EQ(PathLengths::serves(Vectors::kAvx2, flat), __builtin_cpu_supports("avx2") != 0);
  EXPECT_EQ(PathLengths::serves(Vectors::kAvx512, flat), __builtin_cpu_supports("avx512bw") != 0);
#endif
  EXPECT_TRUE(PathLengths::serves(Vectors::kNone, flat));
  const FlatForest shallow = flatten(make_trees(view, 2, 256, 3), 3);
  EXPECT_FALSE(PathLengths::serves(Vectors::kWidest, shallow));
}

TEST(FlatForest, OneLeafAndNoRows) {
  IsolationTree tree;
  tree.nodes = {{kLeaf, 0, 2.5}};
  tree.rows = {7};
  const std::vector<float> values = {1.0F, 2.0F, 3.0F};
  expect_equals_reference({tree}, {values.data(), 3, 1});
  expect_equals_reference({tree}, {values.data(), 0, 1});
  expect_equals_reference({}, {values.data(), 3, 1});
  EXPECT_EQ(flatten(std::vector{tree}, 1).levels, 0);
}

// 32 columns leave 11 bits to the ranks: 40 trees of one column need several groups.
TEST(FlatForest, ManyThresholdsOfOneColumn) {
  std::vector<float> values = make_values(3000, 32, false);
  const std::vector<IsolationTree> trees = make_trees({values.data(), 96000, 1}, 40, 512, 8);
  expect_equals_reference(trees, {values.data(), 200, 32});
  expect_equals_reference(trees, {values.data(), 200, 1});
}

TEST(FlatForest, UnalignedRows) {
  const std::vector<float> values = make_values(200, 7, false);
  const std::vector<IsolationTree> trees = make_trees({values.data(), 200, 7}, 5, 128, 7);
  expect_equals_reference(trees, {values.data() + 1, 199, 7});
}

TEST(FlatForest, HasHeapOrderPaddingAndDeeperNodes) {
  // x < 1 ends at once (path length 1); the rest goes on for ten more splits, x < 2, x < 3, …
  IsolationTree tree;
  for (std::int32_t split = 0; split < 11; ++split) {
    const auto left = 2 * split + 1;
    tree.nodes.resize(static_cast<std::size_t>(left) + 2);
    tree.nodes[static_cast<std::size_t>(split == 0 ? 0 : left - 1)] = {0, left, split + 1.0};
    tree.nodes[static_cast<std::size_t>(left)] = {kLeaf, 0, split + 1.0};
    tree.nodes[static_cast<std::size_t>(left) + 1] = {kLeaf, 0, 11.0};
  }
  const FlatForest flat = flatten(std::vector{tree}, 1);
  EXPECT_EQ(flat.levels, 8);
  EXPECT_EQ(flat.thresholds[1], 1.0F);
  EXPECT_EQ(flat.thresholds[3], 2.0F);
  EXPECT_EQ(flat.thresholds[255], 8.0F);
  for (std::size_t slot = 0; slot < 128; ++slot) {
    EXPECT_EQ(flat.leaves[slot], 1.0);
    EXPECT_EQ(flat.next[slot], -1);
  }
  EXPECT_EQ(flat.next[255], 0);
  EXPECT_EQ(flat.deep.size(), 7U);  // three splits, four leaves
  const std::vector<float> rows = {0.5F, 1.5F, 7.5F, 8.5F, 9.5F, 10.5F, 11.0F, kInfinity};
  std::vector<double> sums(rows.size(), 0.0);
  PathLengths(flat).add_to(sums.data(), {rows.data(), 8, 1});
  EXPECT_THAT(sums, ::testing::ElementsAre(1, 2, 8, 9, 10, 11, 11, 11));
}

// The two facts on which the float comparisons rest, at every edge against every other.
TEST(FlatForest, RoundedThresholdsCompareAlike) {
  std::vector<float> edges = {0.0F,        kSmallest, 1.0F,      0.1F,
                              16777216.0F, kLargest,  kInfinity, std::numeric_limits<float>::min()};
  for (std::size_t i = 0, size = edges.size(); i < size; ++i) {
    edges.push_back(std::nextafter(edges[i], kInfinity));
    edges.push_back(std::nextafter(edges[i], -kInfinity));
  }
  for (std::size_t i = 0, size = edges.size(); i < size; ++i) {
    edges.push_back(-edges[i]);
  }
  std::vector<double> thresholds = {1e300,
                                    -1e300,
                                    1e-300,
                                    -1e-300,
                                    0.1,
                                    -0.1,
                                    std::numeric_limits<double>::infinity(),
                                    -std::numeric_limits<double>::infinity(),
                                    std::numeric_limits<double>::quiet_NaN()};
  for (const float edge : edges) {
    const auto wide = static_cast<double>(edge);
    thresholds.insert(thresholds.end(), {wide, std::nextafter(wide, 1e308 * 10.0),
                                         std::nextafter(wide, -1e308 * 10.0)});
  }
  for (const float x : edges) {
    for (const double threshold : thresholds) {
      EXPECT_EQ(x < round_up(threshold), static_cast<double>(x) < threshold)
          << x << " and " << threshold;
      EXPECT_EQ(ordered_bits(x) < ordered_bits(round_up(threshold)),
                static_cast<double>(x) < threshold)
          << x << " and " << threshold;
    }
  }
}

// Fisher–Yates on the whole array, as Rng::sample describes it.
TEST(RngSample, FewOfManyAreThoseOfTheWholeShuffle) {
  for (const auto& [n, count] : std::vector<std::pair<std::int64_t, std::int64_t>>{
           {49097, 256}, {10000, 312}, {1000000, 1}, {33, 1}, {64, 0}, {320000, 9999}}) {
    Rng fast(4, "sample");
    Rng plain(4, "sample");
    std::vector<std::int64_t> all(static_cast<std::size_t>(n));
    for (std::int64_t i = 0; i < n; ++i) {
      all[static_cast<std::size_t>(i)] = i;
    }
    for (std::int64_t i = 0; i < count; ++i) {
      std::swap(all[static_cast<std::size_t>(i)],
                all[static_cast<std::size_t>(i + plain.below(n - i))]);
    }
    all.resize(static_cast<std::size_t>(count));
    EXPECT_EQ(fast.sample(n, count), all);
    EXPECT_EQ(fast.bits(), plain.bits());
  }
}

}  // namespace
}  // namespace goodparts
