#include "datasets/tabular/csv_dataset.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <set>

#include "tests/datasets/rows_support.h"
#include "tests/support/shared_data.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::message_of;

constexpr const char* kTable =  // the last two rows are anomalous
    "serial,shift,type,force,temperature,scrap\n"
    "A1,day,L,1.0,20,0\n"
    "A2,night,M,2.0,21,0\n"
    "A3,day,L,3.0,22,0\n"
    "A4,day,H,4.0,23,0\n"
    "A5,night,L,5.0,24,1\n"
    "A6,day,M,6.0,25,1\n";

class CsvDataset : public ::testing::Test {
 protected:
  CsvConfig config(const std::string& text = kTable) {
    CsvConfig config;
    config.file = testing::write_file(folder_ / "parts.csv", text);
    config.label = "scrap";
    config.protocol = "whole_table";
    return config;
  }
  static std::string data_error(const CsvConfig& config) {
    return message_of(ErrorKind::kData, [&] { testing::make("csv", config); });
  }
  static std::string config_error(const CsvConfig& config) {
    return message_of(ErrorKind::kConfig, [&] { testing::make("csv", config); });
  }

  testing::TemporaryFolder folder_;
};

TEST_F(CsvDataset, NumericColumnsAreFeaturesAndTextIsLeftOutWithAWarning) {
  const auto dataset = testing::make("csv", config());
  const Unit unit = dataset->open(0);
  EXPECT_EQ(unit.name, "parts");
  EXPECT_THAT(unit.test->feature_names(), ElementsAre("force", "temperature"));
  EXPECT_THAT(testing::read_all(*unit.test), ElementsAre(1, 20, 2, 21, 3, 22, 4, 23, 5, 24, 6, 25));
  EXPECT_EQ(unit.test->info(2).id, "parts.csv#2");
  EXPECT_EQ(unit.test->info(2).group, "parts.csv#2");
  EXPECT_FALSE(unit.test_labels->anomalous(3));
  EXPECT_TRUE(unit.test_labels->anomalous(4));
  EXPECT_EQ(unit.test_labels->defect(4), "anomalous");
  EXPECT_THAT(dataset->warnings(), ElementsAre(HasSubstr("serial, shift, type")));
  EXPECT_THAT(dataset->input().features, ElementsAre("force", "temperature"));
  EXPECT_EQ(dataset->input().separator, ",");
}

TEST_F(CsvDataset, ConditionsAreRecordedAndOnlyByChoiceFeatures) {
  CsvConfig settings = config();
  settings.conditions = {"shift", "temperature"};
  settings.ignore = {"serial", "type"};
  settings.group = "shift";
  const Unit unit = testing::make("csv", settings)->open(0);
  EXPECT_THAT(unit.test->feature_names(), ElementsAre("force"));
  const SampleInfo& info = unit.test->info(1);
  EXPECT_EQ(info.group, "night");
  ASSERT_EQ(info.conditions.size(), 2U);
  EXPECT_EQ(info.conditions[0].name, "shift");
  EXPECT_EQ(info.conditions[0].text, "night");
  EXPECT_TRUE(std::isnan(info.conditions[0].number));
  EXPECT_EQ(info.conditions[1].text, "21");
  EXPECT_EQ(info.conditions[1].number, 21.0);

  settings.condition_features = true;
  EXPECT_THAT(testing::make("csv", settings)->open(0).test->feature_names(),
              ElementsAre("force", "temperature"));
}

TEST_F(CsvDataset, OneHotFeaturesFollowTheSortedLevels) {
  CsvConfig settings = config();
  settings.features = {"force", "type"};
  settings.categorical = "one_hot";
  const Unit unit = testing::make("csv", settings)->open(0);
  EXPECT_THAT(unit.test->feature_names(), ElementsAre("force", "type=H", "type=L", "type=M"));
  const std::vector<float> values = testing::read_all(*unit.test);
  EXPECT_THAT(std::vector<float>(values.begin(), values.begin() + 8),
              ElementsAre(1, 0, 1, 0, 2, 0, 0, 1));
}

TEST_F(CsvDataset, CodesAreNumbersOfTheSortedLevels) {
  CsvConfig settings = config();
  settings.features = {"force", "type"};
  settings.categorical = "codes";
  const auto dataset = testing::make("csv", settings);
  const Unit unit = dataset->open(0);
  EXPECT_THAT(unit.test->feature_names(), ElementsAre("force", "type"));
  EXPECT_THAT(unit.test->categories(), ElementsAre(IsEmpty(), ElementsAre("H", "L", "M")));
  EXPECT_EQ(dataset->input().categories, unit.test->categories());
  EXPECT_THAT(testing::read_all(*unit.test), ElementsAre(1, 1, 2, 2, 3, 1, 4, 0, 5, 1, 6, 2));
}

TEST_F(CsvDataset, MissingCodesAreMissingOrAnError) {
  CsvConfig settings = config("force,type,scrap\n1,L,0\n2,,0\n3,M,1\n");
  settings.categorical = "codes";
  EXPECT_THAT(data_error(settings), HasSubstr("column 'type': '' is a missing value"));
  settings.missing = "keep";
  const Unit unit = testing::make("csv", settings)->open(0);
  EXPECT_THAT(unit.test->categories()[1], ElementsAre("L", "M"));
  EXPECT_TRUE(std::isnan(testing::read_all(*unit.test)[3]));
}

