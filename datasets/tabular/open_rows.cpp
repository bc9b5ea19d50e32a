#include "datasets/tabular/open_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "datasets/tabular/columns.h"
#include "datasets/tabular/npz_file.h"
#include "datasets/tabular/row_table.h"
#include "kernels/base/error.h"
#include "kernels/base/join.h"

namespace goodparts {
namespace {

bool positional(const std::vector<std::string>& features) {
  for (const std::string& feature : features) {
    if (feature.size() < 2 || feature[0] != '#' ||
        feature.find_first_not_of("0123456789", 1) != std::string::npos) {
      return false;
    }
  }
  return !features.empty();
}

bool all_numbers(const std::vector<std::string>& cells) {
  return std::all_of(cells.begin(), cells.end(), [](const std::string& cell) {
    return parse_cell(cell).kind == CellValue::Kind::kNumber;
  });
}

CsvTable read_csv(const InputSpec& spec, const std::string& path) {
  CsvFormat format;
  format.separator = spec.separator.empty() ? ',' : parse_separator(spec.separator);
  format.header = !positional(spec.features);
  if (!spec.features.empty()) {
    return CsvTable::read(path, format);
  }
  format.header = false;
  CsvTable plain = CsvTable::read(path, format);
  std::vector<std::string> first;
  for (std::size_t column = 0; column < plain.columns().size(); ++column) {
    first.emplace_back(plain.cell(0, column));
  }
  format.header = true;
  return all_numbers(first) ? std::move(plain) : CsvTable::read(path, format);
}

RowTable read_csv_rows(const InputSpec& spec, const std::string& path) {
  const CsvTable table = read_csv(spec, path);
  std::vector<FeatureColumn> plan;
  if (spec.features.empty()) {
    for (const std::string& column : table.columns()) {
      plan.push_back({column});
    }
  } else {
    plan = match_features(table, spec.features, spec.categories);
  }
  RowTable rows = read_rows(table, plan, path, true);
  std::vector<std::string> conditions;  // a method that needs one that is missing will say so
  for (const std::string& column : spec.conditions) {
    if (table.find(column)) {
      conditions.push_back(column);
    }
  }
  read_conditions(table, conditions, rows);
  return rows;
}

RowTable read_npz_rows(const InputSpec& spec, const std::string& path) {
  const std::vector<std::string> names = npz_array_names(path);
  NpzMatrix matrix = read_npz_matrix(path, names.size() == 1 ? names[0] : "X", true);
  RowTable rows;
  rows.features = spec.features;
  rows.columns = matrix.columns;
  rows.values = std::move(matrix.values);
  for (std::int64_t row = 0; row < matrix.rows; ++row) {
    rows.info.push_back({fmt::format("{}#{}", path, row), path, {}});
  }
  return rows;
}

RowTable read_file(const InputSpec& spec, const std::string& path) {
  const bool npz = std::filesystem::path(path).extension() == ".npz";
  RowTable rows = npz ? read_npz_rows(spec, path) : read_csv_rows(spec, path);
  if (!spec.features.empty() && static_cast<std::size_t>(rows.columns) != spec.features.size()) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: has {} columns, but the detector was trained with {}: {}", path,
                            rows.columns, spec.features.size(), joined(spec.features, ", ")));
  }
  if (rows.rows() < spec.window) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: has {} rows, fewer than the window of {} that the detector was "
                            "trained with",
                            path, rows.rows(), spec.window));
  }
  return rows;
}

void append(RowTable& all, RowTable&& more, const std::string& path) {
  if (all.columns == 0) {
    all.features = std::move(more.features);
    all.columns = more.columns;
    all.categories = std::move(more.categories);
  } else if (all.columns != more.columns) {
    throw Error(ErrorKind::kData, fmt::format("{}: has {} columns, the files before it {}", path,
                                              more.columns, all.columns));
  }
  all.values.insert(all.values.end(), more.values.begin(), more.values.end());
  for (SampleInfo& info : more.info) {
    info.group = path;
    all.info.push_back(std::move(info));
  }
}

}  // namespace

std::unique_ptr<SampleSource> open_rows(const InputSpec& spec,
                                        const std::vector<std::string>& paths) {
  if (paths.empty()) {
    throw Error(ErrorKind::kData, "there is no file to score; name CSV or .npz files");
  }
  auto all = std::make_shared<RowTable>();
  std::vector<std::int64_t> ends;
  for (const std::string& path : paths) {
    const std::int64_t start = all->rows();
    append(*all, read_file(spec, path), path);
    for (std::int64_t row = start + spec.window - 1; row < all->rows(); ++row) {
      ends.push_back(row);
    }
  }
  return make_row_source(std::move(all), std::move(ends), spec.window);
}

}  // namespace goodparts
