// What is known about each cycle: the file with one row of states a cycle.
#pragma once

#include <string>
#include <vector>

#include "datasets/tabular/csv_table.h"
#include "datasets/tabular/row_table.h"

namespace goodparts {

// Columns are named `names`; without names, by the file's first row if it holds no number, or else
// #1, #2, … Throws Error(kData) as CsvTable does.
CsvTable read_profile(const std::string& path, const std::string& separator,
                      const std::vector<std::string>& names);

// A cycle is good where the column `label` has one of the values `good`, and otherwise has the
// defect "<label>=<value>". Throws Error(kData): no such column, a cell without a value, no good
// cycle.
RowTruth read_cycle_truth(const CsvTable& profile, const std::string& label,
                          const std::vector<std::string>& good);

// Gives cycles that follow one another in the same states one group: "<prefix>#<first>-<last>".
void group_by_state(const CsvTable& profile, const std::string& prefix, RowTable& rows);

}  // namespace goodparts
