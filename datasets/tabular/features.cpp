// Columns to features; see columns.h.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "datasets/tabular/columns.h"
#include "kernels/base/error.h"
#include "kernels/base/join.h"

namespace goodparts {
namespace {

constexpr std::size_t kMaxLevels = 64;

bool contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

bool is_text(const CsvTable& table, std::size_t column) {
  std::int64_t numbers = 0;
  std::int64_t texts = 0;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    const CellValue::Kind kind = parse_cell(table.cell(row, column)).kind;
    numbers += kind == CellValue::Kind::kNumber ? 1 : 0;
    texts += kind == CellValue::Kind::kText ? 1 : 0;
  }
  return texts > 0 && texts >= numbers;
}

std::vector<std::string> candidate_columns(const CsvTable& table, const ColumnRoles& roles) {
  if (!roles.features.empty()) {
    return roles.features;
  }
  std::vector<std::string> candidates;
  for (const std::string& column : table.columns()) {
    const bool condition = contains(roles.conditions, column) && !roles.condition_features;
    if (!condition && !contains(roles.labels, column) && !contains(roles.defects, column) &&
        !contains(roles.ignore, column)) {
      candidates.push_back(column);
    }
  }
  return candidates;
}

void require_columns(const CsvTable& table, const ColumnRoles& roles) {
  const auto require = [&](const std::vector<std::string>& columns, const char* setting) {
    for (const std::string& column : columns) {
      table.require(column, setting);
    }
  };
  require(roles.features, "dataset.features");
  require(roles.ignore, "dataset.ignore");
  require(roles.conditions, "dataset.conditions");
  for (const std::string& column : roles.features) {
    if (contains(roles.labels, column) || contains(roles.defects, column)) {
      throw Error(
          ErrorKind::kConfig,
          fmt::format("dataset.features: '{}' is a label; a detector must not see it", column));
    }
  }
}

bool is_missing(std::string_view cell) {
  return parse_cell(cell).kind == CellValue::Kind::kMissing;
}

std::vector<std::string> levels_of(const std::vector<const CsvTable*>& tables,
                                   const std::string& column, bool missing_is_a_level) {
  std::set<std::string> levels;
  for (const CsvTable* table : tables) {
    const std::size_t at = table->require(column, "a feature");
    for (std::int64_t row = 0; row < table->rows(); ++row) {
      if (missing_is_a_level || !is_missing(table->cell(row, at))) {
        levels.emplace(table->cell(row, at));
      }
    }
  }
  if (levels.size() > kMaxLevels) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: column '{}' has {} different texts, too many for features (at "
                            "most {}); name it in dataset.ignore",
                            tables.front()->path(), column, levels.size(), kMaxLevels));
  }
  return {levels.begin(), levels.end()};
}

void require_present(const CsvTable& table, std::int64_t row, std::size_t column) {
  if (is_missing(table.cell(row, column))) {
    throw Error(ErrorKind::kData,
                table.describe(row, column) +
                    " is a missing value; fill or remove the row, leave the column out, or set "
                    "dataset.missing=keep for a method that takes missing values");
  }
}

void fill_codes(const CsvTable& table, std::size_t from, const std::vector<std::string>& levels,
                bool keep_missing, RowTable& rows, std::size_t to) {
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    if (!keep_missing) {
      require_present(table, row, from);
    }
    const std::string_view cell = table.cell(row, from);
    const auto level = std::find(levels.begin(), levels.end(), cell) - levels.begin();
    rows.values[static_cast<std::size_t>(row * rows.columns) + to] =
        is_missing(cell) ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(level);
  }
}

void fill_numbers(const CsvTable& table, std::size_t from, bool keep_missing, RowTable& rows,
                  std::size_t to) {
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    const CellValue value = parse_cell(table.cell(row, from));
    const bool missing = value.kind == CellValue::Kind::kMissing;
    if (!keep_missing) {
      require_present(table, row, from);
    }
    if (value.kind == CellValue::Kind::kText) {
      throw Error(ErrorKind::kData,
                  table.describe(row, from) +
                      " is not a finite number; correct it, or leave the column out");
    }
    if (std::abs(value.number) > std::numeric_limits<float>::max()) {
      throw Error(ErrorKind::kData, table.describe(row, from) +
                                        " is beyond the range of a float (3.4e38); rescale it");
    }
    rows.values[static_cast<std::size_t>(row * rows.columns) + to] =
        missing ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(value.number);
  }
}

}  // namespace

