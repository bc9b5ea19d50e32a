#include "datasets/tabular/csv_scanner.h"

#include <fmt/format.h>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

std::string_view trimmed(std::string_view cell) {
  const std::size_t first = cell.find_first_not_of(" \t");
  return first == std::string_view::npos
             ? std::string_view{}
             : cell.substr(first, cell.find_last_not_of(" \t") - first + 1);
}

}  // namespace

CsvScanner::CsvScanner(std::string& text, char separator, const std::string& path)
    : text_(text), separator_(separator), path_(path) {
  const auto reject = [&](const char* what) {
    throw Error(ErrorKind::kData, fmt::format("{}: {}", path_, what));
  };
  const std::string_view start = text_;
  if (start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF")) {
    reject("is UTF-16 text; save it as UTF-8");
  }
  if (start.find('\0') != std::string_view::npos) {
    reject("is not a text file: it has zero bytes");
  }
  at_ = start.starts_with("\xEF\xBB\xBF") ? 3 : 0;
}

bool CsvScanner::next(std::vector<std::string_view>& cells) {
  cells.clear();
  while (!at_end() && at_line_end()) {
    skip_line_end();
  }
  if (at_end()) {
    return false;
  }
  record_line_ = line_;
  while (true) {
    const bool quoted = !at_end() && text_[at_] == '"';
    cells.push_back(trimmed(quoted ? quoted_cell() : plain_cell()));
    if (at_end()) {
      return true;
    }
    if (at_line_end()) {
      skip_line_end();
      return true;
    }
    ++at_;  // the separator
  }
}

void CsvScanner::skip_line_end() {
  const bool two = text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n';
  at_ += two ? 2 : 1;
  ++line_;
}

std::string_view CsvScanner::plain_cell() {
  const std::size_t start = at_;
  while (!at_end() && !at_line_end() && text_[at_] != separator_) {
    ++at_;
  }
  return std::string_view(text_).substr(start, at_ - start);
}

std::string_view CsvScanner::quoted_cell() {
  const std::int64_t opened = line_;
  const std::size_t start = ++at_;
  std::size_t end = start;
  while (!at_end()) {
    const char c = text_[at_++];
    if (c == '"') {
      if (at_end() || text_[at_] != '"') {
        if (!at_end() && !at_line_end() && text_[at_] != separator_) {
          throw Error(ErrorKind::kData,
                      fmt::format("{}, line {}: text follows a closing quote; double the quotes "
                                  "inside a quoted cell, or check the separator",
                                  path_, line_));
        }
        return std::string_view(text_).substr(start, end - start);
      }
      ++at_;
    }
    line_ += c == '\n' ? 1 : 0;
    text_[end++] = c;
  }
  throw Error(ErrorKind::kData,
              fmt::format("{}, line {}: a quoted cell is never closed", path_, opened));
}

}  // namespace goodparts
