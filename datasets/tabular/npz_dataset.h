// The `npz` dataset: a labelled table in a NumPy archive, as ADBench publishes them: an array X,
// rows × columns, and an array y, one label a row, 0 good and 1 anomalous.
#pragma once

#include <memory>

#include "datasets/registry.h"

namespace goodparts {

struct NpzConfig : Config {
  std::string file;
  std::string x = "X";
  std::string y = "y";
  std::optional<std::int64_t> max_rows;  // max_rows.h
  std::string protocol = "good_only";    // row_split.h
  double calibration_fraction = 0.2;     // of the training rows; good_only
  std::string missing = "error";         // NaN: "error" or "keep"

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

std::unique_ptr<Dataset> make_npz_dataset(const ConfigReader& read, std::uint64_t seed);

}  // namespace goodparts
