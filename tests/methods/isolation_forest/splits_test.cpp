// Hyperplanes, pooled gain, missing values and categories.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numbers>

#include "kernels/base/error.h"
#include "tests/methods/isolation_forest/forest_support.h"
#include "tests/support/expect_error.h"
#include "tests/support/memory_archive.h"

namespace goodparts::testing {
namespace {

using ::testing::DoubleNear;
using ::testing::Each;
using ::testing::HasSubstr;

// Mean path lengths of scikit-learn 1.2.1, max_samples=32, 20000 trees, from the leaves of its
// estimators_:
//   depth = tree.decision_path(X).sum(1) - 1;  h = depth + _average_path_length(n_node_samples)
// Tolerance: four standard deviations of the difference of two means of 20000 trees.
TEST(PathLength, MeanIsScikitLearns) {
  std::vector<std::vector<float>> table;
  for (int i = 0; i < 64; ++i) {
    table.push_back({static_cast<float>(std::sin(i)), static_cast<float>(3.0 * std::cos(2.0 * i)),
                     static_cast<float>(i * i % 17)});
  }
  table[63] = {4.0F, -9.0F, 30.0F};
  IsolationForestConfig config;
  config.trees = 20000;
  config.sample_size = 32;
  config.harmonic = "sklearn";
  IsolationForest forest(config);
  forest.fit({}, rows_of(table));
  const std::vector<double> lengths =
      path_lengths_of(forest, rows_of(table), 32, Harmonic::kSklearn);
  struct Expected {
    std::size_t row;
    double mean;
    double deviation;  // of a tree
  };
  for (const Expected& expected :
       {Expected{0, 5.28672684, 1.67634274}, Expected{7, 5.81792722, 1.44889991},
        Expected{20, 5.92772336, 1.40694258}, Expected{41, 5.75647701, 1.52422193},
        Expected{63, 3.16084691, 1.85980182}}) {
    EXPECT_NEAR(lengths[expected.row], expected.mean,
                4.0 * expected.deviation * std::sqrt(2.0 / 20000.0))
        << "row " << expected.row;
  }
}

// Two rows at opposite corners of their box, and a line through a point drawn in it. In a direction
// whose weights (after division by the deviations) have equal signs the line always separates them;
// in one of opposite signs with probability 1 − tan φ, φ uniform in (0, π/4). So P = 1 − ln 2 / π,
// and with the height limit 1, E[h] = P · 1 + (1 − P)(1 + c(2)) = 1 + ln 2 / π. The deviation of a
// tree is 0.41, that of the mean of 20000 trees 0.003. The units of the columns must not matter.
TEST(Extended, TwoRowsAreSeparatedAsOftenAsTheClosedFormSays) {
  IsolationForestConfig config = split_config("extended");
  config.trees = 20000;
  IsolationForest forest(config);
  const MemorySource rows = rows_of({{0.0F, 3.0F}, {1.0F, 5000.0F}});
  forest.fit({}, rows);
  EXPECT_THAT(path_lengths_of(forest, rows, 2, Harmonic::kExact),
              Each(DoubleNear(1.0 + std::numbers::ln2 / std::numbers::pi, 0.012)));
}

// One column leaves a line only its threshold: E[h] of the last of 0, 1, 3 is 4/3 as with axis
// splits.
TEST(Extended, OfOneColumnIsAxis) {
  IsolationForestConfig config = split_config("extended");
  config.trees = 20000;
  IsolationForest forest(config);
  const MemorySource rows = rows_of({{0.0F}, {1.0F}, {3.0F}});
  forest.fit({}, rows);
  EXPECT_NEAR(path_lengths_of(forest, rows, 3, Harmonic::kExact)[2], 4.0 / 3.0, 0.014);
}

TEST(Extended, LevelBeyondTheColumnsIsAnError) {
  IsolationForestConfig config = split_config("extended");
  config.extension_level = 2;
  IsolationForest forest(config);
  EXPECT_THROW(forest.fit({}, rows_of(normal_table(10, 2))), Error);
  config.split = "axis";
  EXPECT_THROW(config.validate(), Error);
}

// NumPy: (v.std() − (i v[:i].std() + (n − i) v[i:].std()) / n) / v.std() is .434, .594, .423 at the
// cuts behind 1.2, 1.9 and 5.0, and smaller elsewhere.
TEST(PooledGain, CutIsTheBestOfAll) {
  const std::vector<double> values = {0.3, 1.1, 1.2, 1.9, 5.0, 5.2, 6.1, 9.7};
  EXPECT_DOUBLE_EQ(best_pooled_cut(values).value(), 3.45);
  EXPECT_FALSE(best_pooled_cut(std::vector<double>(4, 2.0)).has_value());
  EXPECT_FALSE(best_pooled_cut(std::vector<double>{2.0}).has_value());
  const double next = std::nextafter(1.0, 2.0);
  EXPECT_EQ(best_pooled_cut(std::vector<double>{1.0, next}).value(), next) << "1 stays left of it";
}

// The gain isolates 10 in every tree: h(10) = 1, h(others) = 1 + c(4) with the height limit 1.
TEST(PooledGain, PathLengthsOfOneCut) {
  IsolationForestConfig config = split_config("pooled_gain");
  config.max_depth = 1;
  IsolationForest forest(config);
  const MemorySource rows = rows_of({{0.0F}, {0.1F}, {0.2F}, {0.3F}, {10.0F}});
  forest.fit({}, rows);
  const std::vector<double> lengths = path_lengths_of(forest, rows, 5, Harmonic::kExact);
  EXPECT_NEAR(lengths[4], 1.0, 1e-12);
  EXPECT_NEAR(lengths[0], 1.0 + 13.0 / 6.0, 1e-12);
}

class AllSplits : public ::testing::TestWithParam<IsolationForestConfig> {};

INSTANTIATE_TEST_SUITE_P(Kinds, AllSplits,
                         ::testing::Values(split_config("axis"), split_config("extended"),
                                           split_config("pooled_gain"),
                                           [] {
                                             IsolationForestConfig config =
                                                 split_config("pooled_gain");
                                             config.extension_level = 1;
                                             return config;
                                           }()),
                         [](const auto& info) {
                           return info.param.split + (info.param.extension_level ? "_planes" : "");
                         });

// Numbers, categories and missing values together.
MemorySource mixed_table() {
  std::vector<std::vector<float>> table = normal_table(400, 4);
  Rng rng(2, "holes");
  for (std::vector<float>& row : table) {
    row[2] = static_cast<float>(rng.below(3));
    row[static_cast<std::size_t>(rng.below(4))] = kMissing;
    row.push_back(kMissing);  // a dead sensor
  }
  MemorySource source = rows_of(table);
  source.levels = {{}, {}, {"L", "M", "H"}, {}, {}};
  return source;
}

TEST_P(AllSplits, SavedAndLoadedGivesTheSameScoresAndExplanations) {
  const MemorySource source = mixed_table();
  for (const char* missing : {"divide", "larger"}) {
    IsolationForestConfig config = GetParam();
    config.missing = missing;
    IsolationForest saved(config);
    Context two;
    two.threads = 2;
    saved.fit(two, source);
    MemoryArchive archive;
    saved.save(archive);
    IsolationForest loaded({});
    loaded.load(archive);
    EXPECT_EQ(scores_of(loaded, source), scores_of(saved, source));
    const auto explained = loaded.explain({}, source, all_of(source));
    EXPECT_EQ(explained, saved.explain(two, source, all_of(source)));
    EXPECT_THAT(explained[0], ::testing::SizeIs(5));
    EXPECT_EQ(explained[0][4], 0.0F) << "a column without any value decides nothing";
    EXPECT_EQ(loaded.facts(), saved.facts());
    IsolationForest alone(config);
    alone.fit({}, source);
    EXPECT_EQ(scores_of(alone, source), scores_of(saved, source)) << "depends on threads";
  }
}

TEST_P(AllSplits, ScoresDoNotDependOnIncompleteNeighbours) {
  std::vector<std::vector<float>> table = normal_table(300, 3);
  IsolationForest forest(GetParam());
  forest.fit({}, rows_of(table));
  const std::vector<double> complete = scores_of(forest, rows_of(table));
  table[0][1] = kMissing;
  const std::vector<double> beside = scores_of(forest, rows_of(table));
  EXPECT_EQ(std::vector(beside.begin() + 1, beside.end()),
            std::vector(complete.begin() + 1, complete.end()));
}

TEST_P(AllSplits, ConstantTablesAreRefused) {
  IsolationForestConfig config = GetParam();
  IsolationForest forest(config);
  const MemorySource rows = rows_of(std::vector(40, std::vector<float>(3, 7.0F)));
  try {
    forest.fit({}, rows);
    FAIL() << "nothing can be learned from these";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("all alike"));
  }
}

TEST_P(AllSplits, TablesWithoutAnyValueAreRefused) {
  IsolationForest forest(GetParam());
  const MemorySource rows = rows_of(std::vector(40, std::vector<float>(3, kMissing)));
  try {
    forest.fit({}, rows);
    FAIL() << "nothing can be learned from these";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("all alike"));
  }
}