TEST_F(CsvDataset, OneHotOfSerialNumbersIsRefused) {
  std::string text = "serial,scrap\n";
  for (int i = 0; i < 65; ++i) {
    text += fmt::format("A{},0\n", i);
  }
  CsvConfig settings = config(text);
  settings.categorical = "one_hot";
  EXPECT_THAT(data_error(settings), AllOf(HasSubstr("column 'serial' has 65 different texts"),
                                          HasSubstr("dataset.ignore")));
}

TEST_F(CsvDataset, TextColumnsMayBeAnError) {
  CsvConfig settings = config();
  settings.categorical = "error";
  EXPECT_THAT(data_error(settings), HasSubstr("column 'serial' holds text"));
  settings.categorical = "ignore";
  settings.features = {"force", "type"};  // asked for by name
  EXPECT_THAT(data_error(settings), HasSubstr("column 'type' holds text"));
}

TEST_F(CsvDataset, LabelWordsAndDefectColumns) {
  CsvConfig settings = config(
      "x,result,kind,wear,heat\n"
      "1,ok,,0,0\n2,SCRAP,burr,1,0\n3,rework,,0,0\n4,SCRAP,good,1,1\n5,ok,burr,1,0\n");
  settings.label = "result";
  settings.anomalous = {"SCRAP", "rework"};
  const auto defects = [&] {
    const Unit unit = testing::make("csv", settings)->open(0);
    std::vector<std::string> names;
    for (std::int64_t i = 0; i < unit.test_labels->size(); ++i) {
      names.push_back(unit.test_labels->defect(i));
    }
    return names;
  };
  EXPECT_THAT(defects(), ElementsAre("good", "SCRAP", "rework", "SCRAP", "good"));
  settings.defect = {"kind"};
  EXPECT_THAT(defects(), ElementsAre("good", "burr", "anomalous", "anomalous", "good"));
  settings.defect = {"wear", "heat"};
  EXPECT_THAT(defects(), ElementsAre("good", "wear", "anomalous", "wear+heat", "good"));
}

TEST_F(CsvDataset, LabelsThatAreNotZeroOrOneAreNamed) {
  EXPECT_THAT(data_error(config("x,scrap\n1,0\n2,maybe\n")),
              AllOf(HasSubstr("parts.csv, line 3, column 'scrap': 'maybe'"),
                    HasSubstr("dataset.anomalous")));
  EXPECT_THAT(data_error(config("x,scrap\n1,0\n2,2\n")), HasSubstr("'2' is neither 0"));
  EXPECT_THAT(data_error(config("x,scrap\n1,0\n2,\n")), HasSubstr("line 3, column 'scrap': ''"));
  CsvConfig words = config("x,scrap\n1,ok\n2,\n");
  words.anomalous = {"bad"};
  EXPECT_THAT(data_error(words), HasSubstr("is a missing label"));
}

TEST_F(CsvDataset, BadCellsAreNamedByLineColumnAndValue) {
  EXPECT_THAT(data_error(config("x,scrap\n1,0\n2,0\nbroken,0\n")),
              HasSubstr("parts.csv, line 4, column 'x': 'broken' is not a finite number"));
  EXPECT_THAT(data_error(config("x,scrap\n1,0\n2,0\ninf,0\n")), HasSubstr("'inf'"));
  EXPECT_THAT(data_error(config("x,scrap\n1,0\n1e39,0\n")), HasSubstr("beyond the range"));
  EXPECT_THAT(data_error(config("x,scrap\n1,0\nNaN,0\n")),
              AllOf(HasSubstr("line 3, column 'x': 'NaN' is a missing value"),
                    HasSubstr("dataset.missing=keep")));
  CsvConfig kept = config("x,scrap\n1,0\n,0\n");
  kept.missing = "keep";
  EXPECT_TRUE(std::isnan(testing::read_all(*testing::make("csv", kept)->open(0).test)[1]));
}

TEST_F(CsvDataset, WrongColumnsAreNamed) {
  CsvConfig settings = config();
  settings.label = "scarp";
  EXPECT_THAT(data_error(settings), HasSubstr("'scarp' (dataset.label); did you mean 'scrap'?"));
  settings = config();
  settings.conditions = {"humidity"};
  EXPECT_THAT(data_error(settings), HasSubstr("'humidity' (dataset.conditions)"));
  settings = config();
  settings.ignore = {"force", "temperature"};
  EXPECT_THAT(data_error(settings), HasSubstr("no numeric column is left"));
  settings = config();
  settings.features = {"force", "scrap"};
  EXPECT_THAT(config_error(settings), HasSubstr("'scrap' is a label"));
}

