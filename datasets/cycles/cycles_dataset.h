// The `cycles` dataset: a machine recorded cycle by cycle, as in UCI's "Condition monitoring of
// hydraulic systems" (Helwig, Pignanelli and Schütze, I2MTC 2015): a folder with one file a sensor,
// one row a cycle and one column a sample within the cycle, each sensor at its own rate, and a
// profile, one row of states a cycle. A sample is a cycle, summed up sensor by sensor
// (cycle_features.h). Cycles one after another in the same states share a group.
#pragma once

#include <memory>

#include "datasets/registry.h"

namespace goodparts {

inline constexpr const char* kByTime = "by_time";

// experiments/conf/dataset/cycles.yaml explains each setting.
struct CyclesConfig : Config {
  std::string root;
  std::vector<std::string> files;
  std::string separator = "auto";
  std::string profile = "profile.txt";
  std::vector<std::string> profile_columns;
  std::string label;
  std::vector<std::string> good;
  std::vector<std::string> conditions;
  std::vector<std::string> summary = {"mean", "deviation", "minimum", "maximum", "slope"};
  std::int64_t segments = 1;
  std::string missing = "error";
  std::string protocol = "good_only";  // or whole_table (row_split.h), or by_time
  double train_fraction = 0.5;         // by_time
  double calibration_fraction = 0.2;

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

std::unique_ptr<Dataset> make_cycles_dataset(const ConfigReader& read, std::uint64_t seed);

}  // namespace goodparts
