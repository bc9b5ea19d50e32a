// The `skab` dataset: the Skoltech Anomaly Benchmark (Katser & Kozitsin 2020), 34 labelled
// recordings of a water loop with 8 sensors at about 1 Hz. Each file is a unit: its first 400 rows
// are learned from, the rest is tested.
//
// Conditions: "flow", the level at which the recording was made ("32 L/min", "76 L/min" or
// "126 L/min": the nearest to the median of its training rows, since the flow falls in faults), and
// "Temperature", of the motor. Both columns are features as well.
#pragma once

#include <memory>

#include "datasets/registry.h"

namespace goodparts {

struct SkabConfig : Config {
  std::string root;                    // with the folders other, valve1 and valve2
  std::string protocol = "held_out";   // or "published": nothing held out
  double calibration_fraction = 0.25;  // held_out
  std::int64_t window = 1;

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

std::unique_ptr<Dataset> make_skab_dataset(const ConfigReader& read, std::uint64_t seed);

}  // namespace goodparts
