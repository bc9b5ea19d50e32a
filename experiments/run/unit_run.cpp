#include "experiments/run/unit_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>

namespace goodparts {
namespace {

// Images are large and slow, so small blocks keep memory low and progress smooth; rows are the
// reverse.
std::int64_t block_size(const Shape& shape) { return shape.is_image() ? 32 : 8192; }

}  // namespace

void score_all(const Context& context, const Detector& detector, const SampleSource& source,
               const std::string& task, const ScoreReceiver& receive) {
  Progress progress(context, task, source.size());
  Context quiet = context;  // the blocks' own progress would flicker
  quiet.progress = nullptr;
  std::vector<std::int64_t> indices;
  for (std::int64_t begin = 0; begin < source.size(); begin += block_size(source.shape())) {
    indices.resize(
        static_cast<std::size_t>(std::min(block_size(source.shape()), source.size() - begin)));
    std::iota(indices.begin(), indices.end(), begin);
    const std::vector<SampleScore> scores = detector.score(quiet, source, indices);
    for (std::size_t i = 0; i < indices.size(); ++i) {
      if (!std::isfinite(scores[i].score)) {
        throw Error(ErrorKind::kData,
                    fmt::format("{}: its score is {}; the detector cannot score this sample",
                                source.info(indices[i]).id, scores[i].score));
      }
      receive(indices[i], scores[i]);
    }
    progress.advance(static_cast<std::int64_t>(indices.size()));
  }
}

std::vector<double> measure_latencies(const Context& context, const Detector& detector,
                                      const SampleSource& source, std::int64_t count) {
  Context quiet = context;
  quiet.progress = nullptr;
  count = std::min(count, source.size());
  std::vector<double> milliseconds;
  for (std::int64_t i = 0; i < count; ++i) {
    context.check_cancelled();
    const std::int64_t index[] = {i * source.size() / count};
    const auto started = std::chrono::steady_clock::now();
    detector.score(quiet, source, index);
    const std::chrono::duration<double, std::milli> taken =
        std::chrono::steady_clock::now() - started;
    milliseconds.push_back(taken.count());
  }
  return milliseconds;
}

double percentile(std::vector<double> values, double percent) {
  if (values.empty()) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  std::sort(values.begin(), values.end());
  const auto rank =
      static_cast<std::size_t>(std::ceil(percent / 100.0 * static_cast<double>(values.size())));
  return values[std::max<std::size_t>(rank, 1) - 1];
}

std::int64_t ScoreTableBuilder::add(const std::string& unit, const SampleInfo& info, Split split,
                                    double score, std::int8_t label, const std::string& defect) {
  table_.unit.push_back(unit);
  table_.id.push_back(info.id);
  table_.group.push_back(info.group);
  table_.split.push_back(split);
  table_.score.push_back(score);
  table_.label.push_back(label);
  table_.defect.push_back(defect);
  conditions_.push_back(info.conditions);
  return size() - 1;
}

void ScoreTableBuilder::set_control_limit(const std::string& unit, std::optional<double> limit) {
  if (limit) {
    table_.control_limits[unit] = *limit;
  }
}

void ScoreTableBuilder::set_calibration_pixels(const std::string& unit,
                                               const PixelMoments& moments) {
  table_.calibration_pixels[unit] = moments;
}

ScoreTable ScoreTableBuilder::take(bool in_time_order) {
  table_.in_time_order = in_time_order;
  std::vector<std::string> names;
  for (const std::vector<Condition>& row : conditions_) {
    for (const Condition& condition : row) {
      if (std::find(names.begin(), names.end(), condition.name) == names.end()) {
        names.push_back(condition.name);
      }
    }
  }
  for (const std::string& name : names) {
    ConditionColumn column{name, true, {}, {}};
    for (const std::vector<Condition>& row : conditions_) {
      const auto found =
          std::find_if(row.begin(), row.end(), [&](const Condition& c) { return c.name == name; });
      const bool known = found != row.end() && !found->text.empty();
      column.texts.push_back(known ? found->text : "");
      column.numbers.push_back(known ? found->number : std::numeric_limits<double>::quiet_NaN());
      column.numeric = column.numeric && (!known || !std::isnan(found->number));
    }
    (column.numeric ? column.texts.clear() : column.numbers.clear());
    table_.conditions.push_back(std::move(column));
  }
  conditions_.clear();
  return std::move(table_);
}

}  // namespace goodparts
