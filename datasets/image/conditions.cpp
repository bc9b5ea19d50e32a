#include "datasets/image/conditions.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>
#include <set>

#include "datasets/image/list_images.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

namespace fs = std::filesystem;
using Cells = std::vector<std::string>;

[[noreturn]] void fail(const fs::path& path, std::size_t line, const std::string& what) {
  throw Error(ErrorKind::kData, fmt::format("{}, line {}: {}", path.string(), line, what));
}

Cells split_cells(const std::string& line, char separator) {
  Cells cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      if (quoted && i + 1 < line.size() && line[i + 1] == '"') {
        cells.back() += line[i++];  // a doubled quote within quotes is one quote
      } else {
        quoted = !quoted;
      }
    } else if (line[i] == separator && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += line[i];
    }
  }
  return cells;
}

char find_separator(const std::string& header) {
  for (const char candidate : {';', '\t'}) {
    if (header.find(candidate) != std::string::npos) {
      return candidate;
    }
  }
  return ',';
}

bool parse_number(const std::string& text, double& number) {
  const char* end = text.data() + text.size();
  const auto [stop, code] = std::from_chars(text.data(), end, number);
  return code == std::errc{} && stop == end && std::isfinite(number);
}

std::vector<std::pair<std::size_t, Cells>> read_rows(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: cannot be read; check its permissions", path.string()));
  }
  std::vector<std::pair<std::size_t, Cells>> rows;  // with line numbers
  char separator = ',';
  std::string line;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    if (number == 1 && line.starts_with("\xef\xbb\xbf")) {  // byte order mark
      line.erase(0, 3);
    }
    if (line.ends_with('\r')) {
      line.pop_back();
    }
    if (line.empty()) {
      continue;
    }
    if (rows.empty()) {
      separator = find_separator(line);
    }
    rows.emplace_back(number, split_cells(line, separator));
    if (rows.back().second.size() != rows.front().second.size()) {
      fail(path, number,
           fmt::format("{} cells, but the header has {}", rows.back().second.size(),
                       rows.front().second.size()));
    }
  }
  return rows;
}

std::size_t find_id_column(const fs::path& path, const Cells& header) {
  for (const char* name : {"id", "file"}) {
    if (const auto found = std::ranges::find(header, name); found != header.end()) {
      return static_cast<std::size_t>(found - header.begin());
    }
  }
  fail(path, 1, fmt::format("no column 'id' or 'file'; columns: {}", name_some(header)));
}

void keep_numbers_of_numeric_columns(std::map<std::string, std::vector<Condition>>& rows,
                                     const std::string& column) {
  const auto of_column = [&](Condition& condition) { return condition.name == column; };
  const bool numeric = std::ranges::all_of(rows, [&](auto& row) {
    const auto found = std::ranges::find_if(row.second, of_column);
    return found == row.second.end() || parse_number(found->text, found->number);
  });
  if (!numeric) {
    for (auto& row : rows) {
      if (const auto found = std::ranges::find_if(row.second, of_column);
          found != row.second.end()) {
        found->number = std::numeric_limits<double>::quiet_NaN();
      }
    }
  }
}

}  // namespace

ConditionTable::ConditionTable(const fs::path& folder) : path_(folder / kConditionsFile) {
  std::error_code unreadable;
  if (!fs::exists(path_, unreadable)) {
    return;
  }
  const auto lines = read_rows(path_);
  if (lines.empty()) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: is empty; remove it or give it a header line", path_.string()));
  }
  const Cells& header = lines.front().second;
  const std::size_t id = find_id_column(path_, header);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto& [number, cells] = lines[i];
    std::vector<Condition> conditions;
    for (std::size_t column = 0; column < header.size(); ++column) {
      if (column != id && !cells[column].empty()) {
        conditions.push_back({header[column], cells[column]});
      }
    }
    if (!rows_.emplace(cells[id], std::move(conditions)).second) {
      fail(path_, number, fmt::format("a second row for '{}'", cells[id]));
    }
  }
  for (const std::string& column : header) {
    keep_numbers_of_numeric_columns(rows_, column);
  }
}

void ConditionTable::apply(const std::string& key, SampleInfo& info) const {
  if (const auto row = rows_.find(key); row != rows_.end()) {
    info.conditions = row->second;
  }
  group_by_lot(info);
}

std::vector<std::string> ConditionTable::warnings(const std::vector<std::string>& keys) const {
  if (rows_.empty()) {
    return {};
  }
  std::vector<std::string> result;
  const auto without_row =
      std::ranges::count_if(keys, [&](const std::string& key) { return !rows_.contains(key); });
  if (without_row > 0) {
    result.push_back(fmt::format("{}: no row for {} of {} images, whose conditions are not known",
                                 path_.string(), without_row, keys.size()));
  }
  const std::set<std::string> known(keys.begin(), keys.end());
  std::vector<std::string> unknown;
  for (const auto& row : rows_) {
    if (!known.contains(row.first)) {
      unknown.push_back(row.first);
    }
  }
  if (!unknown.empty()) {
    result.push_back(fmt::format("{}: {} rows name no image: {}", path_.string(), unknown.size(),
                                 name_some(unknown)));
  }
  return result;
}

void group_by_lot(SampleInfo& info) {
  info.group = info.id;
  for (const Condition& condition : info.conditions) {
    if (condition.name == kLot) {
      info.group = condition.text;
    }
  }
}

}  // namespace goodparts
