// Files of one sensor each: one row a cycle, one column a sample within the cycle, no header.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "datasets/cycles/cycle_features.h"
#include "datasets/tabular/row_table.h"

namespace goodparts {

// How such files are written.
struct CycleFormat {
  std::string separator =
      "auto";                 // one character, tab, or auto: tab, ; , or blank, by the first row
  bool keep_missing = false;  // empty or NaN samples are left out of the features
};

// The separator of a file. Throws Error(kConfig) for what is none, Error(kData) for no such file.
char cycle_separator(const std::string& path, const std::string& separator);

// The number of rows that are not blank. Throws Error(kData): no such file.
std::int64_t count_cycles(const std::string& path);

// The files of a folder that end in .txt or .csv, in natural order. Throws Error(kData): no such
// folder, not a folder, no such file in it.
std::vector<std::string> find_cycle_files(const std::string& folder);

// "PS1" of folder/PS1.txt.
std::string sensor_name(const std::string& path);

// One column of a table to be: values of one feature, one a cycle.
using FeatureColumns = std::vector<std::vector<float>>;

// The columns of `plan`, features of one sensor, from its file. Throws Error(kData) naming the
// file, line, column and value: text, missing values unless kept, ragged rows, cycles of fewer
// samples than parts, features beyond float's range, an empty file.
FeatureColumns read_cycle_features(const std::string& path, const CycleFormat& format,
                                   const std::vector<CycleFeature>& plan);

// Adds a table's next features; all columns have as many values as it has rows.
struct CycleTable {
  std::vector<std::string> features;
  FeatureColumns columns;

  void append(const std::vector<CycleFeature>& plan, FeatureColumns more);
  // Ids are "<id_prefix>#<cycle>", counted from 0, and groups the same.
  RowTable rows(const std::string& id_prefix) const;
};

}  // namespace goodparts
