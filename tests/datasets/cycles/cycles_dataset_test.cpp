#include "datasets/cycles/cycles_dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

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

// Eight cycles: a pressure of three samples, a temperature of two; the last two cycles are worn.
class CyclesDataset : public ::testing::Test {
 protected:
  void SetUp() override {
    write("P.txt", "1\t2\t3\n2\t3\t4\n3\t4\t5\n4\t5\t6\n5\t6\t7\n6\t7\t8\n9\t9\t9\n0\t0\t0\n");
    write("T.csv", "20,21\n20,22\n20,23\n20,24\n20,25\n20,26\n20,27\n20,28\n");
    write("profile.txt", "0\t7\n0\t7\n0\t8\n0\t8\n0\t8\n0\t7\n1\t7\n2\t7\n");
  }
  void write(const std::string& name, const std::string& text) {
    testing::write_file(folder_ / "machine" / name, text);
  }
  CyclesConfig config() {
    CyclesConfig config;
    config.root = (folder_ / "machine").string();
    config.profile_columns = {"wear", "load"};
    config.label = "wear";
    config.good = {"0"};
    config.conditions = {"load", "wear"};
    config.summary = {"mean", "maximum"};
    config.protocol = "whole_table";
    return config;
  }
  static std::string data_error(const CyclesConfig& config) {
    return message_of(ErrorKind::kData, [&] { testing::make("cycles", config); });
  }
  static std::string config_error(const CyclesConfig& config) {
    return message_of(ErrorKind::kConfig, [&] { testing::make("cycles", config); });
  }

  testing::TemporaryFolder folder_;
};

TEST_F(CyclesDataset, ACycleIsARowOfNamedFeatures) {
  const auto dataset = testing::make("cycles", config());
  EXPECT_THAT(dataset->unit_names(), ElementsAre("machine"));
  EXPECT_THAT(dataset->warnings(), IsEmpty());
  const Unit unit = dataset->open(0);
  EXPECT_THAT(unit.test->feature_names(),
              ElementsAre("P.mean", "P.maximum", "T.mean", "T.maximum"));
  const std::vector<float> values = testing::read_all(*unit.test);
  EXPECT_THAT(std::vector<float>(values.begin(), values.begin() + 8),
              ElementsAre(2, 3, 20.5, 21, 3, 4, 21, 22));
  EXPECT_EQ(unit.test_labels->defect(5), "good");
  EXPECT_EQ(unit.test_labels->defect(6), "wear=1");
  EXPECT_EQ(unit.test_labels->defect(7), "wear=2");
  EXPECT_EQ(testing::anomalous_count(*unit.test_labels), 2);
  EXPECT_EQ(dataset->input().kind, "cycles");
  EXPECT_THAT(dataset->input().features, ElementsAre("P.mean", "P.maximum", "T.mean", "T.maximum"));
  EXPECT_THAT(dataset->protocol(), HasSubstr("mean, maximum of 2 sensors over the whole cycle"));
}

TEST_F(CyclesDataset, StatesAreConditionsAndGroupsButNeverTheLabel) {
  const auto dataset = testing::make("cycles", config());
  const Unit unit = dataset->open(0);
  const SampleInfo& info = unit.test->info(3);
  EXPECT_EQ(info.id, "machine#3");
  EXPECT_EQ(info.group, "machine#2-4");
  EXPECT_EQ(unit.test->info(5).group, "machine#5-5");
  ASSERT_EQ(info.conditions.size(), 1U);
  EXPECT_EQ(info.conditions[0].name, "load");
  EXPECT_EQ(info.conditions[0].number, 8.0);
  EXPECT_THAT(dataset->input().conditions, ElementsAre("load"));
}

TEST_F(CyclesDataset, GoodOnlyLearnsFromHalfOfTheGoodCycles) {
  CyclesConfig settings = config();
  settings.protocol = "good_only";
  const auto dataset = testing::make("cycles", settings, 5);
  const Unit unit = dataset->open(0);
  EXPECT_EQ(unit.train->size(), 2);  // 3 of 6 good ones, of which 20 % (at least one) are held out
  EXPECT_EQ(unit.calibration->size(), 1);
  EXPECT_EQ(unit.test->size(), 5);
  EXPECT_EQ(testing::anomalous_count(*unit.test_labels), 2);
}

