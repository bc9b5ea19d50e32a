#include "datasets/synthetic/table_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "datasets/synthetic/table_defects.h"
#include "datasets/synthetic/table_process.h"
#include "kernels/base/error.h"
#include "tests/datasets/synthetic/nearest_good.h"

namespace goodparts {
namespace {

using testing::read_rows;

const std::string& shift_of(const SampleInfo& info) { return info.conditions.at(0).text; }

TEST(SyntheticTable, SeedDecidesEverything) {
  const Unit first = open_synthetic_table({}, 7)->open(0);
  const Unit again = open_synthetic_table({}, 7)->open(0);
  EXPECT_EQ(read_rows(*first.train), read_rows(*again.train));
  EXPECT_EQ(read_rows(*first.test), read_rows(*again.test));
  const Unit other = open_synthetic_table({}, 8)->open(0);
  EXPECT_NE(read_rows(*first.test), read_rows(*other.test));
}

TEST(SyntheticTable, DefaultSizesNamesAndLabels) {
  const auto dataset = open_synthetic_table({}, 0);
  EXPECT_THAT(dataset->unit_names(), ::testing::ElementsAre("parts"));
  EXPECT_EQ(dataset->input().kind, "rows");
  EXPECT_EQ(dataset->input().features, measurement_names());
  EXPECT_THAT(dataset->protocol(),
              ::testing::HasSubstr("Drawn by the program: 4000 good moulded parts"));
  const Unit unit = dataset->open(0);
  EXPECT_EQ(unit.train->size(), 3200);
  EXPECT_EQ(unit.calibration->size(), 800);
  EXPECT_EQ(unit.test->size(), 1800);
  EXPECT_EQ(unit.test->info(0).id, "part#4000");
  EXPECT_EQ(unit.test->info(0).group, "L040");
  std::map<std::string, int> parts;
  for (std::int64_t i = 0; i < unit.test->size(); ++i) {
    ++parts[unit.test_labels->defect(i)];
    EXPECT_EQ(unit.test_labels->anomalous(i), unit.test_labels->defect(i) != kGood);
  }
  const std::map<std::string, int> expected = {{"burn", 60},         {"good", 1500},
                                               {"short_shot", 60},   {"sink_mark", 60},
                                               {"wet_material", 60}, {"wrong_clamp", 60}};
  EXPECT_EQ(parts, expected);
}

TEST(SyntheticTable, CalibrationIsDrawnAtRandomFromTheTrainingParts) {
  const Unit unit = open_synthetic_table({}, 0)->open(0);
  std::set<std::string> ids;
  std::int64_t held_from_first_half = 0;
  for (std::int64_t i = 0; i < unit.train->size(); ++i) {
    ids.insert(unit.train->info(i).id);
  }
  for (std::int64_t i = 0; i < unit.calibration->size(); ++i) {
    const std::string& id = unit.calibration->info(i).id;
    EXPECT_TRUE(ids.insert(id).second) << id;
    held_from_first_half += std::stoll(id.substr(5)) < 2000 ? 1 : 0;
  }
  EXPECT_EQ(ids.size(), 4000U);
  EXPECT_NEAR(static_cast<double>(held_from_first_half), 400.0, 65.0);  // 5 deviations
}

TEST(SyntheticTable, DefectsReachNeitherTrainingNorGoodTestParts) {
  SyntheticTableConfig strong;
  strong.defect_strength = 10.0;
  const Unit unit = open_synthetic_table({}, 3)->open(0);
  const Unit stronger = open_synthetic_table(strong, 3)->open(0);
  EXPECT_EQ(read_rows(*unit.train), read_rows(*stronger.train));
  EXPECT_EQ(read_rows(*unit.calibration), read_rows(*stronger.calibration));
  const auto rows = read_rows(*unit.test);
  const auto stronger_rows = read_rows(*stronger.test);
  for (std::int64_t i = 0; i < unit.test->size(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    EXPECT_EQ(rows[at] != stronger_rows[at], unit.test_labels->anomalous(i)) << i;
  }
}

TEST(SyntheticTable, ConditionsAreRecordedAndMayBeFeatures) {
  SyntheticTableConfig config;
  config.conditions_as_features = true;
  const auto dataset = open_synthetic_table(config, 0);
  ASSERT_EQ(dataset->input().features.size(), 12U);
  EXPECT_EQ(dataset->input().features[10], "temperature");
  EXPECT_EQ(dataset->input().features[11], "wear");
  const Unit unit = dataset->open(0);
  const auto rows = read_rows(*unit.test);
  std::set<std::string> shifts;
  for (std::int64_t i = 0; i < unit.test->size(); ++i) {
    const auto& conditions = unit.test->info(i).conditions;
    ASSERT_EQ(conditions.size(), 4U);
    shifts.insert(shift_of(unit.test->info(i)));
    EXPECT_TRUE(std::isnan(conditions[0].number));
    EXPECT_EQ(conditions[1].name, "lot");
    EXPECT_EQ(conditions[1].text, unit.test->info(i).group);
    const auto& row = rows[static_cast<std::size_t>(i)];
    EXPECT_EQ(row[10], static_cast<float>(conditions[2].number));
    EXPECT_EQ(row[11], static_cast<float>(conditions[3].number));
    EXPECT_GE(row[11], 0.0F);
    EXPECT_LT(row[11], 1.0F);
  }
  EXPECT_THAT(shifts, ::testing::ElementsAre("early", "late", "night"));
}

TEST(SyntheticTable, NarrowTrainingRaisesFalsePositivesOutsideItsRange) {
  SyntheticTableConfig config;
  config.train = 2000;
  const Unit wide = open_synthetic_table(config, 0)->open(0);
  config.narrow_training = true;
  const Unit narrow = open_synthetic_table(config, 0)->open(0);
  for (std::int64_t i = 0; i < narrow.train->size(); ++i) {
    const auto& conditions = narrow.train->info(i).conditions;
    EXPECT_EQ(conditions[0].text, "early");
    EXPECT_LE(conditions[2].number, 21.0);
    EXPECT_LT(conditions[3].number, 0.4);
  }
  EXPECT_EQ(read_rows(*wide.test), read_rows(*narrow.test));

  const auto rate = [](const Unit& unit, const std::string& shift) {
    const testing::SimpleDetector detector(*unit.train);
    return testing::false_positive_rate(
        detector.nearest(*unit.calibration), detector.nearest(*unit.test), unit,
        [&](const SampleInfo& info) { return shift_of(info) == shift; });
  };
  EXPECT_LT(rate(wide, "late"), 0.15);
  EXPECT_GT(rate(narrow, "late"), 0.7);
  EXPECT_LT(rate(narrow, "early"), 0.35);
}

TEST(SyntheticTable, MethodsDiffer) {
  const Unit unit = open_synthetic_table({}, 0)->open(0);
  const testing::SimpleDetector detector(*unit.train);
  const auto nearest = detector.nearest(*unit.test);
  const auto single = detector.largest_deviation(*unit.test);
  EXPECT_GT(testing::auroc(nearest, *unit.test_labels), 0.85);
  EXPECT_LT(testing::auroc(nearest, *unit.test_labels), 0.97);
  const auto combination = [](const std::string& defect) {
    return defect == "wet_material" || defect == "wrong_clamp";
  };
  EXPECT_GT(testing::auroc(nearest, *unit.test_labels, combination), 0.75);
  EXPECT_LT(testing::auroc(single, *unit.test_labels, combination), 0.55);
}

// Expected residuals from the equations of the process, solved for the unmeasured viscosity by
// hand: clamp = 480 + 4.5 (p − 92), torque = 41 + 0.7 (p − 92) + 0.24 (melt − 232) − 3.5 wear.
TEST(SyntheticTable, CombinationDefectsHideInSingleMeasurements) {
  SyntheticTableConfig config;
  config.conditions_as_features = true;
  const Unit unit = open_synthetic_table(config, 0)->open(0);
  std::array<float, 2> clamp = {1e9F, -1e9F};
  std::array<float, 2> torque = {1e9F, -1e9F};
  for (const auto& row : read_rows(*unit.train)) {
    clamp = {std::min(clamp[0], row[kClampForce]), std::max(clamp[1], row[kClampForce])};
    torque = {std::min(torque[0], row[kScrewTorque]), std::max(torque[1], row[kScrewTorque])};
  }
  const auto rows = read_rows(*unit.test);
  double torque_misfit = 0.0;
  for (std::int64_t i = 0; i < unit.test->size(); ++i) {
    const auto& row = rows[static_cast<std::size_t>(i)];
    const std::string& defect = unit.test_labels->defect(i);
    const double pressure = row[kInjectionPressure] - 92.0;
    if (defect == "wrong_clamp") {
      EXPECT_GE(row[kClampForce], clamp[0]);
      EXPECT_LE(row[kClampForce], clamp[1]);
      EXPECT_GT(std::abs(row[kClampForce] - 480.0 - 4.5 * pressure), 15.0);
    } else if (defect == "wet_material") {
      EXPECT_GE(row[kScrewTorque], torque[0]);
      EXPECT_LE(row[kScrewTorque], torque[1]);
      torque_misfit += std::abs(row[kScrewTorque] - 41.0 - 0.7 * pressure -
                                0.24 * (row[kMeltTemperature] - 232.0) + 3.5 * row[11]) /
                       60.0;
    } else if (defect == kGood) {
      EXPECT_LT(std::abs(row[kClampForce] - 480.0 - 4.5 * pressure), 20.0);
    }
  }
  EXPECT_NEAR(torque_misfit, 4.0, 0.5);  // 5 deviations of 0.75 / √60
}

TEST(MouldingProcess, CrewsSetHoldPressureDifferently) {
  const MouldingProcess process(0);
  const auto mean_hold = [&](const char* shift) {
    Rng rng(0, "test");
    double sum = 0.0;
    for (int i = 0; i < 5000; ++i) {
      sum += process.measure({3, shift, 20.0, 0.0}, rng)[kHoldPressure];
    }
    return sum / 5000.0;
  };
  EXPECT_NEAR(mean_hold("late") - mean_hold("night"), 3.6, 1e-9);  // ±1.8, equal noise
}

TEST(MouldingProcess, WearMakesPartsLighter) {
  const MouldingProcess process(0);
  Rng fresh(0, "test");
  Rng worn(0, "test");
  const double difference = process.measure({3, "early", 20.0, 1.0}, worn)[kPartWeight] -
                            process.measure({3, "early", 20.0, 0.0}, fresh)[kPartWeight];
  EXPECT_NEAR(difference, -0.05, 1e-9);  // 0.05 · 0.4 · 5 − 0.15
}

TEST(PartDefects, ChangeWhatTheyClaim) {
  const Measured usual = {232.0, 58.0, 92.0, 55.0, 43.0, 470.0, 1.42, 11.5, 21.0, 24.6};
  const auto with = [&](PartDefect defect, double strength) {
    Measured part = usual;
    Rng rng(0, "test");
    apply_defect(defect, strength, part, rng);
    return part;
  };
  const auto burn = with(PartDefect::kBurn, 2.0);
  EXPECT_GE(burn[kMeltTemperature], 242.0);
  EXPECT_LE(burn[kMeltTemperature], 250.0);
  const auto short_shot = with(PartDefect::kShortShot, 1.0);
  EXPECT_GE(short_shot[kPartWeight], 23.8);
  EXPECT_LE(short_shot[kPartWeight], 24.2);
  EXPECT_NEAR(short_shot[kInjectionTime], 1.47, 1e-9);
  EXPECT_NEAR(short_shot[kCycleTime], 21.05, 1e-9);
  const auto sink_mark = with(PartDefect::kSinkMark, 1.0);
  EXPECT_NEAR(sink_mark[kHoldPressure], 50.0, 1e-9);
  EXPECT_NEAR(sink_mark[kPartWeight], 24.5, 1e-9);
  EXPECT_NEAR(with(PartDefect::kWetMaterial, 1.0)[kScrewTorque], 39.0, 1e-9);
  EXPECT_NEAR(with(PartDefect::kWrongClamp, 0.5)[kClampForce], 485.0, 1e-9);
}

TEST(SyntheticTable, BadSettingsAreNamed) {
  const auto message = [](void (*spoil)(SyntheticTableConfig&)) -> std::string {
    SyntheticTableConfig config;
    spoil(config);
    try {
      open_synthetic_table(config, 0);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kConfig);
      return error.what();
    }
    return "accepted";
  };
  using C = SyntheticTableConfig;
  EXPECT_EQ(message([](C& c) { c.train = 99; }), "dataset.train: 99 must lie in [100, 1000000]");
  EXPECT_EQ(message([](C& c) { c.test_good = 0; }),
            "dataset.test_good: 0 must lie in [1, 1000000]");
  EXPECT_EQ(message([](C& c) { c.test_defective = -3; }),
            "dataset.test_defective: -3 must lie in [1, 1000000]");
  EXPECT_EQ(message([](C& c) { c.defect_strength = 0.0; }),
            "dataset.defect_strength: 0 must lie in [0.1, 10]");
  EXPECT_EQ(message([](C& c) { c.calibration_fraction = 0.9; }),
            "dataset.calibration_fraction: 0.9 must lie in [0, 0.5]");
}

}  // namespace
}  // namespace goodparts
