#include "datasets/cycles/cycle_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>
#include <string_view>

#include "datasets/tabular/csv_scanner.h"
#include "datasets/tabular/csv_table.h"
#include "datasets/tabular/text_file.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

namespace fs = std::filesystem;

char separator_in(std::string_view text, const std::string& setting) {
  if (setting != "auto") {
    return parse_separator(setting);
  }
  const std::size_t start = text.find_first_not_of("\r\n");
  const std::string_view first =
      start == std::string_view::npos
          ? ""
          : text.substr(start, text.find_first_of("\r\n", start) - start);
  for (const char candidate : {'\t', ';', ',', ' '}) {
    if (first.find(candidate) != std::string_view::npos) {
      return candidate;
    }
  }
  return ',';  // one sample a cycle
}

double read_sample(std::string_view cell, bool keep_missing, const std::string& path,
                   std::int64_t line, std::size_t column) {
  const CellValue value = parse_cell(cell);
  if (value.kind == CellValue::Kind::kNumber) {
    return value.number;
  }
  const bool missing = value.kind == CellValue::Kind::kMissing;
  if (missing && keep_missing) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  throw Error(ErrorKind::kData,
              fmt::format("{}, line {}, column {}: '{}' {}", path, line, column + 1, cell,
                          missing ? "is a missing sample; fill it, or set dataset.missing=keep to "
                                    "sum up the other samples of the cycle"
                                  : "is not a number; a file of cycles holds numbers alone, "
                                    "without a header (dataset.files names the files to read)"));
}

float to_feature(double value, const CycleFeature& feature, const std::string& path,
                 std::int64_t line) {
  if (std::abs(value) > static_cast<double>(std::numeric_limits<float>::max())) {
    throw Error(ErrorKind::kData,
                fmt::format("{}, line {}: {} is {:g}, beyond the range of 32-bit numbers; correct "
                            "the samples or change their unit",
                            path, line, feature.name(), value));
  }
  return static_cast<float>(value);
}

void require_length(const std::string& path, std::int64_t line, std::size_t expected,
                    std::size_t found, char separator) {
  if (found != expected) {
    const std::string shown = separator == '\t' ? "tab" : std::string(1, separator);
    throw Error(ErrorKind::kData,
                fmt::format("{}, line {}: has {} samples, the cycles before it {}; mend the row, "
                            "or check dataset.separator ('{}')",
                            path, line, found, expected, shown));
  }
}

void require_parts(const std::string& path, std::size_t samples,
                   const std::vector<CycleFeature>& plan) {
  for (const CycleFeature& feature : plan) {
    if (static_cast<std::size_t>(feature.parts) > samples) {
      throw Error(ErrorKind::kData,
                  fmt::format("{}: its cycles have {} samples, too few for {} parts; lower "
                              "dataset.segments",
                              path, samples, feature.parts));
    }
  }
}

}  // namespace

char cycle_separator(const std::string& path, const std::string& separator) {
  return separator_in(read_text(path), separator);
}

std::int64_t count_cycles(const std::string& path) {
  const std::string text = read_text(path);
  std::int64_t rows = 0;
  bool in_row = false;
  for (const char c : text) {
    const bool line_end = c == '\n' || c == '\r';
    rows += !line_end && !in_row ? 1 : 0;
    in_row = !line_end;
  }
  return rows;
}

std::vector<std::string> find_cycle_files(const std::string& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: {}", folder,
                            fs::exists(folder, error)
                                ? "is not a folder; name the folder that holds a file a sensor"
                                : "there is no such folder"));
  }
  std::vector<std::string> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const fs::path extension = entry.path().extension();
    if (entry.is_regular_file() && (extension == ".txt" || extension == ".csv")) {
      found.push_back(entry.path().string());
    }
  }
  if (found.empty()) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: holds no .txt or .csv file; name the folder that holds a file a "
                            "sensor",
                            folder));
  }
  std::sort(found.begin(), found.end(), [](const std::string& a, const std::string& b) {
    return ::strverscmp(a.c_str(), b.c_str()) < 0;
  });
  return found;
}

std::string sensor_name(const std::string& path) { return fs::path(path).stem().string(); }

FeatureColumns read_cycle_features(const std::string& path, const CycleFormat& format,
                                   const std::vector<CycleFeature>& plan) {
  std::string text = read_text(path);
  const char separator = separator_in(text, format.separator);
  CsvScanner scanner(text, separator, path);
  FeatureColumns columns(plan.size());
  std::vector<std::string_view> cells;
  std::vector<double> cycle;
  while (scanner.next(cells)) {
    if (cycle.empty()) {
      cycle.resize(cells.size());
      require_parts(path, cells.size(), plan);
    }
    require_length(path, scanner.line(), cycle.size(), cells.size(), separator);
    for (std::size_t column = 0; column < cells.size(); ++column) {
      cycle[column] = read_sample(cells[column], format.keep_missing, path, scanner.line(), column);
    }
    for (std::size_t i = 0; i < plan.size(); ++i) {
      columns[i].push_back(to_feature(plan[i].value(cycle), plan[i], path, scanner.line()));
    }
  }
  if (cycle.empty()) {
    throw Error(ErrorKind::kData, fmt::format("{}: is empty; it must hold one row a cycle", path));
  }
  return columns;
}

void CycleTable::append(const std::vector<CycleFeature>& plan, FeatureColumns more) {
  for (std::size_t i = 0; i < plan.size(); ++i) {
    features.push_back(plan[i].name());
    columns.push_back(std::move(more[i]));
  }
}

RowTable CycleTable::rows(const std::string& id_prefix) const {
  RowTable table;
  table.features = features;
  table.columns = static_cast<std::int64_t>(columns.size());
  for (std::size_t row = 0; row < columns.front().size(); ++row) {
    for (const std::vector<float>& column : columns) {
      table.values.push_back(column[row]);
    }
    const std::string id = fmt::format("{}#{}", id_prefix, row);
    table.info.push_back({id, id, {}});
  }
  return table;
}

}  // namespace goodparts
