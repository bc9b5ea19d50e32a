// The tokens of separated text: one record after another.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace goodparts {

class CsvScanner {
 public:
  // Cells point into `text`, in which quoted cells are unescaped in place. `path` goes into
  // messages.
  CsvScanner(std::string& text, char separator, const std::string& path);

  // The next record that is not blank; false at the end of the text.
  bool next(std::vector<std::string_view>& cells);
  std::int64_t line() const { return record_line_; }  // where that record started, from 1

 private:
  bool at_end() const { return at_ >= text_.size(); }
  bool at_line_end() const { return text_[at_] == '\n' || text_[at_] == '\r'; }
  void skip_line_end();
  std::string_view plain_cell();
  std::string_view quoted_cell();

  std::string& text_;
  char separator_;
  const std::string& path_;
  std::size_t at_ = 0;
  std::int64_t line_ = 1;
  std::int64_t record_line_ = 1;
};

}  // namespace goodparts