// Every tree cuts between 0 and 10 (height limit 1): h(10) = 1, h(0) = 1 + c(3) = 8/3. A row that
// misses the value goes both ways, 1/4 and 3/4 (E[h] = 9/4), or with the larger child.
TEST(MissingValues, DivideOrFollowTheLarger) {
  for (const auto& [missing, expected] :
       {std::pair{"divide", 9.0 / 4.0}, std::pair{"larger", 8.0 / 3.0}}) {
    IsolationForestConfig config;
    config.max_depth = 1;
    config.missing = missing;
    IsolationForest forest(config);
    forest.fit({}, rows_of({{0.0F}, {0.0F}, {0.0F}, {10.0F}}));
    EXPECT_NEAR(path_lengths_of(forest, rows_of({{kMissing}}), 4, Harmonic::kExact)[0], expected,
                1e-12)
        << missing;
  }
}

// The same with a fifth training row that misses the value: it goes right of the cut with
// probability 1/4 under divide, so that h(10) is 1 + c(2) = 2 in a quarter of the trees and 1 in
// the others, and always left under larger.
TEST(MissingValues, OfTrainingRowsFollowTheShares) {
  for (const auto& [missing, expected] : {std::pair{"divide", 1.25}, std::pair{"larger", 1.0}}) {
    IsolationForestConfig config;
    config.trees = 10000;
    config.max_depth = 1;
    config.missing = missing;
    IsolationForest forest(config);
    forest.fit({}, rows_of({{0.0F}, {0.0F}, {0.0F}, {10.0F}, {kMissing}}));
    EXPECT_NEAR(path_lengths_of(forest, rows_of({{10.0F}}), 5, Harmonic::kExact)[0], expected,
                4.0 * 0.4331 / 100.0)
        << missing;
  }
}

