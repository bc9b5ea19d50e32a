// Columns to labels and conditions; see columns.h.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "datasets/tabular/columns.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

constexpr const char* kUnnamedDefect = "anomalous";

std::optional<bool> parse_flag(std::string_view cell) {
  const CellValue value = parse_cell(cell);
  if (value.kind == CellValue::Kind::kNumber && (value.number == 0.0 || value.number == 1.0)) {
    return value.number == 1.0;
  }
  for (const char* word : {"true", "True", "TRUE"}) {
    if (cell == word) {
      return true;
    }
  }
  for (const char* word : {"false", "False", "FALSE"}) {
    if (cell == word) {
      return false;
    }
  }
  return std::nullopt;
}

bool require_flag(const CsvTable& table, std::int64_t row, std::size_t column) {
  if (const std::optional<bool> flag = parse_flag(table.cell(row, column))) {
    return *flag;
  }
  throw Error(ErrorKind::kData, table.describe(row, column) +
                                    " is neither 0 (good) nor 1 (anomalous); where labels are "
                                    "words, list those that mean anomalous in dataset.anomalous");
}

bool says_anomalous(const CsvTable& table, std::int64_t row, std::size_t column,
                    const std::vector<std::string>& anomalous) {
  if (anomalous.empty()) {
    return require_flag(table, row, column);
  }
  const std::string_view cell = table.cell(row, column);
  if (cell.empty()) {
    throw Error(ErrorKind::kData, table.describe(row, column) + " is a missing label; fill it");
  }
  return std::any_of(anomalous.begin(), anomalous.end(),
                     [&](const std::string& wanted) { return same_label(cell, wanted); });
}

class TruthReader {
 public:
  TruthReader(const CsvTable& table, const ColumnRoles& roles)
      : table_(table),
        roles_(roles),
        labels_(columns(roles.labels, "dataset.label")),
        defects_(columns(roles.defects, "dataset.defect")) {}

  void read(std::int64_t row, RowTruth& truth) const {
    std::vector<std::size_t> set;
    for (const std::size_t label : labels_) {
      if (says_anomalous(table_, row, label, roles_.anomalous)) {
        set.push_back(label);
      }
    }
    if (set.empty()) {
      truth.add_good();
    } else {
      truth.add_defect(defect_of(row, set));
    }
  }

 private:
  std::vector<std::size_t> columns(const std::vector<std::string>& names,
                                   const char* setting) const {
    std::vector<std::size_t> found;
    for (const std::string& name : names) {
      found.push_back(table_.require(name, setting));
    }
    return found;
  }

  std::string names_of(const std::vector<std::size_t>& columns) const {
    std::string joined;
    for (const std::size_t column : columns) {
      joined += (joined.empty() ? "" : "+") + table_.columns()[column];
    }
    return joined.empty() ? kUnnamedDefect : joined;
  }

  std::string defect_of(std::int64_t row, const std::vector<std::size_t>& labels_set) const {
    if (defects_.size() > 1) {
      std::vector<std::size_t> set;
      std::copy_if(defects_.begin(), defects_.end(), std::back_inserter(set),
                   [&](std::size_t column) { return require_flag(table_, row, column); });
      return names_of(set);
    }
    if (labels_.size() > 1 && defects_.empty()) {
      return names_of(labels_set);
    }
    const std::string text(table_.cell(row, defects_.empty() ? labels_[0] : defects_[0]));
    const bool says_nothing = text.empty() || text == kGood || parse_flag(text);
    return says_nothing ? kUnnamedDefect : text;
  }

  const CsvTable& table_;
  const ColumnRoles& roles_;
  std::vector<std::size_t> labels_;
  std::vector<std::size_t> defects_;
};

}  // namespace

bool same_label(std::string_view cell, const std::string& wanted) {
  if (cell == wanted) {
    return true;
  }
  const CellValue a = parse_cell(cell);
  const CellValue b = parse_cell(wanted);
  return a.kind == CellValue::Kind::kNumber && b.kind == CellValue::Kind::kNumber &&
         a.number == b.number;
}

RowTruth read_truth(const CsvTable& table, const ColumnRoles& roles) {
  const TruthReader reader(table, roles);
  RowTruth truth;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    reader.read(row, truth);
  }
  return truth;
}

void read_conditions(const CsvTable& table, const std::vector<std::string>& columns,
                     RowTable& rows) {
  for (const std::string& name : columns) {
    const std::size_t column = table.require(name, "dataset.conditions");
    std::vector<CellValue> values;
    for (std::int64_t row = 0; row < table.rows(); ++row) {
      values.push_back(parse_cell(table.cell(row, column)));
    }
    const bool numeric = std::none_of(values.begin(), values.end(), [](const CellValue& value) {
      return value.kind == CellValue::Kind::kText;
    });
    for (std::int64_t row = 0; row < table.rows(); ++row) {
      const CellValue& value = values[static_cast<std::size_t>(row)];
      Condition condition{name, std::string(table.cell(row, column))};
      if (numeric && value.kind == CellValue::Kind::kNumber) {
        condition.number = value.number;
      }
      rows.info[static_cast<std::size_t>(row)].conditions.push_back(std::move(condition));
    }
  }
}

}  // namespace goodparts
