#include "datasets/tabular/max_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "datasets/tabular/csv_dataset.h"
#include "datasets/tabular/npz_dataset.h"
#include "tests/datasets/rows_support.h"
#include "tests/support/shared_data.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

using ::testing::HasSubstr;
using testing::message_of;
using ::testing::Not;

// 1000 parts, of which every tenth is scrap: x is the number of the row.
class MaxRows : public ::testing::Test {
 protected:
  CsvConfig config(std::optional<std::int64_t> max_rows) {
    std::string text = "x,scrap\n";
    for (int row = 0; row < 1000; ++row) {
      text += fmt::format("{},{}\n", row, row % 10 == 0 ? 1 : 0);
    }
    CsvConfig config;
    config.file = testing::write_file(folder_ / "parts.csv", text);
    config.label = "scrap";
    config.protocol = "whole_table";
    config.max_rows = max_rows;
    return config;
  }

  testing::TemporaryFolder folder_;
};

TEST_F(MaxRows, RowsAreDrawnWithTheirLabelsInTheOrderOfTheFile) {
  const auto dataset = testing::make("csv", config(300), 7);
  const Unit unit = dataset->open(0);
  ASSERT_EQ(unit.test->size(), 300);
  const std::vector<float> values = testing::read_all(*unit.test);
  EXPECT_TRUE(std::is_sorted(values.begin(), values.end()));
  EXPECT_EQ(std::set<float>(values.begin(), values.end()).size(), 300U);
  for (std::int64_t i = 0; i < 300; ++i) {
    const int row = static_cast<int>(values[static_cast<std::size_t>(i)]);
    EXPECT_EQ(unit.test->info(i).id, fmt::format("parts.csv#{}", row));
    EXPECT_EQ(unit.test_labels->anomalous(i), row % 10 == 0);
  }
  // hypergeometric: 30 ± 4.35, and four deviations lie within
  EXPECT_GE(testing::anomalous_count(*unit.test_labels), 13);
  EXPECT_LE(testing::anomalous_count(*unit.test_labels), 47);
  EXPECT_GT(values.back(), 900.0F);  // not the first ones
  EXPECT_THAT(dataset->protocol(), HasSubstr("; 300 of 1000 rows drawn by seed"));
}

TEST_F(MaxRows, TheDrawDependsOnTheSeedAlone) {
  const auto drawn = [&](std::uint64_t seed) {
    return testing::ids(*testing::make("csv", config(20), seed)->open(0).test);
  };
  EXPECT_EQ(drawn(1), drawn(1));
  EXPECT_NE(drawn(1), drawn(2));
}

TEST_F(MaxRows, EnoughForAllLeavesAllAsTheyAre) {
  for (const std::optional<std::int64_t> enough :
       {std::optional<std::int64_t>(), std::optional<std::int64_t>(1000)}) {
    const auto dataset = testing::make("csv", config(enough));
    EXPECT_EQ(dataset->open(0).test->size(), 1000);
    EXPECT_THAT(dataset->protocol(), Not(HasSubstr("drawn by seed;")));
    EXPECT_THAT(dataset->protocol(), Not(HasSubstr("of 1000 rows")));
  }
}

TEST_F(MaxRows, RowsAreDividedAfterwards) {
  CsvConfig settings = config(100);
  settings.protocol = "good_only";
  const Unit unit = testing::make("csv", settings)->open(0);
  EXPECT_EQ(unit.train->size() + unit.calibration->size() + unit.test->size(), 100);
}

TEST_F(MaxRows, BadSettingsAreNamed) {
  const auto rejected = [](const CsvConfig& settings) {
    return message_of(ErrorKind::kConfig, [&] { testing::make("csv", settings); });
  };
  EXPECT_THAT(rejected(config(0)), HasSubstr("dataset.max_rows: 0 is too few"));
  CsvConfig settings = config(100);
  settings.protocol = "good_only";
  settings.train_rows = 500;
  EXPECT_THAT(rejected(settings), HasSubstr("dataset.max_rows"));
  settings.train_rows.reset();
  settings.train_file = settings.file;
  EXPECT_THAT(rejected(settings), HasSubstr("dataset.train_file"));
  NpzConfig npz;
  npz.file = "any.npz";
  npz.max_rows = -5;
  EXPECT_THAT(message_of(ErrorKind::kConfig, [&] { testing::make("npz", npz); }),
              HasSubstr("dataset.max_rows: -5"));
}

TEST(MaxRowsAdbench, TakesTenThousandDonors) {
  GOODPARTS_REQUIRE_SHARED(path, "data/adbench/11_donors.npz");
  NpzConfig config;
  config.file = path.string();
  config.protocol = "whole_table";
  config.max_rows = 10000;
  const auto dataset = testing::make("npz", config);
  const Unit unit = dataset->open(0);
  EXPECT_EQ(unit.test->size(), 10000);
  EXPECT_THAT(dataset->protocol(), HasSubstr("; 10000 of 619326 rows drawn by seed"));
  // NumPy: y.mean() = 0.0593 (36710 of 619326); four deviations of a draw of 10000 are 0.0094
  EXPECT_NEAR(static_cast<double>(testing::anomalous_count(*unit.test_labels)) / 10000.0, 0.0593,
              0.0094);
}

}  // namespace
}  // namespace goodparts
