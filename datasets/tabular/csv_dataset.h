// The `csv` dataset: a labelled table in separated text, one row a part.
#pragma once

#include <memory>

#include "datasets/registry.h"

namespace goodparts {

// Column names; experiments/conf/dataset/csv.yaml explains each setting.
struct CsvConfig : Config {
  std::string file;
  std::string separator = ",";
  bool header = true;
  std::string label;
  std::vector<std::string> anomalous;
  std::vector<std::string> defect;
  std::vector<std::string> conditions;
  bool condition_features = false;
  std::optional<std::string> group;
  std::vector<std::string> features;
  std::vector<std::string> ignore;
  std::string categorical = "ignore";
  std::string missing = "error";
  std::optional<std::int64_t> max_rows;  // max_rows.h
  std::string protocol = "good_only";    // row_split.h
  std::optional<std::int64_t> train_rows;
  std::optional<std::string> train_file;
  double calibration_fraction = 0.2;

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

std::unique_ptr<Dataset> make_csv_dataset(const ConfigReader& read, std::uint64_t seed);

}  // namespace goodparts
