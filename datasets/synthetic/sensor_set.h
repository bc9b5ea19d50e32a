// A sensor set that the program draws itself: a motor-driven pump in several runs, each with its
// own course of load, speed, ambient temperature and wear, and labelled faults in its test part
// (sensor_faults.h). Nothing is read from disk; the seed decides everything.
//
// Each run is a unit: `train_rows` good rows, the last of them held out for calibration, then
// `test_rows` rows. Samples are named run0#1234 after their row; the group is the run; load, speed,
// temperature and wear are recorded as conditions. Made to try methods and settings out; figures
// reached on it say nothing about real machines.
#pragma once

#include <cstdint>
#include <memory>

#include "datasets/dataset.h"
#include "datasets/registry.h"
#include "kernels/base/config.h"

namespace goodparts {

struct SyntheticSensorConfig : Config {
  std::int64_t runs = 3;
  std::int64_t train_rows = 3000;  // good, calibration included
  std::int64_t test_rows = 2000;
  double fault_share = 0.2;
  double fault_strength = 1.0;
  bool narrow_training = false;
  bool conditions_as_features = false;
  std::int64_t window = 1;  // see make_row_source
  double calibration_fraction = 0.2;

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

// Throws Error(kConfig) for settings out of range.
std::unique_ptr<Dataset> open_synthetic_sensor(const SyntheticSensorConfig& config,
                                               std::uint64_t seed);

std::unique_ptr<Dataset> make_synthetic_sensor(const ConfigReader& read, std::uint64_t seed);

}  // namespace goodparts
