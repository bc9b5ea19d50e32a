#include "experiments/evaluate/score_csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <tuple>

#include "datasets/dataset.h"
#include "datasets/sensor/time_gaps.h"
#include "datasets/tabular/csv_table.h"
#include "kernels/base/config.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

const std::vector<std::string> kRoles = {"id",   "score", "label", "defect",    "group",
                                         "unit", "split", "time",  "latency_ms"};
constexpr const char* kUnnamedDefect = "anomalous";

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

bool is_one_of(const std::string& word, const std::vector<std::string>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

class Reader {
 public:
  Reader(const CsvTable& csv, const ScoreCsvOptions& options) : csv_(csv), options_(options) {
    for (const auto& [role, column] : options.columns) {
      require_one_of("--column", role, kRoles);
      csv.require(column, "--column " + role);
    }
    id_ = require("id");
    score_ = require("score");
    label_ = find("label");
    defect_ = find("defect");
    group_ = find("group");
    unit_ = find("unit");
    split_ = find("split");
    time_ = find("time");
    latency_ = find("latency_ms");
  }

  ScoreTable read() {
    for (std::int64_t row = 0; row < csv_.rows(); ++row) {
      read_row(row);
    }
    table_.in_time_order = time_.has_value();
    read_conditions();
    return std::move(table_);
  }

 private:
  std::string name_of(const std::string& role) const {
    const auto named = options_.columns.find(role);
    return named == options_.columns.end() ? role : named->second;
  }
  std::optional<std::size_t> find(const std::string& role) const {
    return csv_.find(name_of(role));
  }
  std::size_t require(const std::string& role) const {
    return csv_.require(name_of(role),
                        fmt::format("every part needs one; --column {0}=NAME says which column is "
                                    "the {0}",
                                    role));
  }
  [[noreturn]] void fail(std::int64_t row, std::size_t column, const std::string& what) const {
    throw Error(ErrorKind::kData, csv_.describe(row, column) + " " + what);
  }
  std::string text(std::int64_t row, std::optional<std::size_t> column) const {
    return column ? std::string(csv_.cell(row, *column)) : "";
  }

  double read_score(std::int64_t row) const {
    const CellValue value = parse_cell(csv_.cell(row, score_));
    if (value.kind != CellValue::Kind::kNumber) {
      fail(row, score_, "is not a finite number; give every part a score, or leave the part out");
    }
    return value.number;
  }

  double read_latency(std::int64_t row) const {
    const CellValue value = parse_cell(csv_.cell(row, *latency_));
    if (value.kind != CellValue::Kind::kNumber || value.number < 0.0) {
      fail(row, *latency_, "is no latency; give every part one, in milliseconds");
    }
    return value.number;
  }

  // Rows of a unit's split are in the order of time.
  double read_time(std::int64_t row) {
    const std::optional<double> now = parse_time(csv_.cell(row, *time_));
    if (!now) {
      fail(row, *time_, "is no time; write 2020-03-09 10:14:33 or seconds");
    }
    double& last =
        last_time_.emplace(std::pair(table_.unit.back(), table_.split.back()), *now).first->second;
    if (*now < last) {
      fail(row, *time_, "lies before the row above of the same unit; sort the rows by time");
    }
    last = *now;
    return *now;
  }

  int read_label(std::int64_t row) const {
    if (!label_) {
      const std::string defect = lower(text(row, defect_));
      return defect.empty() ? -1 : defect == kGood ? 0 : 1;
    }
    const std::string word = lower(csv_.cell(row, *label_));
    if (is_one_of(word, {"0", "0.0", "good", "normal", "false", "ok"})) {
      return 0;
    }
    if (is_one_of(word, {"1", "1.0", "anomalous", "anomaly", "abnormal", "defective", "bad", "true",
                         "ng"})) {
      return 1;
    }
    if (parse_cell(word).kind == CellValue::Kind::kMissing || word == "-1") {
      return -1;
    }
    fail(row, *label_, "is no label; write 0 for good, 1 for anomalous, nothing where not known");
  }

  Split read_split(std::int64_t row) const {
    if (!split_) {
      return options_.split;
    }
    const std::string word = lower(csv_.cell(row, *split_));
    if (word == "test") {
      return Split::kTest;
    }
    if (is_one_of(word, {"calibration", "calib", "validation", "val"})) {
      return Split::kCalibration;
    }
    fail(row, *split_,
         "is no split; write test, or calibration for good parts that were held out from training "
         "(scores of training parts are too low to set a threshold by: leave those rows out)");
  }

  void read_row(std::int64_t row) {
    const Split split = read_split(row);
    int label = read_label(row);
    if (split == Split::kCalibration) {
      if (label == 1) {
        fail(row, label_ ? *label_ : *defect_,
             "is anomalous but belongs to the calibration split; calibrate on good parts only");
      }
      label = 0;
    }
    table_.id.push_back(text(row, id_));
    if (table_.id.back().empty()) {
      fail(row, id_, "is empty; name every part");
    }
    table_.unit.push_back(unit_ ? text(row, unit_) : options_.unit);
    if (!seen_.emplace(table_.unit.back(), split, table_.id.back()).second) {
      fail(row, id_, "occurs twice; give every part one row and one id");
    }
    table_.split.push_back(split);
    table_.label.push_back(static_cast<std::int8_t>(label));
    std::string defect = text(row, defect_);
    if (label == 0) {
      defect = kGood;
    } else if (label == 1 && (defect.empty() || lower(defect) == kGood)) {
      defect = kUnnamedDefect;
    }
    table_.defect.push_back(std::move(defect));
    const std::string group = text(row, group_);
    table_.group.push_back(group.empty() ? table_.id.back() : group);
    table_.score.push_back(read_score(row));
    if (latency_) {
      table_.latency_ms.push_back(read_latency(row));
    }
    if (time_) {
      table_.seconds.push_back(read_time(row));
    }
  }

  bool is_condition(std::size_t column) const {
    for (const auto& role :
         {std::optional(id_), std::optional(score_), label_, defect_, group_, unit_, split_}) {
      if (role == column) {
        return false;
      }
    }
    return !is_one_of(csv_.columns()[column], options_.ignored);
  }

  void read_conditions() {
    for (std::size_t column = 0; column < csv_.columns().size(); ++column) {
      if (!is_condition(column)) {
        continue;
      }
      ConditionColumn condition{csv_.columns()[column], true, {}, {}};
      for (std::int64_t row = 0; row < csv_.rows(); ++row) {
        const CellValue value = parse_cell(csv_.cell(row, column));
        condition.numeric = condition.numeric && value.kind != CellValue::Kind::kText;
        condition.numbers.push_back(value.kind == CellValue::Kind::kNumber
                                        ? value.number
                                        : std::numeric_limits<double>::quiet_NaN());
        condition.texts.emplace_back(csv_.cell(row, column));
      }
      const std::set<std::string> levels(condition.texts.begin(), condition.texts.end());
      if (!condition.numeric && csv_.rows() > 1 && std::ssize(levels) == csv_.rows()) {
        continue;
      }
      (condition.numeric ? condition.texts.clear() : condition.numbers.clear());
      table_.conditions.push_back(std::move(condition));
    }
  }

  const CsvTable& csv_;
  const ScoreCsvOptions& options_;
  std::size_t id_ = 0;
  std::size_t score_ = 0;
  std::optional<std::size_t> label_, defect_, group_, unit_, split_, time_, latency_;
  std::map<std::pair<std::string, Split>, double> last_time_;
  std::set<std::tuple<std::string, Split, std::string>> seen_;
  ScoreTable table_;
};

ConditionColumn unknown(const std::string& name, bool numeric, std::size_t rows) {
  ConditionColumn column{name, numeric, {}, {}};
  if (numeric) {
    column.numbers.resize(rows, std::numeric_limits<double>::quiet_NaN());
  } else {
    column.texts.resize(rows);
  }
  return column;
}

// A condition that is numeric in one file only is a text in both.
void to_texts(ConditionColumn& column) {
  for (const double number : column.numbers) {
    column.texts.push_back(std::isnan(number) ? "" : fmt::format("{}", number));
  }
  column.numbers.clear();
  column.numeric = false;
}

template <class T>
void extend(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

ScoreTable read_score_csv(const std::string& path, const ScoreCsvOptions& options) {
  const CsvTable csv = CsvTable::read(path, {options.separator, true, {}});
  return Reader(csv, options).read();
}

void append(ScoreTable& table, const ScoreTable& more) {
  const std::size_t before = table.size();
  const auto align = [&](std::vector<double>& ours, const std::vector<double>& theirs) {
    if (!ours.empty() || !theirs.empty()) {
      ours.resize(before, std::numeric_limits<double>::quiet_NaN());
      extend(ours, theirs);
      ours.resize(before + more.size(), std::numeric_limits<double>::quiet_NaN());
    }
  };
  align(table.seconds, more.seconds);
  align(table.latency_ms, more.latency_ms);
  table.in_time_order = table.in_time_order || more.in_time_order;
  for (const ConditionColumn& given : more.conditions) {
    const auto known = std::find_if(table.conditions.begin(), table.conditions.end(),
                                    [&](const auto& column) { return column.name == given.name; });
    if (known == table.conditions.end()) {
      table.conditions.push_back(unknown(given.name, given.numeric, before));
    }
  }
  for (ConditionColumn& column : table.conditions) {
    const auto given = std::find_if(more.conditions.begin(), more.conditions.end(),
                                    [&](const auto& other) { return other.name == column.name; });
    ConditionColumn rows =
        given == more.conditions.end() ? unknown(column.name, column.numeric, more.size()) : *given;
    if (rows.numeric != column.numeric) {
      to_texts(rows.numeric ? rows : column);
    }
    extend(column.numbers, rows.numbers);
    extend(column.texts, rows.texts);
  }
  extend(table.unit, more.unit);
  extend(table.id, more.id);
  extend(table.group, more.group);
  extend(table.split, more.split);
  extend(table.label, more.label);
  extend(table.defect, more.defect);
  extend(table.score, more.score);
}

}  // namespace goodparts
