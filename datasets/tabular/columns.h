// Which columns of a CSV file mean what, and turning them into features, labels and conditions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/tabular/csv_table.h"
#include "datasets/tabular/row_table.h"

namespace goodparts {

struct ColumnRoles {
  std::vector<std::string> labels;     // a row is anomalous if one of them says so
  std::vector<std::string> anomalous;  // label values that mean anomalous; none: labels are 0 or 1
  std::vector<std::string> defects;    // one: its text names the defect; several: 0/1 for each
  std::vector<std::string> conditions;
  bool condition_features = false;     // whether conditions are features too
  std::vector<std::string> features;   // empty: every numeric column without another role
  std::vector<std::string> ignore;     // never features: identifiers, timestamps
  std::string categorical = "ignore";  // text columns: "ignore", "one_hot", "codes", "error"
};

// One feature: a numeric column; or (one-hot) whether a text column has this level; or (codes)
// which of these levels a text column has.
struct FeatureColumn {
  std::string column;
  std::optional<std::string> level = std::nullopt;
  std::vector<std::string> levels = {};

  std::string name() const { return level ? column + "=" + *level : column; }
};

// Decides on the features. A column counts as text when at most half of its non-missing cells are
// numbers. The levels of one-hot and coded columns are those of all `tables` in sorted order, at
// most 64; missing cells are a level of one-hot columns, and missing in coded ones.
// What was left out is said in `warnings`. Throws Error(kData): no such column, no feature at all,
// text columns where the policy forbids them.
std::vector<FeatureColumn> plan_features(const std::vector<const CsvTable*>& tables,
                                         const ColumnRoles& roles,
                                         std::vector<std::string>& warnings);

// The plan behind feature names that a detector was trained with: "Type=L" is one-hot where there
// is no such column but a column "Type". `categories` are those of the training data (parallel to
// `names`, or empty). Throws Error(kData) that lists all missing columns.
std::vector<FeatureColumn> match_features(
    const CsvTable& table, const std::vector<std::string>& names,
    const std::vector<std::vector<std::string>>& categories = {});

// A table of those features; ids are "<id_prefix>#<row>", rows counted from 0, and groups the same.
// A level that is not in the plan gets the number behind the last one. Throws Error(kData) naming
// line, column and value: text among numbers, numbers beyond float's range, missing values unless
// `keep_missing`.
RowTable read_rows(const CsvTable& table, const std::vector<FeatureColumn>& plan,
                   const std::string& id_prefix, bool keep_missing);

// Sets the conditions of each row, numeric where all cells of a column are numbers or missing.
void read_conditions(const CsvTable& table, const std::vector<std::string>& columns,
                     RowTable& rows);

// Text compares as written, numbers by value: 1 and 1.0 are one label.
bool same_label(std::string_view cell, const std::string& wanted);

// Throws Error(kData) naming the cell: a label that is neither 0/1 nor true/false although
// `anomalous` is empty, a missing label.
RowTruth read_truth(const CsvTable& table, const ColumnRoles& roles);

}  // namespace goodparts
