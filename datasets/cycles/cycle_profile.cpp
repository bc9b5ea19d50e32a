#include "datasets/cycles/cycle_profile.h"

#include <fmt/format.h>

#include <algorithm>

#include "datasets/cycles/cycle_files.h"
#include "datasets/tabular/columns.h"
#include "kernels/base/error.h"
#include "kernels/base/join.h"

namespace goodparts {
namespace {

bool first_row_has_numbers(const CsvTable& table) {
  for (std::size_t column = 0; column < table.columns().size(); ++column) {
    if (parse_cell(table.cell(0, column)).kind == CellValue::Kind::kNumber) {
      return true;
    }
  }
  return false;
}

bool same_states(const CsvTable& profile, std::int64_t a, std::int64_t b) {
  for (std::size_t column = 0; column < profile.columns().size(); ++column) {
    if (profile.cell(a, column) != profile.cell(b, column)) {
      return false;
    }
  }
  return true;
}

std::vector<std::string> different_values(const CsvTable& profile, std::size_t column) {
  constexpr std::size_t kEnough = 20;
  std::vector<std::string> values;
  for (std::int64_t row = 0; row < profile.rows() && values.size() < kEnough; ++row) {
    std::string value(profile.cell(row, column));
    if (std::find(values.begin(), values.end(), value) == values.end()) {
      values.push_back(std::move(value));
    }
  }
  return values;
}

}  // namespace

CsvTable read_profile(const std::string& path, const std::string& separator,
                      const std::vector<std::string>& names) {
  CsvFormat format{cycle_separator(path, separator), false, names};
  CsvTable table = CsvTable::read(path, format);
  if (!names.empty() || first_row_has_numbers(table)) {
    return table;
  }
  format.header = true;
  return CsvTable::read(path, format);
}

RowTruth read_cycle_truth(const CsvTable& profile, const std::string& label,
                          const std::vector<std::string>& good) {
  const std::size_t column = profile.require(label, "dataset.label");
  RowTruth truth;
  bool any_good = false;
  for (std::int64_t row = 0; row < profile.rows(); ++row) {
    const std::string_view cell = profile.cell(row, column);
    if (parse_cell(cell).kind == CellValue::Kind::kMissing) {
      throw Error(ErrorKind::kData, profile.describe(row, column) + " is a missing label; fill it");
    }
    const bool is_good = std::any_of(good.begin(), good.end(), [&](const std::string& wanted) {
      return same_label(cell, wanted);
    });
    any_good = any_good || is_good;
    if (is_good) {
      truth.add_good();
    } else {
      truth.add_defect(fmt::format("{}={}", label, cell));
    }
  }
  if (!any_good) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: no cycle is good: column '{}' never is {} (dataset.good); its "
                            "values are {}",
                            profile.path(), label, joined(good, " or "),
                            joined(different_values(profile, column), ", ")));
  }
  return truth;
}

void group_by_state(const CsvTable& profile, const std::string& prefix, RowTable& rows) {
  for (std::int64_t begin = 0, end = 0; begin < profile.rows(); begin = end) {
    for (end = begin + 1; end < profile.rows() && same_states(profile, begin, end);) {
      ++end;
    }
    for (std::int64_t row = begin; row < end; ++row) {
      rows.info[static_cast<std::size_t>(row)].group =
          fmt::format("{}#{}-{}", prefix, begin, end - 1);
    }
  }
}

}  // namespace goodparts