TEST_F(CyclesDataset, ByTimeLearnsFromTheFirstCycles) {
  CyclesConfig settings = config();
  settings.protocol = "by_time";
  settings.calibration_fraction = 0.25;
  const auto dataset = testing::make("cycles", settings);
  const Unit unit = dataset->open(0);
  EXPECT_THAT(testing::ids(*unit.train), ElementsAre("machine#0", "machine#1", "machine#2"));
  EXPECT_THAT(testing::ids(*unit.calibration), ElementsAre("machine#3"));
  EXPECT_THAT(testing::ids(*unit.test),
              ElementsAre("machine#4", "machine#5", "machine#6", "machine#7"));
  EXPECT_THAT(dataset->protocol(), HasSubstr("by_time: learned from the good cycles among the "
                                             "first 50 %"));
  settings.good = {"1"};
  EXPECT_THAT(data_error(settings), AllOf(HasSubstr("0 of the first 4 cycles are good"),
                                          HasSubstr("dataset.train_fraction")));
}

TEST_F(CyclesDataset, PartsOfTheCycleHaveFeaturesOfTheirOwn) {
  CyclesConfig settings = config();
  settings.segments = 2;
  settings.summary = {"mean"};
  const Unit unit = testing::make("cycles", settings)->open(0);
  EXPECT_THAT(unit.test->feature_names(),
              ElementsAre("P[1/2].mean", "P[2/2].mean", "T[1/2].mean", "T[2/2].mean"));
  const std::vector<float> values = testing::read_all(*unit.test);
  EXPECT_THAT(std::vector<float>(values.begin(), values.begin() + 4), ElementsAre(1, 2.5, 20, 21));
  settings.segments = 3;
  EXPECT_THAT(data_error(settings), AllOf(HasSubstr("T.csv"), HasSubstr("2 samples"),
                                          HasSubstr("3 parts"), HasSubstr("dataset.segments")));
}

TEST_F(CyclesDataset, SeparatorsAreFoundOutOrSet) {
  write("A.txt", "1;2\n1;2\n1;2\n1;2\n1;2\n1;2\n1;2\n1;2\n");
  write("B.txt", "3 4\n3 4\n3 4\n3 4\n3 4\n3 4\n3 4\n3 4\n");
  write("C.txt", "5\r\n5\r\n5\r\n5\r\n5\r\n5\r\n5\r\n5");
  CyclesConfig settings = config();
  settings.files = {"A.txt", "B.txt", "C.txt"};
  settings.summary = {"maximum"};
  const std::vector<float> values =
      testing::read_all(*testing::make("cycles", settings)->open(0).test);
  EXPECT_THAT(std::vector<float>(values.begin(), values.begin() + 3), ElementsAre(2, 4, 5));
  settings.separator = "tab";
  EXPECT_THAT(data_error(settings), AllOf(HasSubstr("A.txt, line 1, column 1: '1;2'")));
}

TEST_F(CyclesDataset, OtherFilesAreLeftOutWithAWarningUnlessNamed) {
  write("notes.txt", "about\nthe machine\n");
  CyclesConfig settings = config();
  EXPECT_THAT(testing::make("cycles", settings)->warnings(),
              ElementsAre(AllOf(HasSubstr("left out"), HasSubstr("8 cycles of profile.txt"),
                                HasSubstr("notes.txt (2 rows)"))));
  settings.files = {"P.txt", "notes.txt"};
  EXPECT_THAT(data_error(settings),
              AllOf(HasSubstr("notes.txt: has 2 rows"), HasSubstr("profile.txt has 8")));
  settings.files = {"P.txt"};
  EXPECT_THAT(testing::make("cycles", settings)->warnings(), IsEmpty());
  settings.files = {"Q.txt"};
  EXPECT_THAT(data_error(settings), HasSubstr("Q.txt: there is no such file"));
}

TEST_F(CyclesDataset, TheProfileMayNameItsColumns) {
  write("profile.txt", "state,load\nok,1\nok,1\nok,1\nok,1\nok,1\nok,1\nok,1\nworn,1\n");
  CyclesConfig settings = config();
  settings.profile_columns = {};
  settings.label = "state";
  settings.good = {"ok"};
  settings.conditions = {};
  const Unit unit = testing::make("cycles", settings)->open(0);
  EXPECT_EQ(unit.test_labels->defect(7), "state=worn");
  EXPECT_EQ(testing::anomalous_count(*unit.test_labels), 1);

  SetUp();  // numbers alone
  settings.label = "#1";
  settings.good = {"0.0", "1"};
  EXPECT_EQ(testing::make("cycles", settings)->open(0).test_labels->defect(7), "#1=2");
}

