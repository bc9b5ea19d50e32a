#include "datasets/sensor/sensor_dataset.h"

#include "datasets/sensor/sensor_files.h"
#include "tests/datasets/rows_support.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::message_of;

class Sensor : public ::testing::Test {
 protected:
  // Rows 0 … count−1 with value = row, one a second; those in `anomalous` carry label 1.
  std::string recording(const std::string& name, int count, const std::vector<int>& anomalous = {},
                        int gap_after = -1) {
    std::string text = "time;value;load;fault\n";
    int time = 0;
    for (int row = 0; row < count; ++row) {
      const bool bad = std::find(anomalous.begin(), anomalous.end(), row) != anomalous.end();
      text += "2024-01-01 00:0" + std::to_string(time / 60) + ":" + (time % 60 < 10 ? "0" : "") +
              std::to_string(time % 60) + ";" + std::to_string(row) + ";" +
              std::to_string(100 + row) + ";" + (bad ? "1" : "0") + "\n";
      time += row == gap_after ? 90 : 1;
    }
    return testing::write_file(folder_ / name, text);
  }

  SensorConfig config() {
    SensorConfig config;
    config.files = {folder_.path().string()};
    config.separator = ";";
    config.time = "time";
    config.labels = {"fault"};
    config.conditions = {"load"};
    config.train_rows = 8;
    return config;
  }

  static std::string data_error(const SensorConfig& config) {
    return message_of(ErrorKind::kData, [&] { testing::make("sensor", config); });
  }

  testing::TemporaryFolder folder_;
};

TEST_F(Sensor, EachFileIsAUnitSplitIntoBlocks) {
  recording("line/2.csv", 12, {10});
  recording("line/10.csv", 10);
  const auto dataset = testing::make("sensor", config());
  EXPECT_THAT(dataset->unit_names(), ElementsAre("2", "10"));  // by number
  const Unit unit = dataset->open(0);
  EXPECT_THAT(unit.train->feature_names(), ElementsAre("value"));
  EXPECT_THAT(testing::read_all(*unit.train), ElementsAre(0, 1, 2, 3, 4, 5));
  EXPECT_THAT(testing::read_all(*unit.calibration), ElementsAre(6, 7));
  EXPECT_THAT(testing::read_all(*unit.test), ElementsAre(8, 9, 10, 11));
  EXPECT_THAT(testing::ids(*unit.calibration), ElementsAre("2#6", "2#7"));
  EXPECT_EQ(unit.test->info(0).group, "2");
  EXPECT_EQ(unit.test->info(0).conditions.at(0).name, "load");
  EXPECT_EQ(unit.test->info(0).conditions.at(0).number, 108.0);
  EXPECT_TRUE(unit.test_labels->anomalous(2));
  EXPECT_EQ(testing::anomalous_count(*unit.test_labels), 1);
  EXPECT_THAT(dataset->warnings(), IsEmpty());
  EXPECT_EQ(dataset->input().separator, ";");
}

TEST_F(Sensor, WindowsDoNotReachFromCalibrationIntoTraining) {
  recording("run.csv", 12);
  SensorConfig settings = config();
  settings.window = 2;
  const auto dataset = testing::make("sensor", settings);
  EXPECT_EQ(dataset->input().window, 2);
  const Unit unit = dataset->open(0);
  EXPECT_EQ(unit.train->shape().elements(), 2);
  EXPECT_THAT(testing::read_all(*unit.train), ElementsAre(0, 1, 1, 2, 2, 3, 3, 4, 4, 5));
  EXPECT_THAT(testing::read_all(*unit.calibration), ElementsAre(6, 7));
  EXPECT_THAT(testing::read_all(*unit.test), ElementsAre(7, 8, 8, 9, 9, 10, 10, 11));
  EXPECT_EQ(unit.test_labels->size(), 4);
}

TEST_F(Sensor, AnomalousTrainingRowsAreDroppedWithTheirWindowsOrKept) {
  recording("run.csv", 12, {2, 11});
  SensorConfig settings = config();
  settings.window = 2;
  auto dataset = testing::make("sensor", settings);
  EXPECT_THAT(testing::read_all(*dataset->open(0).train), ElementsAre(0, 1, 3, 4, 4, 5));
  EXPECT_THAT(
      dataset->warnings(),
      ElementsAre("run: 1 of its 8 training rows are labelled anomalous and were left out"));
  settings.anomalous_train_rows = "keep";
  dataset = testing::make("sensor", settings);
  EXPECT_EQ(dataset->open(0).train->size(), 5);
  EXPECT_THAT(dataset->warnings(), ElementsAre(HasSubstr("were kept")));
}

