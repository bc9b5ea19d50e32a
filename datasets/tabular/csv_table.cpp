#include "datasets/tabular/csv_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>

#include "datasets/tabular/csv_scanner.h"
#include "datasets/tabular/text_file.h"
#include "kernels/base/config.h"
#include "kernels/base/error.h"
#include "kernels/base/join.h"

namespace goodparts {
namespace {

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

}  // namespace

char parse_separator(const std::string& text) {
  if (text == "tab" || text == "\\t") {
    return '\t';
  }
  if (text.size() != 1 || text == "\"" || text == "\n" || text == "\r") {
    throw Error(ErrorKind::kConfig,
                fmt::format("dataset.separator: '{}' is not a separator; give one character such "
                            "as ',' or ';', or tab",
                            text));
  }
  return text[0];
}

std::string positional_name(std::size_t index) { return fmt::format("#{}", index + 1); }

CsvTable CsvTable::read(const std::string& path, const CsvFormat& format) {
  CsvTable table;
  table.path_ = path;
  table.text_ = std::make_unique<std::string>(read_text(path));
  CsvScanner scanner(*table.text_, format.separator, path);
  std::vector<std::string_view> cells;
  while (scanner.next(cells)) {
    if (table.columns_.empty()) {
      table.name_columns(cells, format);
      if (format.header) {
        continue;
      }
    }
    if (cells.size() != table.columns_.size()) {
      throw Error(
          ErrorKind::kData,
          fmt::format("{}, line {}: has {} cells where {} are expected; mend the row, or "
                      "check dataset.separator ('{}')",
                      path, scanner.line(), cells.size(), table.columns_.size(), format.separator));
    }
    table.cells_.insert(table.cells_.end(), cells.begin(), cells.end());
    table.lines_.push_back(scanner.line());
  }
  if (table.lines_.empty()) {
    throw Error(ErrorKind::kData, fmt::format("{}: has no rows of data", path));
  }
  return table;
}

void CsvTable::name_columns(const std::vector<std::string_view>& first, const CsvFormat& format) {
  if (!format.header && !format.names.empty() && format.names.size() != first.size()) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: has {} columns, but {} names are given for them: {}", path_,
                            first.size(), format.names.size(), joined(format.names, ", ")));
  }
  std::set<std::string> seen;
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (format.header && !first[i].empty()) {
      columns_.emplace_back(first[i]);
    } else {
      columns_.push_back(format.header || format.names.empty() ? positional_name(i)
                                                               : format.names[i]);
    }
    if (!seen.insert(columns_.back()).second) {
      throw Error(ErrorKind::kData,
                  fmt::format("{}: two columns are named '{}'; rename one (dataset.header=false "
                              "reads a file without a header)",
                              path_, columns_.back()));
    }
  }
}

std::optional<std::size_t> CsvTable::find(const std::string& column) const {
  const auto found = std::find(columns_.begin(), columns_.end(), column);
  return found == columns_.end() ? std::nullopt
                                 : std::optional<std::size_t>(found - columns_.begin());
}

std::size_t CsvTable::require(const std::string& column, const std::string& setting) const {
  if (const auto found = find(column)) {
    return *found;
  }
  const std::string near = nearest_match(column, columns_);
  throw Error(ErrorKind::kData,
              fmt::format("{}: there is no column '{}' ({}); {}there are: {}", path_, column,
                          setting, near.empty() ? "" : fmt::format("did you mean '{}'? ", near),
                          joined(columns_, ", ")));
}

std::string CsvTable::describe(std::int64_t row, std::size_t column) const {
  return fmt::format("{}, line {}, column '{}': '{}'", path_, line(row), columns_[column],
                     cell(row, column));
}

CellValue parse_cell(std::string_view cell) {
  static constexpr std::array<std::string_view, 7> kMissing = {"",     "nan",  "na", "n/a",
                                                               "null", "none", "?"};
  double number = 0.0;
  const std::size_t sign = cell.size() > 1 && cell[0] == '+' && cell[1] != '-' ? 1 : 0;
  const auto [end, error] = std::from_chars(cell.data() + sign, cell.data() + cell.size(), number);
  const bool whole = end == cell.data() + cell.size() && !cell.empty();
  if (whole && error == std::errc() && std::isfinite(number)) {
    return {CellValue::Kind::kNumber, number};
  }
  const bool missing = std::any_of(kMissing.begin(), kMissing.end(), [&](std::string_view mark) {
    return equals_ignoring_case(cell, mark);
  });
  return {missing ? CellValue::Kind::kMissing : CellValue::Kind::kText};
}

}  // namespace goodparts
