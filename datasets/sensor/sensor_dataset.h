// The `sensor` dataset: recordings in CSV files, each a unit of its own.
#pragma once

#include <memory>

#include "datasets/registry.h"

namespace goodparts {

// experiments/conf/dataset/sensor.yaml explains each setting.
struct SensorConfig : Config {
  std::vector<std::string> files;
  std::string separator = ",";
  bool header = true;
  std::optional<std::string> time;
  std::vector<std::string> labels;
  std::vector<std::string> anomalous;
  std::vector<std::string> defect;
  std::vector<std::string> conditions;
  bool condition_features = false;
  std::vector<std::string> features;
  std::vector<std::string> ignore;
  std::string categorical = "ignore";
  std::string missing = "error";
  std::int64_t train_rows = 400;
  std::optional<std::string> train_file;
  std::string anomalous_train_rows = "drop";
  double calibration_fraction = 0.25;
  std::int64_t window = 1;

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

std::unique_ptr<Dataset> make_sensor_dataset(const ConfigReader& read, std::uint64_t seed);

}  // namespace goodparts
