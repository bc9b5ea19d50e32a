// What the drawn row sets have in common: units of rows in memory, conditions, checks of settings.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "datasets/dataset.h"
#include "datasets/tabular/row_table.h"

namespace goodparts {

// Rows in the order in which they were drawn.
struct DrawnRows {
  RowTable table;
  RowTruth truth;

  // `defect` is kGood for a good row.
  void add(SampleInfo info, const std::string& defect);
};

// A unit of one table; parts are rows of it.
RowUnit make_drawn_unit(const std::string& name, DrawnRows rows, std::vector<std::int64_t> train,
                        std::vector<std::int64_t> calibration, std::vector<std::int64_t> test);

// `units` is not empty; all have the same features. For `window` see make_row_source.
std::unique_ptr<Dataset> make_drawn_dataset(std::vector<RowUnit> units, std::int64_t window,
                                            std::string protocol, bool in_time_order = false);

Condition numeric_condition(const std::string& name, double value);
Condition text_condition(const std::string& name, const std::string& value);

// first … end − 1
std::vector<std::int64_t> row_range(std::int64_t first, std::int64_t end);

// The number of rows that a calibration fraction holds out, rounded to the nearest.
std::int64_t held_out(std::int64_t rows, double fraction);

// Throw Error(kConfig) naming dataset.<key> and the value, unless low <= value <= high.
void require_between(const char* key, std::int64_t value, std::int64_t low, std::int64_t high);
void require_between(const char* key, double value, double low, double high);

}  // namespace goodparts