TEST_F(CsvDataset, TrainRowsLearnFromTheGoodOnesAmongTheFirst) {
  CsvConfig settings = config("x,scrap\n1,0\n2,1\n3,0\n4,0\n5,1\n6,0\n");
  settings.protocol = "good_only";
  settings.train_rows = 4;
  settings.calibration_fraction = 0.0;
  const auto dataset = testing::make("csv", settings);
  const Unit unit = dataset->open(0);
  EXPECT_THAT(testing::read_all(*unit.train), ElementsAre(1, 3, 4));
  EXPECT_EQ(unit.calibration->size(), 0);
  EXPECT_THAT(testing::read_all(*unit.test), ElementsAre(5, 6));
  EXPECT_THAT(dataset->warnings(),
              ElementsAre(HasSubstr("1 of its 4 training rows are labelled anomalous")));
  settings.train_rows = 6;
  EXPECT_THAT(data_error(settings), HasSubstr("dataset.train_rows=6 leaves none to test"));
}

TEST_F(CsvDataset, TrainFileMayLackLabelsAndNeverMixesWithTheTest) {
  CsvConfig settings = config("y,x,scrap\n10,1,0\n20,2,1\n");
  settings.protocol = "good_only";
  settings.train_file = testing::write_file(folder_ / "good.csv", "x,y\n7,70\n8,80\n9,90\n6,60\n");
  settings.calibration_fraction = 0.25;
  const auto dataset = testing::make("csv", settings);
  const Unit unit = dataset->open(0);
  EXPECT_EQ(unit.train->size(), 3);
  EXPECT_EQ(unit.calibration->size(), 1);
  for (const SampleSource* source : {unit.train.get(), unit.calibration.get()}) {
    const std::vector<float> values = testing::read_all(*source);
    for (std::size_t i = 0; i < values.size(); i += 2) {
      EXPECT_EQ(values[i], 10.0F * values[i + 1]);  // y, x: in the order of the tested file
      EXPECT_GE(values[i + 1], 6.0F);
    }
  }
  EXPECT_THAT(testing::read_all(*unit.test), ElementsAre(10, 1, 20, 2));
  EXPECT_EQ(testing::anomalous_count(*unit.test_labels), 1);
  EXPECT_THAT(dataset->protocol(), HasSubstr("good.csv"));
}

TEST_F(CsvDataset, BadSettingsAreNamed) {
  const auto rejected = [&](auto change) {
    CsvConfig settings = config();
    change(settings);
    return config_error(settings);
  };
  EXPECT_THAT(rejected([](CsvConfig& c) { c.categorical = "onehot"; }),
              HasSubstr("dataset.categorical: 'onehot'"));
  EXPECT_THAT(rejected([](CsvConfig& c) { c.label = ""; }), HasSubstr("dataset.label"));
  EXPECT_THAT(rejected([](CsvConfig& c) { c.separator = "ab"; }), HasSubstr("dataset.separator"));
  EXPECT_THAT(rejected([](CsvConfig& c) { c.train_rows = 0; }), HasSubstr("dataset.train_rows: 0"));
  EXPECT_THAT(rejected([](CsvConfig& c) { c.train_rows = 2; }), HasSubstr("whole_table"));
  EXPECT_THAT(rejected([](CsvConfig& c) {
                c.train_rows = 2;
                c.train_file = "x";
              }),
              HasSubstr("exclude each other"));
}

// Counts by Python's csv module: 339 failures, 9 of them of none of the five modes.
TEST(CsvAi4i, IsReadWithTypeAsConditionAndModesAsDefects) {
  GOODPARTS_REQUIRE_SHARED(path, "data/ai4i2020.csv");
  CsvConfig config;
  config.file = path.string();
  config.label = "Machine failure";
  config.defect = {"TWF", "HDF", "PWF", "OSF", "RNF"};
  config.conditions = {"Type"};
  config.ignore = {"UID", "Product ID"};
  const auto dataset = testing::make("csv", config);
  EXPECT_THAT(dataset->warnings(), IsEmpty());
  const Unit unit = dataset->open(0);
  EXPECT_THAT(unit.train->feature_names(),
              ElementsAre("Air temperature [K]", "Process temperature [K]",
                          "Rotational speed [rpm]", "Torque [Nm]", "Tool wear [min]"));
  EXPECT_EQ(unit.train->size() + unit.calibration->size(), 9661 / 2);
  EXPECT_EQ(unit.calibration->size(), 966);
  EXPECT_EQ(unit.test->size(), 10000 - 9661 / 2);
  std::map<std::string, int> defects;
  for (std::int64_t i = 0; i < unit.test_labels->size(); ++i) {
    ++defects[unit.test_labels->defect(i)];
  }
  EXPECT_EQ(defects["HDF"], 106);
  EXPECT_EQ(defects["PWF+OSF"], 11);
  EXPECT_EQ(defects["TWF+PWF+OSF"], 1);
  EXPECT_EQ(defects["anomalous"], 9);
  EXPECT_EQ(testing::anomalous_count(*unit.test_labels), 339);

  config.conditions = {};
  config.categorical = "one_hot";
  EXPECT_THAT(testing::make("csv", config)->open(0).train->feature_names(),
              ::testing::IsSupersetOf({"Type=H", "Type=L", "Type=M"}));
}

}  // namespace
}  // namespace goodparts