TEST_F(CyclesDataset, MissingSamplesAreAnErrorUnlessKept) {
  write("T.csv", "20,21\n20,\nnan,23\n,\n20,25\n20,26\n20,27\n20,28\n");
  CyclesConfig settings = config();
  EXPECT_THAT(data_error(settings),
              AllOf(HasSubstr("T.csv, line 2, column 2"), HasSubstr("dataset.missing=keep")));
  settings.missing = "keep";
  settings.files = {"T.csv"};
  settings.summary = {"mean"};
  const std::vector<float> values =
      testing::read_all(*testing::make("cycles", settings)->open(0).test);
  EXPECT_EQ(values[1], 20.0F);
  EXPECT_EQ(values[2], 23.0F);
  EXPECT_TRUE(std::isnan(values[3]));
}

TEST_F(CyclesDataset, BadContentsAreNamed) {
  const auto with = [&](const std::string& name, const std::string& text) {
    SetUp();
    write(name, text);
    return data_error(config());
  };
  EXPECT_THAT(with("P.txt", "1\t2\n1\t2\n1\t2\n1\t2\n1\n1\t2\n1\t2\n1\t2\n"),
              AllOf(HasSubstr("P.txt, line 5: has 1 samples, the cycles before it 2"),
                    HasSubstr("dataset.separator")));
  EXPECT_THAT(with("P.txt", "1\t2\n1\tx\n1\t2\n1\t2\n1\t2\n1\t2\n1\t2\n1\t2\n"),
              HasSubstr("P.txt, line 2, column 2: 'x' is not a number"));
  EXPECT_THAT(with("P.txt", "1\t2\n1\t2\n1e300\t2\n1\t2\n1\t2\n1\t2\n1\t2\n1\t2\n"),
              HasSubstr("P.txt, line 3: P.mean is 5e+299, beyond the range"));
  EXPECT_THAT(with("P.csv", "1\n1\n1\n1\n1\n1\n1\n1\n"),
              AllOf(HasSubstr("a second file of sensor 'P'"), HasSubstr("dataset.files")));
  std::filesystem::remove(folder_ / "machine" / "P.csv");
  EXPECT_THAT(with("profile.txt", "0\t7\n0\t7\n"),
              AllOf(HasSubstr("no .txt or .csv file besides the profile has its 2 rows"),
                    HasSubstr("P.txt (8 rows)")));
  EXPECT_THAT(with("profile.txt", "0\t7\t1\n"),
              HasSubstr("profile.txt: has 3 columns, but 2 names are given for them: wear, load"));
  EXPECT_THAT(with("profile.txt", "0\t7\n\t7\n"),
              HasSubstr("profile.txt, line 2, column 'wear': '' is a missing label"));
}

TEST_F(CyclesDataset, UnknownAndEverAnomalousLabelsAreNamed) {
  CyclesConfig settings = config();
  settings.label = "waer";
  EXPECT_THAT(data_error(settings), AllOf(HasSubstr("there is no column 'waer' (dataset.label)"),
                                          HasSubstr("did you mean 'wear'?")));
  settings = config();
  settings.good = {"100", "ok"};
  EXPECT_THAT(data_error(settings), AllOf(HasSubstr("no cycle is good"), HasSubstr("100 or ok"),
                                          HasSubstr("its values are 0, 1, 2")));
  settings = config();
  settings.conditions = {"speed"};
  EXPECT_THAT(data_error(settings), HasSubstr("no column 'speed' (dataset.conditions)"));
}

TEST_F(CyclesDataset, BadFoldersAreNamed) {
  CyclesConfig settings = config();
  settings.root = (folder_ / "absent").string();
  EXPECT_THAT(data_error(settings), HasSubstr("absent: there is no such folder"));
  std::filesystem::create_directories(folder_ / "empty");
  settings.root = (folder_ / "empty").string();
  EXPECT_THAT(data_error(settings), HasSubstr("empty: holds no .txt or .csv file"));
  settings.root = (folder_ / "machine" / "P.txt").string();
  EXPECT_THAT(data_error(settings), HasSubstr("P.txt: is not a folder"));
  settings = config();
  settings.profile = "states.txt";
  EXPECT_THAT(data_error(settings), HasSubstr("states.txt: there is no such file"));
}

