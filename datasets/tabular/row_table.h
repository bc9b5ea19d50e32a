// Rows in memory: what every row dataset is made of once its files are read or drawn.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "datasets/dataset.h"

namespace goodparts {

struct RowTable {
  std::vector<std::string> features;  // names, in order
  std::vector<float> values;          // row-major, {rows, features}; NaN: missing
  std::vector<SampleInfo> info;       // one a row
  std::vector<std::uint8_t> anomalous;
  std::vector<std::string> defect;  // kGood for good rows

  std::int64_t rows() const { return static_cast<std::int64_t>(info.size()); }
  std::int64_t width() const { return static_cast<std::int64_t>(features.size()); }
};

// The rows of `table` at `indices`, without their labels. With window w > 1 a sample is the last w
// rows of the table up to and including its own, oldest first (features of one row stay together),
// named "pressure[-2]" … "pressure[0]"; every index must then be at least w − 1.
std::unique_ptr<SampleSource> make_row_source(std::shared_ptr<const RowTable> table,
                                              std::vector<std::int64_t> indices,
                                              std::int64_t window = 1);

std::unique_ptr<Labels> make_row_labels(std::shared_ptr<const RowTable> table,
                                        std::vector<std::int64_t> indices);

// A unit from a table and the rows of each part.
Unit make_row_unit(const std::string& name, std::shared_ptr<const RowTable> table,
                   std::vector<std::int64_t> train, std::vector<std::int64_t> calibration,
                   std::vector<std::int64_t> test, std::int64_t window = 1);

}  // namespace goodparts
