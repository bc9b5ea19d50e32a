#include "datasets/synthetic/sensor_faults.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "datasets/synthetic/sensor_machine.h"

namespace goodparts {
namespace {

// Closed form of the machine's equations at load 50 %, 2000 rpm, 20 °C, no wear, worked out by
// hand.
TEST(SensorMachine, MeanReadingsFollowTheEquations) {
  const std::vector<Operating> steady(20000, Operating{50.0, 2000.0, 20.0, 0.0});
  Rng rng(0, "test");
  const std::vector<Readings> readings = read_sensors(steady, rng);
  const Readings expected = {37.5, 18.4718, 8.4435, 55.8845, 35.5, 2.7730, 6.1, 73.0};
  const Readings noise = {0.5, 0.25, 0.1, 0.3, 0.25, 0.07, 0.08, 0.6};
  for (std::size_t sensor = 0; sensor < kSensors; ++sensor) {
    double mean = 0.0;
    for (const Readings& row : readings) {
      mean += row[sensor] / 20000.0;
    }
    EXPECT_NEAR(mean, expected[sensor], 5.0 * noise[sensor] / std::sqrt(20000.0) + 1e-4)
        << sensor_names()[sensor];
  }
}

TEST(SensorFaults, IntervalsAreDisjointAndInside) {
  for (const std::int64_t rows : {500, 2000}) {
    for (const double share : {0.05, 0.2, 0.5}) {
      Rng rng(1, "test");
      const auto intervals = place_faults(rows, share, rng);
      std::int64_t end = 0;
      std::int64_t faulty = 0;
      for (const FaultInterval& interval : intervals) {
        EXPECT_GE(interval.first, end + 3);
        end = interval.first + interval.rows;
        faulty += interval.rows;
      }
      EXPECT_LE(end, rows);
      EXPECT_NEAR(static_cast<double>(faulty), static_cast<double>(rows) * share, 20.0);
    }
  }
}

class OneFault : public ::testing::Test {
 protected:
  static constexpr std::size_t kFirst = 100;
  static constexpr std::size_t kRows = 40;

  OneFault() {
    Rng rng(5, "test");
    const RunPlan plan = draw_run_plan(rng);
    good_ = read_sensors(draw_operating(plan, 0, 600, 600, 100.0, rng), rng);
  }

  std::vector<Readings> with(Fault fault, double strength, std::uint64_t seed) const {
    std::vector<Readings> readings = good_;
    Rng rng(seed, "test");
    apply_faults({{fault, kFirst, kRows}}, strength, readings, rng);
    for (std::size_t row = 0; row < readings.size(); ++row) {
      if (row < kFirst || row >= kFirst + kRows) {
        EXPECT_EQ(readings[row], good_[row]) << "outside the interval, row " << row;
      }
    }
    return readings;
  }

  std::vector<std::size_t> changed_sensors(const std::vector<Readings>& readings) const {
    std::vector<std::size_t> sensors;
    for (std::size_t sensor = 0; sensor < kSensors; ++sensor) {
      if (readings[kFirst + kRows - 1][sensor] != good_[kFirst + kRows - 1][sensor]) {
        sensors.push_back(sensor);
      }
    }
    return sensors;
  }

  double deviation(std::size_t sensor) const {
    double sum = 0.0;
    double squares = 0.0;
    for (const Readings& row : good_) {
      sum += row[sensor];
      squares += row[sensor] * row[sensor];
    }
    const auto n = static_cast<double>(good_.size());
    return std::sqrt(squares / n - sum / n * sum / n);
  }

  std::vector<Readings> good_;
};

TEST_F(OneFault, BearingRaisesVibrationAndWarms) {
  const auto readings = with(Fault::kBearing, 0.5, 0);
  EXPECT_THAT(changed_sensors(readings), ::testing::ElementsAre(kBearingTemperature, kVibration));
  const std::size_t half = kFirst + kRows / 2 - 1;
  const std::size_t quarter = kFirst + kRows / 4 - 1;
  EXPECT_NEAR(readings[half][kVibration], 1.75 * good_[half][kVibration], 1e-9);
  EXPECT_NEAR(readings[half][kBearingTemperature], 7.0 + good_[half][kBearingTemperature], 1e-9);
  EXPECT_NEAR(readings[quarter][kBearingTemperature], 3.5 + good_[quarter][kBearingTemperature],
              1e-9);
}

TEST_F(OneFault, CorrelationBreakShowsEverydayValuesOfAnotherTime) {
  const auto readings = with(Fault::kCorrelationBreak, 1.0, 0);
  EXPECT_THAT(changed_sensors(readings), ::testing::ElementsAre(kPressure, kFlow));
  for (std::size_t row = kFirst; row < kFirst + kRows; ++row) {
    const auto same = [&](const Readings& other) {
      return other[kPressure] == readings[row][kPressure] && other[kFlow] == readings[row][kFlow];
    };
    const auto found = std::find_if(good_.begin(), good_.end(), same);
    ASSERT_NE(found, good_.end());
    const auto at = static_cast<std::size_t>(found - good_.begin());
    EXPECT_TRUE(at < kFirst || at >= kFirst + kRows) << at;
  }
}

TEST_F(OneFault, DriftMovesOneSensorBySixDeviations) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const auto readings = with(Fault::kDrift, 1.0, seed);
    const auto sensors = changed_sensors(readings);
    ASSERT_EQ(sensors.size(), 1U);
    const std::size_t last = kFirst + kRows - 1;
    EXPECT_NEAR(std::abs(readings[last][sensors[0]] - good_[last][sensors[0]]),
                6.0 * deviation(sensors[0]), 1e-6);
    EXPECT_NEAR(std::abs(readings[kFirst][sensors[0]] - good_[kFirst][sensors[0]]),
                6.0 * deviation(sensors[0]) / 20.0, 1e-6);
  }
}

TEST_F(OneFault, SpikeIsFourToSevenDeviationsHigh) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const auto readings = with(Fault::kSpike, 1.0, seed);
    const auto sensors = changed_sensors(readings);
    ASSERT_EQ(sensors.size(), 1U);
    const double height = std::abs(readings[kFirst][sensors[0]] - good_[kFirst][sensors[0]]);
    EXPECT_GE(height / deviation(sensors[0]), 4.0 - 1e-6);
    EXPECT_LE(height / deviation(sensors[0]), 7.0 + 1e-6);
  }
}

TEST_F(OneFault, StuckSensorKeepsItsValue) {
  const auto readings = with(Fault::kStuck, 1.0, 0);
  const auto sensors = changed_sensors(readings);
  ASSERT_EQ(sensors.size(), 1U);
  for (std::size_t row = kFirst; row < kFirst + kRows; ++row) {
    EXPECT_EQ(readings[row][sensors[0]], good_[kFirst][sensors[0]]);
  }
}

}  // namespace
}  // namespace goodparts
