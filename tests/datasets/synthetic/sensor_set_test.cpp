#include "datasets/synthetic/sensor_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "kernels/base/error.h"
#include "tests/datasets/synthetic/nearest_good.h"

namespace goodparts {
namespace {

using testing::read_rows;

SyntheticSensorConfig small() {
  SyntheticSensorConfig config;
  config.runs = 2;
  config.train_rows = 1000;
  config.test_rows = 1000;
  return config;
}

double load_of(const SampleInfo& info) { return info.conditions.at(0).number; }

TEST(SyntheticSensor, SeedDecidesEverything) {
  const Unit first = open_synthetic_sensor(small(), 7)->open(1);
  const Unit again = open_synthetic_sensor(small(), 7)->open(1);
  EXPECT_EQ(read_rows(*first.train), read_rows(*again.train));
  EXPECT_EQ(read_rows(*first.test), read_rows(*again.test));
  const Unit other = open_synthetic_sensor(small(), 8)->open(1);
  EXPECT_NE(read_rows(*first.train), read_rows(*other.train));
  const Unit sibling = open_synthetic_sensor(small(), 7)->open(0);
  EXPECT_NE(read_rows(*first.train), read_rows(*sibling.train));
}

TEST(SyntheticSensor, DefaultSizesNamesAndSplit) {
  const auto dataset = open_synthetic_sensor({}, 0);
  EXPECT_THAT(dataset->unit_names(), ::testing::ElementsAre("run0", "run1", "run2"));
  EXPECT_EQ(dataset->input().kind, "rows");
  EXPECT_THAT(dataset->input().features,
              ::testing::ElementsAre("torque", "current", "power", "motor_temperature",
                                     "bearing_temperature", "vibration", "pressure", "flow"));
  EXPECT_THAT(dataset->protocol(), ::testing::HasSubstr("Drawn by the program: 3 runs"));
  const Unit unit = dataset->open(2);
  EXPECT_EQ(unit.train->size(), 2400);
  EXPECT_EQ(unit.calibration->size(), 600);
  EXPECT_EQ(unit.test->size(), 2000);
  EXPECT_EQ(unit.train->shape().dims, std::vector<std::int64_t>{8});
  EXPECT_EQ(unit.train->info(0).id, "run2#0");
  EXPECT_EQ(unit.calibration->info(0).id, "run2#2400");
  EXPECT_EQ(unit.test->info(0).id, "run2#3000");
  EXPECT_EQ(unit.test->info(1999).id, "run2#4999");
  EXPECT_EQ(unit.test->info(5).group, "run2");
}

TEST(SyntheticSensor, EveryFaultHasItsShareOfTheTestRows) {
  const Unit unit = open_synthetic_sensor({}, 0)->open(0);
  std::map<std::string, int> rows;
  for (std::int64_t i = 0; i < unit.test->size(); ++i) {
    ++rows[unit.test_labels->defect(i)];
    EXPECT_EQ(unit.test_labels->anomalous(i), unit.test_labels->defect(i) != kGood);
  }
  const std::map<std::string, int> expected = {{"bearing", 80}, {"correlation_break", 80},
                                               {"drift", 80},   {"good", 1600},
                                               {"spike", 80},   {"stuck", 80}};
  EXPECT_EQ(rows, expected);
}

TEST(SyntheticSensor, FaultsReachNeitherTrainingNorGoodTestRows) {
  SyntheticSensorConfig strong = small();
  strong.fault_strength = 10.0;
  const Unit unit = open_synthetic_sensor(small(), 3)->open(0);
  const Unit stronger = open_synthetic_sensor(strong, 3)->open(0);
  EXPECT_EQ(read_rows(*unit.train), read_rows(*stronger.train));
  EXPECT_EQ(read_rows(*unit.calibration), read_rows(*stronger.calibration));
  const auto rows = read_rows(*unit.test);
  const auto stronger_rows = read_rows(*stronger.test);
  for (std::int64_t i = 0; i < unit.test->size(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    const std::string& defect = unit.test_labels->defect(i);
    const bool scales = defect == "bearing" || defect == "drift" || defect == "spike";
    EXPECT_EQ(rows[at] != stronger_rows[at], scales) << i << " " << defect;
  }
}

TEST(SyntheticSensor, ConditionsAreRecordedAndMayBeFeatures) {
  SyntheticSensorConfig config = small();
  config.conditions_as_features = true;
  const auto dataset = open_synthetic_sensor(config, 0);
  ASSERT_EQ(dataset->input().features.size(), 12U);
  EXPECT_EQ(dataset->input().features[8], "load");
  EXPECT_EQ(dataset->input().features[11], "wear");
  const Unit unit = dataset->open(0);
  const auto rows = read_rows(*unit.test);
  double last_wear = 0.0;
  for (std::int64_t i = 0; i < unit.test->size(); ++i) {
    const auto& conditions = unit.test->info(i).conditions;
    ASSERT_EQ(conditions.size(), 4U);
    EXPECT_EQ(conditions[1].name, "speed");
    EXPECT_EQ(conditions[2].name, "temperature");
    EXPECT_GE(load_of(unit.test->info(i)), 20.0);
    EXPECT_LE(load_of(unit.test->info(i)), 100.0);
    EXPECT_GT(conditions[3].number, last_wear);  // wear only grows
    last_wear = conditions[3].number;
    for (std::size_t k = 0; k < 4; ++k) {
      EXPECT_EQ(rows[static_cast<std::size_t>(i)][8 + k], static_cast<float>(conditions[k].number));
    }
  }
  EXPECT_LT(last_wear, 0.5);
}

TEST(SyntheticSensor, WindowsStayWithinTheirPart) {
  SyntheticSensorConfig config = small();
  config.window = 3;
  const auto dataset = open_synthetic_sensor(config, 0);
  EXPECT_EQ(dataset->input().window, 3);
  const Unit unit = dataset->open(0);
  EXPECT_EQ(unit.train->size(), 798);
  EXPECT_EQ(unit.calibration->size(), 198);
  EXPECT_EQ(unit.test->size(), 998);
  EXPECT_EQ(unit.calibration->info(0).id, "run0#802");
  EXPECT_EQ(unit.test->info(0).id, "run0#1002");
  EXPECT_EQ(unit.train->feature_names().front(), "torque[t-2]");
}

TEST(SyntheticSensor, CalibrationMayBeLeftOut) {
  SyntheticSensorConfig config = small();
  config.calibration_fraction = 0.0;
  config.window = 2;
  const Unit unit = open_synthetic_sensor(config, 0)->open(0);
  EXPECT_EQ(unit.train->size(), 999);
  EXPECT_EQ(unit.calibration->size(), 0);
}

TEST(SyntheticSensor, NarrowTrainingRaisesFalsePositivesOutsideItsRange) {
  SyntheticSensorConfig config;
  const Unit wide = open_synthetic_sensor(config, 0)->open(0);
  config.narrow_training = true;
  const Unit narrow = open_synthetic_sensor(config, 0)->open(0);
  for (std::int64_t i = 0; i < narrow.train->size(); ++i) {
    EXPECT_LE(load_of(narrow.train->info(i)), 52.0);  // the lower 40 % of 20 … 100
  }
  EXPECT_EQ(read_rows(*wide.test), read_rows(*narrow.test));

  const auto rate = [](const Unit& unit, const std::function<bool(const SampleInfo&)>& belongs) {
    const testing::SimpleDetector detector(*unit.train);
    return testing::false_positive_rate(detector.nearest(*unit.calibration),
                                        detector.nearest(*unit.test), unit, belongs);
  };
  const auto inside = [](const SampleInfo& info) { return load_of(info) <= 52.0; };
  const auto outside = [](const SampleInfo& info) { return load_of(info) > 52.0; };
  EXPECT_LT(rate(wide, outside), 0.25);
  EXPECT_GT(rate(narrow, outside), 0.85);
  EXPECT_LT(rate(narrow, inside), 0.6);
}

TEST(SyntheticSensor, MethodsDiffer) {
  const Unit unit = open_synthetic_sensor({}, 0)->open(0);
  const testing::SimpleDetector detector(*unit.train);
  const auto nearest = detector.nearest(*unit.test);
  const auto single = detector.largest_deviation(*unit.test);
  EXPECT_GT(testing::auroc(nearest, *unit.test_labels), 0.85);
  EXPECT_LT(testing::auroc(nearest, *unit.test_labels), 0.97);
  EXPECT_LT(testing::auroc(single, *unit.test_labels),
            testing::auroc(nearest, *unit.test_labels) - 0.1);
  const auto stuck = [](const std::string& defect) { return defect == "stuck"; };
  const auto spike = [](const std::string& defect) { return defect == "spike"; };
  EXPECT_LT(testing::auroc(nearest, *unit.test_labels, stuck), 0.9);
  EXPECT_GT(testing::auroc(nearest, *unit.test_labels, spike), 0.99);
}

TEST(SyntheticSensor, BadSettingsAreNamed) {
  const auto message = [](void (*spoil)(SyntheticSensorConfig&)) -> std::string {
    SyntheticSensorConfig config;
    spoil(config);
    try {
      open_synthetic_sensor(config, 0);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kConfig);
      return error.what();
    }
    return "accepted";
  };
  using C = SyntheticSensorConfig;
  EXPECT_EQ(message([](C& c) { c.runs = 0; }), "dataset.runs: 0 must lie in [1, 100]");
  EXPECT_EQ(message([](C& c) { c.train_rows = 99; }),
            "dataset.train_rows: 99 must lie in [100, 100000]");
  EXPECT_EQ(message([](C& c) { c.test_rows = 499; }),
            "dataset.test_rows: 499 must lie in [500, 100000]");
  EXPECT_EQ(message([](C& c) { c.fault_share = 0.6; }),
            "dataset.fault_share: 0.6 must lie in [0.05, 0.5]");
  EXPECT_EQ(message([](C& c) { c.fault_strength = std::nan(""); }),
            "dataset.fault_strength: nan must lie in [0.1, 10]");
  EXPECT_EQ(message([](C& c) { c.window = 51; }), "dataset.window: 51 must lie in [1, 50]");
  EXPECT_EQ(message([](C& c) { c.calibration_fraction = -0.1; }),
            "dataset.calibration_fraction: -0.1 must lie in [0, 0.5]");
}

}  // namespace
}  // namespace goodparts
