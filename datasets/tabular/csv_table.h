// Reading separated text (CSV, RFC 4180) into cells.
//
// Taken: any separator; quoted cells with separators, line ends and doubled quotes inside; LF, CRLF
// and CR line ends; a UTF-8 byte order mark; blank lines (skipped). A file without a header names
// its columns #1, #2, … as does an empty name in a header. Throws Error(kData) naming file and
// line: no such file, empty, binary or UTF-16, ragged rows, a quote that is not closed, two columns
// of one name, another number of columns than of `names`.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goodparts {

struct CsvFormat {
  char separator = ',';
  bool header = true;
  std::vector<std::string> names =
      {};  // of all columns of a file without a header; empty: #1, #2, …
};

// "," or ";" or "tab" (also "\t") as a character. Throws Error(kConfig) naming dataset.separator.
char parse_separator(const std::string& text);

// "#3" for index 2, the name of a column that has none.
std::string positional_name(std::size_t index);

class CsvTable {
 public:
  static CsvTable read(const std::string& path, const CsvFormat& format);

  const std::string& path() const { return path_; }
  const std::vector<std::string>& columns() const { return columns_; }
  std::int64_t rows() const { return static_cast<std::int64_t>(lines_.size()); }  // at least 1
  // Without the blanks around it.
  std::string_view cell(std::int64_t row, std::size_t column) const {
    return cells_[static_cast<std::size_t>(row) * columns_.size() + column];
  }
  std::int64_t line(std::int64_t row) const { return lines_[static_cast<std::size_t>(row)]; }

  std::optional<std::size_t> find(const std::string& column) const;
  // Throws Error(kData) that lists the columns there are; `setting` says who asked: dataset.label.
  std::size_t require(const std::string& column, const std::string& setting) const;
  // "<path>, line 7, column 'Torque': 'abc'", the start of every message about a cell.
  std::string describe(std::int64_t row, std::size_t column) const;

 private:
  void name_columns(const std::vector<std::string_view>& first, const CsvFormat& format);

  std::string path_;
  std::unique_ptr<std::string> text_;  // what the cells point into
  std::vector<std::string> columns_;
  std::vector<std::string_view> cells_;
  std::vector<std::int64_t> lines_;  // where each row starts, from 1
};

struct CellValue {
  enum class Kind { kNumber, kMissing, kText };
  Kind kind = Kind::kText;
  double number = 0.0;
};

// A decimal number with a point, also with an exponent; missing: an empty cell, NaN, NA, N/A,
// null, none or ? in any case; infinities are text.
CellValue parse_cell(std::string_view cell);

}  // namespace goodparts
