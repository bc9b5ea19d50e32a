#include "datasets/sensor/time_gaps.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <optional>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

constexpr double kGapFactor = 5.0;

}  // namespace

std::optional<double> parse_time(std::string_view cell) {
  if (const CellValue value = parse_cell(cell); value.kind == CellValue::Kind::kNumber) {
    return value.number;
  }
  std::string text(cell);
  std::replace(text.begin(), text.end(), 'T', ' ');
  std::tm broken_down{};
  const char* rest = ::strptime(text.c_str(), "%Y-%m-%d %H:%M:%S", &broken_down);
  if (rest == nullptr) {
    return std::nullopt;
  }
  std::string fraction = rest;
  if (fraction.ends_with('Z')) {
    fraction.pop_back();
  }
  double part = 0.0;
  if (!fraction.empty()) {
    const CellValue value = parse_cell(fraction);
    if (fraction[0] != '.' || value.kind != CellValue::Kind::kNumber) {
      return std::nullopt;
    }
    part = value.number;
  }
  return static_cast<double>(::timegm(&broken_down)) + part;
}

TimeGaps find_time_gaps(const CsvTable& table, std::size_t time_column) {
  std::vector<double> steps;
  double last = 0.0;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    const std::optional<double> now = parse_time(table.cell(row, time_column));
    if (!now) {
      throw Error(ErrorKind::kData,
                  table.describe(row, time_column) +
                      " is not a time; write 2020-03-09 10:14:33 or seconds, or set "
                      "dataset.time=null and name the column in dataset.ignore");
    }
    if (row > 0) {
      steps.push_back(*now - last);
    }
    last = *now;
  }
  TimeGaps found;
  if (steps.empty()) {
    return found;
  }
  std::vector<double> sorted = steps;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  for (const double step : steps) {
    if (step < 0.0) {
      ++found.backwards;
    } else if (*middle > 0.0 && step > kGapFactor * *middle) {
      ++found.gaps;
      found.longest = std::max(found.longest, step);
    }
  }
  return found;
}

std::string describe_time_gaps(const std::vector<RecordingGaps>& recordings) {
  TimeGaps all;
  std::int64_t files = 0;
  std::string where;
  for (const RecordingGaps& recording : recordings) {
    files += recording.found.gaps + recording.found.backwards > 0 ? 1 : 0;
    all.gaps += recording.found.gaps;
    all.backwards += recording.found.backwards;
    if (recording.found.longest > all.longest) {
      all.longest = recording.found.longest;
      where = recording.name;
    }
  }
  if (files == 0) {
    return "";
  }
  std::string text = fmt::format(
      "time gaps in {} of {} files: {} steps longer than {:g} times the "
      "usual one",
      files, recordings.size(), all.gaps, kGapFactor);
  if (all.gaps > 0) {
    text += fmt::format(", the longest of {:g} s in {}", all.longest, where);
  }
  if (all.backwards > 0) {
    text += fmt::format("; {} steps back in time", all.backwards);
  }
  return text + "; rows on both sides are taken as neighbours";
}

}  // namespace goodparts