TEST_F(CyclesDataset, BadSettingsAreNamed) {
  const auto rejected = [&](auto change) {
    CyclesConfig settings = config();
    change(settings);
    return config_error(settings);
  };
  EXPECT_THAT(rejected([](CyclesConfig& c) { c.root = ""; }), HasSubstr("dataset.root"));
  EXPECT_THAT(rejected([](CyclesConfig& c) { c.good = {}; }), HasSubstr("dataset.good"));
  EXPECT_THAT(rejected([](CyclesConfig& c) { c.label = ""; }), HasSubstr("dataset.label"));
  EXPECT_THAT(rejected([](CyclesConfig& c) { c.summary = {"maen"}; }),
              HasSubstr("dataset.summary: 'maen'"));
  EXPECT_THAT(rejected([](CyclesConfig& c) {
                c.summary = {"mean", "mean"};
              }),
              HasSubstr("'mean' is named twice"));
  EXPECT_THAT(rejected([](CyclesConfig& c) { c.segments = 0; }), HasSubstr("dataset.segments: 0"));
  EXPECT_THAT(rejected([](CyclesConfig& c) { c.separator = "||"; }),
              HasSubstr("dataset.separator: '||'"));
  EXPECT_THAT(rejected([](CyclesConfig& c) { c.protocol = "random"; }),
              HasSubstr("dataset.protocol: 'random'"));
  EXPECT_THAT(rejected([](CyclesConfig& c) { c.train_fraction = 1.0; }),
              HasSubstr("dataset.train_fraction: 1"));
}

CyclesConfig hydraulic(const std::filesystem::path& root) {
  CyclesConfig config;
  config.root = root.string();
  config.profile_columns = {"cooler", "valve", "pump", "accumulator", "unstable"};
  config.label = "valve";
  config.good = {"100"};
  config.conditions = config.profile_columns;
  config.protocol = "whole_table";
  return config;
}

// NumPy 1.24: M = np.loadtxt(file), and the statistics as in cycle_features_test.cpp.
TEST(CyclesHydraulic, ReadsTheSetLikeNumPy) {
  GOODPARTS_REQUIRE_SHARED(path, "data/hydraulic");
  const auto dataset = testing::make("cycles", hydraulic(path));
  const Unit unit = dataset->open(0);
  const std::vector<std::string> names = unit.test->feature_names();
  ASSERT_EQ(names.size(), 15U * 5U);  // the files of FS1 and FS2 are not there
  EXPECT_EQ(unit.test->size(), 2205);
  std::vector<float> last(names.size());
  unit.test->read(std::vector<std::int64_t>{2204}, last);
  const auto of = [&](const std::string& name) {
    return last[static_cast<std::size_t>(std::find(names.begin(), names.end(), name) -
                                         names.begin())];
  };
  EXPECT_FLOAT_EQ(of("TS1.mean"), 35.32223333333334F);
  EXPECT_FLOAT_EQ(of("TS1.deviation"), 0.14860488626630725F);
  EXPECT_FLOAT_EQ(of("TS1.minimum"), 35.008F);
  EXPECT_FLOAT_EQ(of("TS1.maximum"), 35.531F);
  EXPECT_FLOAT_EQ(of("TS1.slope"), 0.41155432064459174F);
  EXPECT_FLOAT_EQ(of("PS1_1hz.deviation"), 13.691984797076126F);
  EXPECT_FLOAT_EQ(of("PS1_1hz.slope"), -24.986933314809736F);
}

TEST(CyclesHydraulic, StatesAreThoseOfItsDescription) {
  GOODPARTS_REQUIRE_SHARED(path, "data/hydraulic");
  const Unit unit = testing::make("cycles", hydraulic(path))->open(0);
  std::map<std::string, int> defects;  // counts from documentation.txt
  for (std::int64_t i = 0; i < unit.test_labels->size(); ++i) {
    ++defects[unit.test_labels->defect(i)];
  }
  EXPECT_THAT(defects, ElementsAre(std::pair<const std::string, int>("good", 1125),
                                   std::pair<const std::string, int>("valve=73", 360),
                                   std::pair<const std::string, int>("valve=80", 360),
                                   std::pair<const std::string, int>("valve=90", 360)));
  const SampleInfo& info = unit.test->info(1000);  // line 1001 of profile.txt: 20 80 1 130 0
  EXPECT_EQ(info.group, "hydraulic#994-1003");     // with NumPy
  ASSERT_EQ(info.conditions.size(), 4U);
  EXPECT_EQ(info.conditions[0].name, "cooler");
  EXPECT_EQ(info.conditions[0].number, 20.0);
  EXPECT_EQ(info.conditions[2].name, "accumulator");
  EXPECT_EQ(info.conditions[2].number, 130.0);
}

}  // namespace
}  // namespace goodparts
