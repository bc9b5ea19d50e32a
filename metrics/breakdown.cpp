#include "metrics/breakdown.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "metrics/intervals.h"

namespace goodparts {
namespace {

constexpr const char* kNotKnown = "not known";

// Numbers rounded to a step of 10^exponent, so that they print short and mean what they print.
class Rounding {
 public:
  explicit Rounding(double range)
      : exponent_(static_cast<int>(std::floor(std::log10(range))) - 2) {}
  double nearest(double value) const { return scaled(std::round(in_steps(value))); }
  double below(double value) const {
    const double rounded = nearest(value);
    return rounded > value ? scaled(std::round(in_steps(value)) - 1.0) : rounded;
  }
  double above(double value) const {
    const double rounded = nearest(value);
    return rounded < value ? scaled(std::round(in_steps(value)) + 1.0) : rounded;
  }

 private:
  // Powers of ten are exact as multipliers and divisors only with positive exponents.
  double in_steps(double value) const {
    return exponent_ < 0 ? value * std::pow(10.0, -exponent_) : value / std::pow(10.0, exponent_);
  }
  double scaled(double steps) const {
    return exponent_ < 0 ? steps / std::pow(10.0, -exponent_) : steps * std::pow(10.0, exponent_);
  }
  int exponent_;
};

struct Intervals {
  std::vector<double> starts;  // of each but the first
  std::vector<std::string> names;
};

// values: known and sorted.
Intervals terciles(const std::vector<double>& values) {
  Intervals result;
  if (values.empty()) {
    return result;
  }
  if (values.front() == values.back()) {
    result.names = {fmt::format("[{0}, {0}]", values.front())};
    return result;
  }
  const Rounding rounding(values.back() - values.front());
  const double low = rounding.below(values.front());
  const double high = rounding.above(values.back());
  const double second = *std::upper_bound(values.begin(), values.end(), values.front());
  double start = low;
  for (const std::size_t third : {values.size() / 3, values.size() * 2 / 3}) {
    // Where most values are the smallest one, that one is a level by itself.
    const double wanted = values[third] > values.front() ? values[third] : second;
    const double cut = rounding.nearest(wanted);
    if (cut > start && cut > values.front() && cut <= values.back()) {
      result.names.push_back(fmt::format("[{}, {})", start, cut));
      result.starts.push_back(cut);
      start = cut;
    }
  }
  result.names.push_back(fmt::format("[{}, {}]", start, high));
  return result;
}

ConditionLevels numeric_levels(const ScoreTable& table, const ConditionColumn& column) {
  std::vector<double> known;
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table.split[i] == Split::kTest && table.label[i] == 0 && std::isfinite(column.numbers[i])) {
      known.push_back(column.numbers[i]);
    }
  }
  std::sort(known.begin(), known.end());
  const Intervals intervals = terciles(known);
  ConditionLevels levels{column.name, intervals.names, {}};
  levels.names.push_back(kNotKnown);
  for (const double value : column.numbers) {
    const auto next = std::upper_bound(intervals.starts.begin(), intervals.starts.end(), value);
    levels.of_row.push_back(std::isnan(value) || known.empty()
                                ? levels.names.size() - 1
                                : static_cast<std::size_t>(next - intervals.starts.begin()));
  }
  return levels;
}

ConditionLevels categorical_levels(const ConditionColumn& column) {
  std::map<std::string, std::size_t> indices;
  for (const std::string& text : column.texts) {
    indices.emplace(text, 0);
  }
  indices.erase("");
  ConditionLevels levels{column.name, {}, {}};
  for (auto& [text, index] : indices) {
    index = levels.names.size();
    levels.names.push_back(text);
  }
  indices[""] = levels.names.size();
  levels.names.push_back(kNotKnown);
  for (const std::string& text : column.texts) {
    levels.of_row.push_back(indices.at(text));
  }
  return levels;
}

struct Tally {
  std::int64_t flagged = 0;
  std::int64_t total = 0;
};

}  // namespace

std::vector<ConditionLevels> condition_levels(const ScoreTable& table) {
  std::vector<ConditionLevels> all;
  for (const ConditionColumn& column : table.conditions) {
    all.push_back(column.numeric ? numeric_levels(table, column) : categorical_levels(column));
  }
  return all;
}

std::vector<DefectRecall> recall_by_defect(const ScoreTable& table,
                                           std::span<const std::size_t> rows,
                                           std::span<const std::uint8_t> flagged) {
  std::map<std::string, Tally> tallies;
  for (const std::size_t row : rows) {
    if (table.label[row] == 1) {
      Tally& tally = tallies[table.defect[row].empty() ? kNotKnown : table.defect[row]];
      ++tally.total;
      tally.flagged += flagged[row];
    }
  }
  std::vector<DefectRecall> recalls;
  for (const auto& [defect, tally] : tallies) {
    recalls.push_back({defect, make_rate(tally.flagged, tally.total)});
  }
  return recalls;
}

std::vector<ConditionRate> fpr_by_condition(const ScoreTable& table,
                                            const std::vector<ConditionLevels>& levels,
                                            std::span<const std::size_t> rows,
                                            std::span<const std::uint8_t> flagged) {
  std::vector<ConditionRate> rates;
  for (const ConditionLevels& level : levels) {
    std::vector<Tally> tallies(level.names.size());
    for (const std::size_t row : rows) {
      if (table.label[row] == 0) {
        ++tallies[level.of_row[row]].total;
        tallies[level.of_row[row]].flagged += flagged[row];
      }
    }
    for (std::size_t i = 0; i < tallies.size(); ++i) {
      if (tallies[i].total > 0) {
        rates.push_back(
            {level.condition, level.names[i], make_rate(tallies[i].flagged, tallies[i].total)});
      }
    }
  }
  return rates;
}

}  // namespace goodparts
