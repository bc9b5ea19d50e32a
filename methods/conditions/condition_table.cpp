#include "methods/conditions/condition_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "kernels/base/error.h"
#include "kernels/base/join.h"

namespace goodparts {
namespace {

const Condition* find(const SampleInfo& info, const std::string& name) {
  const auto found = std::find_if(info.conditions.begin(), info.conditions.end(),
                                  [&](const Condition& c) { return c.name == name; });
  return found == info.conditions.end() || found->text.empty() ? nullptr : &*found;
}

std::vector<std::string> condition_names(const SampleSource& source) {
  std::vector<std::string> names;
  for (std::int64_t i = 0; i < source.size(); ++i) {
    for (const Condition& condition : source.info(i).conditions) {
      if (std::find(names.begin(), names.end(), condition.name) == names.end()) {
        names.push_back(condition.name);
      }
    }
  }
  return names;
}

const Condition& require(const SampleInfo& info, const std::string& name) {
  const Condition* condition = find(info, name);
  if (condition == nullptr) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: the condition '{}' is missing, and conditions.mode needs it; fill "
                            "it in, or leave it out of conditions.columns",
                            info.id, name));
  }
  return *condition;
}

ConditionColumnSpec learn_column(const SampleSource& good, const std::string& name) {
  ConditionColumnSpec column{name, {}, INFINITY, -INFINITY};
  std::set<std::string> levels;
  bool numeric = true;
  for (std::int64_t i = 0; i < good.size(); ++i) {
    const Condition& condition = require(good.info(i), name);
    levels.insert(condition.text);
    numeric = numeric && std::isfinite(condition.number);
    column.low = std::min(column.low, condition.number);
    column.high = std::max(column.high, condition.number);
  }
  if (!numeric) {
    column.levels.assign(levels.begin(), levels.end());
    column.low = column.high = 0.0;
  }
  return column;
}

bool varies(const ConditionColumnSpec& column) {
  return column.numeric() ? column.low < column.high : column.levels.size() > 1;
}

}  // namespace

void ConditionTable::learn(const SampleSource& good, const std::vector<std::string>& columns) {
  const std::vector<std::string> known = condition_names(good);
  columns_.clear();
  for (const std::string& name : columns.empty() ? known : columns) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      throw Error(ErrorKind::kData,
                  fmt::format("conditions.columns: no sample carries '{}'; there are: {} (see "
                              "dataset.conditions)",
                              name, known.empty() ? "none" : joined(known, ", ")));
    }
    if (ConditionColumnSpec column = learn_column(good, name); varies(column)) {
      columns_.push_back(std::move(column));
    }
  }
  if (columns_.empty()) {
    throw Error(ErrorKind::kData,
                fmt::format("conditions.mode: {}, so that nothing can be explained by them; name "
                            "condition columns in dataset.conditions, or set conditions.mode=none",
                            known.empty() ? "the samples carry no operating conditions"
                                          : "no condition varies over the training samples"));
  }
}

std::vector<double> ConditionTable::read(const SampleInfo& info) const {
  std::vector<double> values;
  for (const ConditionColumnSpec& column : columns_) {
    const Condition& condition = require(info, column.name);
    if (column.numeric()) {
      if (!std::isfinite(condition.number)) {
        throw Error(ErrorKind::kData,
                    fmt::format("{}: the condition '{}' is '{}', but was a number in training",
                                info.id, column.name, condition.text));
      }
      values.push_back(condition.number);
    } else {
      const auto level =
          std::lower_bound(column.levels.begin(), column.levels.end(), condition.text);
      const bool seen = level != column.levels.end() && *level == condition.text;
      values.push_back(seen ? static_cast<double>(level - column.levels.begin()) : -1.0);
    }
  }
  return values;
}

void ConditionTable::save(ArchiveWriter& archive) const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    names.push_back(columns_[i].name);
    const std::string folder = fmt::format("conditions/columns/{}", i);
    archive.texts(folder + "/levels", columns_[i].levels);
    archive.numbers(folder + "/range", std::vector<double>{columns_[i].low, columns_[i].high});
  }
  archive.texts("conditions/names", names);
}

void ConditionTable::load(const ArchiveReader& archive) {
  columns_.clear();
  for (const std::string& name : archive.texts("conditions/names")) {
    const std::string folder = fmt::format("conditions/columns/{}", columns_.size());
    const std::vector<double> range = archive.numbers(folder + "/range");
    if (range.size() != 2) {
      throw Error(ErrorKind::kData, "the stored model of conditions is damaged; train it again");
    }
    columns_.push_back({name, archive.texts(folder + "/levels"), range[0], range[1]});
  }
}

}  // namespace goodparts