MemorySource types(const std::vector<float>& codes) {
  std::vector<std::vector<float>> rows;
  for (const float code : codes) {
    rows.push_back({code});
  }
  MemorySource source = rows_of(rows);
  source.levels = {{"L", "M", "H"}};
  return source;
}

// Two levels are always parted (height limit 1): h(M) = 1, h(L) = 1 + c(3) = 8/3. H and a text that
// is none of the levels were never seen: the smaller child's, as M. Missing: both ways, 9/4.
TEST(Categories, AreSplitBySubsetsAndUnseenOnesGoToTheSmallerChild) {
  IsolationForestConfig config;
  config.max_depth = 1;
  IsolationForest forest(config);
  forest.fit({}, types({0, 0, 0, 1}));
  const std::vector<double> lengths =
      path_lengths_of(forest, types({0, 1, 2, 3, kMissing}), 4, Harmonic::kExact);
  const double expected[] = {8.0 / 3.0, 1.0, 1.0, 1.0, 9.0 / 4.0};
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_NEAR(lengths[i], expected[i], 1e-12) << i;
  }
}

// Numbers have an order, levels have none: of 0, 1, 2 each is parted from the others equally often.
TEST(Categories, HaveNoOrder) {
  IsolationForestConfig config;
  config.trees = 20000;
  config.max_depth = 1;
  IsolationForest forest(config);
  forest.fit({}, types({0, 1, 2}));
  // alone with probability 1/3 (h = 1), else in a pair (h = 2): 5/3
  EXPECT_THAT(path_lengths_of(forest, types({0, 1, 2}), 3, Harmonic::kExact),
              Each(DoubleNear(5.0 / 3.0, 4.0 * 0.4714 / std::sqrt(20000.0))));
}

TEST(Categories, OtherLevelsThanInTrainingAreRefused) {
  IsolationForest forest({});
  forest.fit({}, types({0, 0, 1}));
  MemorySource other = types({0, 1});
  other.levels = {{"L", "H"}};
  EXPECT_THROW(scores_of(forest, other), Error);
}

// Level numbers must not pass for quantities where a method takes numbers.
TEST(Categories, AreRefusedByMethodsThatTakeNumbers) {
  RowInput input("some_method", {});
  MemorySource source = types({0, 1, 2});
  source.names = {"type"};
  try {
    input.learn({}, source, 1);
    ADD_FAILURE() << "did not throw";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kData);
    EXPECT_THAT(error.what(), HasSubstr("column 'type' holds categories, but some_method"));
    EXPECT_THAT(error.what(), HasSubstr("dataset.categorical=one_hot"));
  }
}

}  // namespace
}  // namespace goodparts::testing