TEST_F(Sensor, LearnsFromAnotherFile) {
  SensorConfig settings = config();
  recording("a.csv", 4, {1});
  recording("b.csv", 5);
  settings.train_file = testing::write_file(folder_ / "good.csv",
                                            "time;load;value\n1;0;50\n2;0;51\n3;0;52\n4;0;53\n");
  const auto dataset = testing::make("sensor", settings);
  EXPECT_THAT(dataset->unit_names(), ElementsAre("a", "b"));  // not good.csv itself
  const Unit unit = dataset->open(1);
  EXPECT_THAT(testing::read_all(*unit.train), ElementsAre(50, 51, 52));
  EXPECT_THAT(testing::read_all(*unit.calibration), ElementsAre(53));
  EXPECT_THAT(testing::read_all(*unit.test), ElementsAre(0, 1, 2, 3, 4));
  EXPECT_THAT(dataset->protocol(), HasSubstr("good.csv"));
}

TEST_F(Sensor, TimeGapsAreSummedUpInOneWarning) {
  recording("a.csv", 12, {}, 4);
  recording("b.csv", 12);
  EXPECT_THAT(testing::make("sensor", config())->warnings(),
              ElementsAre(HasSubstr("time gaps in 1 of 2 files: 1 steps longer than 5 times the "
                                    "usual one, the longest of 90 s in a")));
}

TEST_F(Sensor, UnlabelledRecordingsAreGoodAndSaidToBe) {
  recording("a.csv", 12, {11});
  SensorConfig settings = config();
  settings.labels = {};
  settings.ignore = {"fault"};
  const auto dataset = testing::make("sensor", settings);
  EXPECT_EQ(testing::anomalous_count(*dataset->open(0).test_labels), 0);
  EXPECT_THAT(dataset->warnings(), Contains(HasSubstr("every row counts as good")));
}

TEST_F(Sensor, BadRecordingsAreNamed) {
  recording("a.csv", 12);
  SensorConfig settings = config();
  settings.labels = {"falt"};
  EXPECT_THAT(data_error(settings), HasSubstr("'falt' (dataset.label"));
  settings = config();
  settings.train_rows = 12;
  EXPECT_THAT(data_error(settings), HasSubstr("a: has 12 rows, so that 12 training rows"));
  settings = config();
  settings.window = 3;
  EXPECT_THAT(data_error(settings), HasSubstr("leave no sample for calibration"));
  settings = config();
  settings.time = "value";
  settings.features = {"load"};
  settings.conditions = {};
  EXPECT_NO_THROW(testing::make("sensor", settings));  // seconds are times too
  testing::write_file(folder_ / "b.csv", "time;value;load;fault\nyesterday;1;2;0\n");
  EXPECT_THAT(data_error(config()),
              AllOf(HasSubstr("b.csv, line 2, column 'time': 'yesterday' is not a time")));
  testing::write_file(folder_ / "b.csv", "time;load;fault\n1;2;0\n");
  EXPECT_THAT(data_error(config()), AllOf(HasSubstr("b.csv"), HasSubstr("no column 'value'")));
}

TEST_F(Sensor, BadSettingsAreNamed) {
  recording("a.csv", 12);
  const auto rejected = [&](auto change) {
    SensorConfig settings = config();
    change(settings);
    return message_of(ErrorKind::kConfig, [&] { testing::make("sensor", settings); });
  };
  EXPECT_THAT(rejected([](SensorConfig& c) { c.files = {}; }), HasSubstr("dataset.files"));
  EXPECT_THAT(rejected([](SensorConfig& c) { c.window = 0; }), HasSubstr("dataset.window: 0"));
  EXPECT_THAT(rejected([](SensorConfig& c) { c.train_rows = 0; }),
              HasSubstr("dataset.train_rows: 0"));
  EXPECT_THAT(rejected([](SensorConfig& c) { c.anomalous_train_rows = "no"; }),
              HasSubstr("dataset.anomalous_train_rows: 'no'"));
}

TEST_F(Sensor, FilesFoldersAndPatterns) {
  const std::string a = testing::write_file(folder_ / "x/1.csv", "a\n1\n");
  testing::write_file(folder_ / "x/10.csv", "a\n1\n");
  testing::write_file(folder_ / "y/2.csv", "a\n1\n");
  testing::write_file(folder_ / "y/notes.txt", "");
  const auto names = [](const std::vector<SensorFile>& files) {
    std::vector<std::string> names;
    for (const SensorFile& file : files) {
      names.push_back(file.name);
    }
    return names;
  };
  EXPECT_THAT(names(find_sensor_files({folder_.path().string(), a})),
              ElementsAre("x/1", "x/10", "y/2"));
  EXPECT_THAT(names(find_sensor_files({(folder_ / "x/*.csv").string()})), ElementsAre("1", "10"));
  EXPECT_THAT(names(find_sensor_files({a})), ElementsAre("1"));
  EXPECT_THAT(names(find_sensor_files_below(folder_.path().string(), {"x"})),
              ElementsAre("x/1", "x/10"));
  EXPECT_THAT(message_of(ErrorKind::kData, [&] { find_sensor_files({"absent/*.csv"}); }),
              HasSubstr("absent/*.csv"));
}

}  // namespace
}  // namespace goodparts
