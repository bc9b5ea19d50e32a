#include "metrics/breakdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace goodparts {
namespace {

using ::testing::ElementsAre;

const double kNan = std::nan("");

// Test samples of one unit: good unless a defect is named.
ScoreTable table_of(const std::vector<std::string>& defects) {
  ScoreTable table;
  for (const std::string& defect : defects) {
    table.unit.emplace_back("unit");
    table.id.push_back(std::to_string(table.id.size()));
    table.group.emplace_back();
    table.split.push_back(Split::kTest);
    table.label.push_back(defect == "good" ? 0 : 1);
    table.defect.push_back(defect);
    table.score.push_back(0.0);
  }
  return table;
}

std::vector<std::size_t> all_rows(const ScoreTable& table) {
  std::vector<std::size_t> rows(table.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

ScoreTable numeric_table(const std::vector<double>& values) {
  ScoreTable table = table_of(std::vector<std::string>(values.size(), "good"));
  table.conditions.push_back({"load", true, values, {}});
  return table;
}

TEST(Breakdown, RecallByDefect) {
  const ScoreTable table = table_of({"crack", "break", "good", "crack", "", "crack"});
  const auto recalls =
      recall_by_defect(table, all_rows(table), std::vector<std::uint8_t>{1, 0, 1, 0, 1, 1});
  ASSERT_EQ(recalls.size(), 3);
  EXPECT_EQ(recalls[0].defect, "break");
  EXPECT_EQ(recalls[0].recall.count, 0);
  EXPECT_EQ(recalls[1].defect, "crack");
  EXPECT_EQ(recalls[1].recall.count, 2);
  EXPECT_EQ(recalls[1].recall.total, 3);
  EXPECT_EQ(recalls[2].defect, "not known");
}

TEST(Breakdown, OnlyTheGivenRowsCount) {
  const ScoreTable table = table_of({"crack", "crack"});
  const std::vector<std::size_t> rows = {1};
  const auto recalls = recall_by_defect(table, rows, std::vector<std::uint8_t>{1, 0});
  EXPECT_EQ(recalls.at(0).recall.count, 0);
  EXPECT_EQ(recalls.at(0).recall.total, 1);
}

TEST(Breakdown, CategoricalLevelsCountGoodSamplesOnly) {
  ScoreTable table = table_of({"good", "good", "good", "crack", "good"});
  table.conditions.push_back({"shift", false, {}, {"night", "day", "", "dusk", "night"}});
  const auto levels = condition_levels(table);
  const auto rates =
      fpr_by_condition(table, levels, all_rows(table), std::vector<std::uint8_t>{1, 0, 1, 1, 0});
  ASSERT_EQ(rates.size(), 3);  // no good sample at dusk
  EXPECT_EQ(rates[0].condition, "shift");
  EXPECT_EQ(rates[0].level, "day");
  EXPECT_EQ(rates[1].level, "night");
  EXPECT_EQ(rates[1].false_positive_rate.count, 1);
  EXPECT_EQ(rates[1].false_positive_rate.total, 2);
  EXPECT_EQ(rates[2].level, "not known");
  EXPECT_EQ(rates[2].false_positive_rate.count, 1);
}

TEST(Breakdown, NumericLevelsAreTercilesThatMeanWhatTheySay) {
  const ScoreTable table = numeric_table({20, 25, 30, 35, 40, 45, 50, 55, 60, kNan});
  const auto levels = condition_levels(table);
  EXPECT_THAT(levels.at(0).names, ElementsAre("[20, 35)", "[35, 50)", "[50, 60]", "not known"));
  EXPECT_THAT(levels.at(0).of_row, ElementsAre(0, 0, 0, 1, 1, 1, 2, 2, 2, 3));
}

TEST(Breakdown, EdgesAreRoundedOutwardsAndShort) {
  const auto levels = condition_levels(
      numeric_table({0.1234567, 0.2345678, 0.3456789, 0.4567891, 0.5678912, 0.6789123}));
  EXPECT_THAT(levels.at(0).names,
              ElementsAre("[0.123, 0.346)", "[0.346, 0.568)", "[0.568, 0.679]", "not known"));
}

TEST(Breakdown, LargeNumbersOfSmallRangeStayApart) {
  const auto levels = condition_levels(numeric_table({100000, 100001, 100002}));
  EXPECT_THAT(levels.at(0).names,
              ElementsAre("[100000, 100001)", "[100001, 100002)", "[100002, 100002]", "not known"));
}

TEST(Breakdown, NegativeAndMixedNumbers) {
  const auto levels = condition_levels(numeric_table({-30.26, -20.0, -10.0, 0.0, 10.0, 20.04}));
  EXPECT_THAT(levels.at(0).names,
              ElementsAre("[-30.3, -10)", "[-10, 10)", "[10, 20.1]", "not known"));
}

TEST(Breakdown, TiedNumbersGetFewerLevels) {
  EXPECT_THAT(condition_levels(numeric_table({1, 1, 1, 2})).at(0).names,
              ElementsAre("[1, 2)", "[2, 2]", "not known"));
  EXPECT_THAT(condition_levels(numeric_table({0, 0, 0, 0, 0, 5, 8})).at(0).names,
              ElementsAre("[0, 5)", "[5, 8]", "not known"));
  const auto constant = condition_levels(numeric_table({7.5, 7.5}));
  EXPECT_THAT(constant.at(0).names, ElementsAre("[7.5, 7.5]", "not known"));
  EXPECT_THAT(constant.at(0).of_row, ElementsAre(0, 0));
}

TEST(Breakdown, TercilesComeFromGoodTestSamplesAlone) {
  ScoreTable table = table_of({"good", "good", "good", "crack", "good"});
  table.split[4] = Split::kCalibration;
  table.conditions.push_back({"load", true, {1, 2, 3, 1000, -1000}, {}});
  const auto levels = condition_levels(table);
  EXPECT_THAT(levels.at(0).names, ElementsAre("[1, 2)", "[2, 3)", "[3, 3]", "not known"));
  EXPECT_THAT(levels.at(0).of_row, ElementsAre(0, 1, 2, 2, 0));
}

TEST(Breakdown, NumericConditionThatIsNeverKnown) {
  const ScoreTable table = numeric_table({kNan, kNan});
  const auto rates = fpr_by_condition(table, condition_levels(table), all_rows(table),
                                      std::vector<std::uint8_t>{1, 0});
  ASSERT_EQ(rates.size(), 1);
  EXPECT_EQ(rates[0].level, "not known");
  EXPECT_EQ(rates[0].false_positive_rate.total, 2);
}

}  // namespace
}  // namespace goodparts