std::vector<FeatureColumn> plan_features(const std::vector<const CsvTable*>& tables,
                                         const ColumnRoles& roles,
                                         std::vector<std::string>& warnings) {
  const CsvTable& first = *tables.front();
  require_columns(first, roles);
  std::vector<FeatureColumn> plan;
  std::vector<std::string> left_out;
  for (const std::string& column : candidate_columns(first, roles)) {
    if (!is_text(first, first.require(column, "dataset.features"))) {
      plan.push_back({column});
    } else if (roles.categorical == "one_hot") {
      for (const std::string& level : levels_of(tables, column, true)) {
        plan.push_back({column, level});
      }
    } else if (roles.categorical == "codes") {
      plan.push_back({column, std::nullopt, levels_of(tables, column, false)});
    } else if (roles.categorical == "error" || !roles.features.empty()) {
      throw Error(ErrorKind::kData,
                  fmt::format("{}: column '{}' holds text; leave it out (dataset.ignore), or set "
                              "dataset.categorical=one_hot (or codes, for methods that take "
                              "categories)",
                              first.path(), column));
    } else {
      left_out.push_back(column);
    }
  }
  if (!left_out.empty()) {
    warnings.push_back(
        fmt::format("text columns are not used as features: {} (set "
                    "dataset.categorical=one_hot to use them, or codes for methods that take "
                    "categories)",
                    joined(left_out, ", ")));
  }
  if (plan.empty()) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: no numeric column is left to be a feature", first.path()));
  }
  return plan;
}

std::vector<FeatureColumn> match_features(const CsvTable& table,
                                          const std::vector<std::string>& names,
                                          const std::vector<std::vector<std::string>>& categories) {
  std::vector<FeatureColumn> plan;
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string& name = names[i];
    const std::size_t equals = name.find('=');
    if (table.find(name)) {
      plan.push_back(
          {name, std::nullopt, categories.empty() ? std::vector<std::string>{} : categories[i]});
    } else if (equals != std::string::npos && table.find(name.substr(0, equals))) {
      plan.push_back({name.substr(0, equals), name.substr(equals + 1)});
    } else {
      missing.push_back(name);
    }
  }
  if (!missing.empty()) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: columns that the detector was trained with are missing: {}; there "
                            "are: {}",
                            table.path(), joined(missing, ", "), joined(table.columns(), ", ")));
  }
  return plan;
}

RowTable read_rows(const CsvTable& table, const std::vector<FeatureColumn>& plan,
                   const std::string& id_prefix, bool keep_missing) {
  RowTable rows;
  rows.columns = static_cast<std::int64_t>(plan.size());
  rows.values.resize(static_cast<std::size_t>(table.rows()) * plan.size());
  for (std::size_t to = 0; to < plan.size(); ++to) {
    rows.features.push_back(plan[to].name());
    const std::size_t from = table.require(plan[to].column, "a feature");
    if (!plan[to].levels.empty()) {
      rows.categories.resize(plan.size());
      rows.categories[to] = plan[to].levels;
      fill_codes(table, from, plan[to].levels, keep_missing, rows, to);
      continue;
    }
    if (!plan[to].level) {
      fill_numbers(table, from, keep_missing, rows, to);
      continue;
    }
    for (std::int64_t row = 0; row < table.rows(); ++row) {
      rows.values[static_cast<std::size_t>(row) * plan.size() + to] =
          table.cell(row, from) == *plan[to].level ? 1.0F : 0.0F;
    }
  }
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    const std::string id = fmt::format("{}#{}", id_prefix, row);
    rows.info.push_back({id, id, {}});
  }
  return rows;
}

}  // namespace goodparts
