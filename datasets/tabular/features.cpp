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

std::vector<FeatureColumn> one_hot(const std::vector<const CsvTable*>& tables,
                                   const std::string& column) {
  std::set<std::string> levels;
  for (const CsvTable* table : tables) {
    const std::size_t at = table->require(column, "a feature");
    for (std::int64_t row = 0; row < table->rows(); ++row) {
      levels.emplace(table->cell(row, at));
    }
  }
  if (levels.size() > kMaxLevels) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: column '{}' has {} different texts, too many for one-hot "
                            "features (at most {}); name it in dataset.ignore",
                            tables.front()->path(), column, levels.size(), kMaxLevels));
  }
  std::vector<FeatureColumn> features;
  for (const std::string& level : levels) {
    features.push_back({column, level});
  }
  return features;
}

void fill_numbers(const CsvTable& table, std::size_t from, bool keep_missing, RowTable& rows,
                  std::size_t to) {
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    const CellValue value = parse_cell(table.cell(row, from));
    const bool missing = value.kind == CellValue::Kind::kMissing;
    if (missing && !keep_missing) {
      throw Error(ErrorKind::kData,
                  table.describe(row, from) +
                      " is a missing value; fill or remove the row, leave the column out, or set "
                      "dataset.missing=keep for a method that takes missing values");
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
      plan.push_back({column, std::nullopt});
    } else if (roles.categorical == "one_hot") {
      const std::vector<FeatureColumn> levels = one_hot(tables, column);
      plan.insert(plan.end(), levels.begin(), levels.end());
    } else if (roles.categorical == "error" || !roles.features.empty()) {
      throw Error(ErrorKind::kData,
                  fmt::format("{}: column '{}' holds text; leave it out (dataset.ignore), or set "
                              "dataset.categorical=one_hot",
                              first.path(), column));
    } else {
      left_out.push_back(column);
    }
  }
  if (!left_out.empty()) {
    warnings.push_back(
        fmt::format("text columns are not used as features: {} (set "
                    "dataset.categorical=one_hot to use them)",
                    joined(left_out, ", ")));
  }
  if (plan.empty()) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: no numeric column is left to be a feature", first.path()));
  }
  return plan;
}

std::vector<FeatureColumn> match_features(const CsvTable& table,
                                          const std::vector<std::string>& names) {
  std::vector<FeatureColumn> plan;
  std::vector<std::string> missing;
  for (const std::string& name : names) {
    const std::size_t equals = name.find('=');
    if (table.find(name)) {
      plan.push_back({name, std::nullopt});
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
