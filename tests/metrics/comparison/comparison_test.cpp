#include "metrics/comparison/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "metrics/comparison/comparison_json.h"
#include "metrics/comparison/comparison_markdown.h"
#include "metrics/uncertainty/delong.h"
#include "tests/metrics/evaluation_fixture.h"
#include "tests/support/expect_error.h"
#include "tests/support/patterns.h"

namespace goodparts {
namespace {

using ::testing::HasSubstr;

// Good parts score `noise`, anomalous ones `noise` + shift.
DetectorScores detector(const std::string& name, double shift, std::uint32_t seed, int units = 1) {
  DetectorScores result{name, {}};
  const std::vector<float> noise = testing::uniform_values(120 * units, seed);
  for (int i = 0; i < 120 * units; ++i) {
    const int in_unit = i % 120;
    const bool held_out = in_unit < 20;
    const bool anomalous = !held_out && in_unit % 2 == 1;
    testing::add_sample(
        result.table, "unit" + std::to_string(i / 120),
        held_out ? Split::kCalibration : Split::kTest, anomalous ? 1 : 0,
        anomalous ? "crack" : "good",
        static_cast<double>(noise[static_cast<std::size_t>(i)]) + (anomalous ? shift : 0.0), "day",
        i);
  }
  return result;
}

void reverse_rows(ScoreTable& table) {
  std::reverse(table.unit.begin(), table.unit.end());
  std::reverse(table.id.begin(), table.id.end());
  std::reverse(table.group.begin(), table.group.end());
  std::reverse(table.split.begin(), table.split.end());
  std::reverse(table.label.begin(), table.label.end());
  std::reverse(table.defect.begin(), table.defect.end());
  std::reverse(table.score.begin(), table.score.end());
  for (ConditionColumn& column : table.conditions) {
    std::reverse(column.texts.begin(), column.texts.end());
    std::reverse(column.numbers.begin(), column.numbers.end());
  }
}

TEST(Comparison, ABetterDetectorIsToldFromAWorseOne) {
  const Comparison comparison =
      compare_detectors({}, {detector("weak", 0.1, 1), detector("strong", 0.8, 2)}, {});
  const UnitComparison& unit = comparison.units.at(0);
  EXPECT_EQ(unit.good, 50);
  EXPECT_EQ(unit.anomalous, 50);
  EXPECT_EQ(unit.by_auroc.best, 1);
  EXPECT_FALSE(unit.by_auroc.detectors[0].in_set);
  EXPECT_TRUE(unit.by_auroc.detectors[1].in_set);
  EXPECT_EQ(unit.by_average_precision.best, 1);
  EXPECT_TRUE(unit.thresholds[0].available);
  EXPECT_GT(unit.thresholds[0].flags.anomalous.only_second, 0);
  EXPECT_FALSE(comparison.over_units.has_value());
}

TEST(Comparison, PartsAreMatchedByIdWhateverTheirOrder) {
  const DetectorScores a = detector("a", 0.3, 1);
  DetectorScores b = detector("b", 0.3, 2);
  const Comparison before = compare_detectors({}, {a, b}, {});
  reverse_rows(b.table);
  const Comparison after = compare_detectors({}, {a, b}, {});
  EXPECT_EQ(to_json(before), to_json(after));
  // The same as DeLong's test of the columns themselves.
  std::vector<double> first;
  std::vector<double> second;
  std::vector<std::int8_t> labels;
  const DetectorScores other = detector("b", 0.3, 2);
  for (std::size_t i = 0; i < a.table.size(); ++i) {
    if (a.table.split[i] == Split::kTest) {
      first.push_back(a.table.score[i]);
      second.push_back(other.table.score[i]);
      labels.push_back(a.table.label[i]);
    }
  }
  const AurocComparison direct = delong_compare(first, second, labels);
  const BestSet& set = after.units[0].by_auroc;
  EXPECT_DOUBLE_EQ(set.detectors[set.best == 0 ? 1 : 0].p, direct.p);
}

TEST(Comparison, ADetectorCannotBeToldFromItself) {
  const Comparison comparison =
      compare_detectors({}, {detector("a", 0.3, 1), detector("the same", 0.3, 1)}, {});
  for (const BestSetEntry& entry : comparison.units.at(0).by_auroc.detectors) {
    EXPECT_TRUE(entry.in_set);
  }
}

TEST(Comparison, SeveralUnitsAreComparedByRanks) {
  const Comparison comparison =
      compare_detectors({}, {detector("weak", 0.1, 1, 8), detector("strong", 0.8, 2, 8)}, {});
  ASSERT_TRUE(comparison.over_units.has_value());
  EXPECT_EQ(comparison.over_units->best, 1);
  EXPECT_FALSE(comparison.over_units->detectors[0].in_set);  // 8 of 8: p = 2 / 2⁸ = .0078
  EXPECT_NEAR(comparison.over_units->detectors[0].p, 2.0 / 256.0, 1e-12);
  ASSERT_TRUE(comparison.friedman.has_value());
  EXPECT_DOUBLE_EQ(comparison.friedman->average_ranks[1], 1.0);
  EXPECT_THAT(comparison_markdown(comparison), HasSubstr("Over 8 units"));
}

TEST(Comparison, DifferentPartsOrLabelsAreErrors) {
  const DetectorScores a = detector("a", 0.3, 1);
  DetectorScores b = detector("b", 0.3, 2);
  b.table.id.back() = "another";
  EXPECT_ERROR(compare_detectors({}, {a, b}, {}), ErrorKind::kData, "'sample119'",
               "by a but not by b");
  b = detector("b", 0.3, 2);
  b.table.label.back() = 0;
  EXPECT_ERROR(compare_detectors({}, {a, b}, {}), ErrorKind::kData, "label 1 in a and 0 in b");
  b = detector("b", 0.3, 2);
  for (std::string& unit : b.table.unit) {
    unit = "elsewhere";
  }
  EXPECT_ERROR(compare_detectors({}, {a, b}, {}), ErrorKind::kData, "unit 'elsewhere'");
  EXPECT_ERROR(compare_detectors({}, {a}, {}), ErrorKind::kConfig, "two detectors");
  EXPECT_ERROR(compare_detectors({}, {a, a}, {}), ErrorKind::kConfig, "named 'a'");
}

}  // namespace
}  // namespace goodparts
