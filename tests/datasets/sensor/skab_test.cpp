#include "datasets/sensor/skab.h"

#include <algorithm>
#include <map>

#include "tests/datasets/rows_support.h"
#include "tests/support/shared_data.h"

namespace goodparts {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

SkabConfig config_for(const std::filesystem::path& root) {
  SkabConfig config;
  config.root = root.string();
  return config;
}

TEST(Skab, HasThePublishedNumberOfRows) {
  GOODPARTS_REQUIRE_SHARED(path, "data/skab");
  SkabConfig config = config_for(path);
  config.protocol = "published";
  const auto dataset = testing::make("skab", config);
  std::int64_t good = 0;
  std::int64_t anomalous = 0;
  for (std::size_t unit = 0; unit < dataset->unit_names().size(); ++unit) {
    const Unit opened = dataset->open(unit);
    EXPECT_EQ(opened.train->size(), 400);
    EXPECT_EQ(opened.calibration->size(), 0);
    anomalous += testing::anomalous_count(*opened.test_labels);
    good += opened.test_labels->size() - testing::anomalous_count(*opened.test_labels);
  }
  EXPECT_EQ(dataset->unit_names().size(), 34U);
  // SKAB's own result for Hotelling's T²: TP 7331 + FN 5440, FP 2119 + TN 8911
  EXPECT_EQ(anomalous, 7331 + 5440);
  EXPECT_EQ(good, 2119 + 8911);
}

TEST(Skab, HoldsOutTheLastGoodRowsOfEachFile) {
  GOODPARTS_REQUIRE_SHARED(path, "data/skab");
  const auto dataset = testing::make("skab", config_for(path));
  const std::vector<std::string> names = dataset->unit_names();
  const auto at =
      static_cast<std::size_t>(std::find(names.begin(), names.end(), "valve1/0") - names.begin());
  const Unit unit = dataset->open(at);
  EXPECT_EQ(unit.train->size(), 300);
  EXPECT_EQ(unit.calibration->size(), 100);
  EXPECT_EQ(unit.test->size(), 747);  // wc: 1147 rows
  EXPECT_EQ(unit.calibration->info(0).id, "valve1/0#300");
  EXPECT_EQ(unit.test->info(0).id, "valve1/0#400");
  EXPECT_EQ(unit.test->info(0).group, "valve1/0");
  EXPECT_THAT(unit.test->feature_names(),
              ElementsAre("Accelerometer1RMS", "Accelerometer2RMS", "Current", "Pressure",
                          "Temperature", "Thermocouple", "Voltage", "Volume Flow RateRMS"));
  std::vector<float> first(8);
  unit.test->read(std::vector<std::int64_t>{0}, first);
  EXPECT_THAT(first, ElementsAre(0.0265173F, 0.0403162F, 0.439802F, 0.382638F, 78.9304F, 25.9822F,
                                 224.464F, 32.0F));  // line 402 of the file
}

TEST(Skab, RecordsFlowLevelAndTemperatureAsConditions) {
  GOODPARTS_REQUIRE_SHARED(path, "data/skab");
  const auto dataset = testing::make("skab", config_for(path));
  std::map<std::string, int> levels;
  for (std::size_t unit = 0; unit < dataset->unit_names().size(); ++unit) {
    const Unit opened = dataset->open(unit);
    const std::vector<Condition>& conditions = opened.test->info(0).conditions;
    ASSERT_EQ(conditions.size(), 2U);
    EXPECT_EQ(conditions[0].name, "Temperature");
    EXPECT_GT(conditions[0].number, 60.0);
    EXPECT_EQ(conditions[1].name, "flow");
    ++levels[conditions[1].text];
  }
  // by the medians of the flow in each file: 20 at 32 L/min, other/1 … 4 at 76, other/5 … 14 at 126
  EXPECT_EQ(levels["32 L/min"], 20);
  EXPECT_EQ(levels["76 L/min"], 4);
  EXPECT_EQ(levels["126 L/min"], 10);
}

TEST(Skab, WarnsOfAnomalousTrainingRowsAndTimeGaps) {
  GOODPARTS_REQUIRE_SHARED(path, "data/skab");
  const std::vector<std::string> warnings = testing::make("skab", config_for(path))->warnings();
  EXPECT_EQ(warnings.size(), 2U);
  EXPECT_THAT(warnings, Contains("other/2: 296 of its 400 training rows are labelled anomalous and "
                                 "were kept"));
  // counted with Python's datetime
  EXPECT_THAT(warnings, Contains(HasSubstr("time gaps in 6 of 34 files: 9 steps longer than 5 "
                                           "times the usual one, the longest of 247 s in "
                                           "other/2")));
}

TEST(Skab, BadSettingsAndFoldersAreNamed) {
  SkabConfig config = config_for("nowhere");
  EXPECT_THAT(testing::message_of(ErrorKind::kData, [&] { testing::make("skab", config); }),
              HasSubstr("nowhere/other"));
  config.protocol = "hold_out";
  EXPECT_THAT(testing::message_of(ErrorKind::kConfig, [&] { testing::make("skab", config); }),
              HasSubstr("did you mean 'held_out'?"));
  config.root = "";
  EXPECT_THAT(testing::message_of(ErrorKind::kConfig, [&] { testing::make("skab", config); }),
              HasSubstr("dataset.root"));
}

}  // namespace
}  // namespace goodparts
