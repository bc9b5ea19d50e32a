#include "datasets/sensor/recordings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "datasets/sensor/time_gaps.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

RowTruth read_labels(const SensorFile& file, const CsvTable& table, const ColumnRoles& roles) {
  const bool has_none =
      std::none_of(roles.labels.begin(), roles.labels.end(),
                   [&](const std::string& label) { return table.find(label).has_value(); });
  if (!roles.labels.empty() && !(file.may_lack_labels && has_none)) {
    return read_truth(table, roles);
  }
  RowTruth truth;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    truth.add_good();
  }
  return truth;
}

Recording read_recording(const SensorFile& file, const CsvTable& table,
                         const std::vector<FeatureColumn>& plan, const RecordingFormat& format) {
  RowTable rows = read_rows(table, plan, file.name, format.keep_missing);
  for (SampleInfo& info : rows.info) {
    info.group = file.name;
  }
  read_conditions(table, format.roles.conditions, rows);
  return {file.name, std::make_shared<RowTable>(std::move(rows)),
          std::make_shared<RowTruth>(read_labels(file, table, format.roles))};
}

// The samples that end in [begin, end) and whose windows lie within it.
std::vector<std::int64_t> samples_within(const Recording& recording, std::int64_t begin,
                                         std::int64_t end, const BlockSplit& split) {
  std::vector<std::int64_t> samples;
  std::int64_t usable_from = begin;  // the first row that a window may hold
  for (std::int64_t row = begin; row < end; ++row) {
    if (split.drop_anomalous && recording.truth->anomalous(row)) {
      usable_from = row + 1;
    }
    if (row - usable_from + 1 >= split.window) {
      samples.push_back(row);
    }
  }
  return samples;
}

// Fills train and calibration from the first `count` rows.
void learn_from(const Recording& recording, std::int64_t count, const BlockSplit& split,
                RowUnit& unit, std::vector<std::string>& warnings) {
  const auto held_out = std::llround(split.calibration_fraction * static_cast<double>(count));
  unit.name = recording.name;
  unit.learn = recording.rows;
  unit.train = samples_within(recording, 0, count - held_out, split);
  unit.calibration = samples_within(recording, count - held_out, count, split);
  if (unit.train.empty() || (held_out > 0 && unit.calibration.empty())) {
    throw Error(
        ErrorKind::kData,
        fmt::format("{}: {} training rows leave no sample {} (calibration_fraction {}, "
                    "window {}); take more training rows or a shorter window",
                    recording.name, count, unit.train.empty() ? "to learn from" : "for calibration",
                    split.calibration_fraction, split.window));
  }
  std::int64_t anomalous = 0;
  for (std::int64_t row = 0; row < count; ++row) {
    anomalous += recording.truth->anomalous(row) ? 1 : 0;
  }
  if (anomalous > 0) {
    warnings.push_back(
        fmt::format("{}: {} of its {} training rows are labelled anomalous and were {}",
                    recording.name, anomalous, count, split.drop_anomalous ? "left out" : "kept"));
  }
}

void test_on(const Recording& recording, std::int64_t begin, RowUnit& unit) {
  unit.tested = {recording.rows, recording.truth};
  for (std::int64_t row = begin; row < recording.rows->rows(); ++row) {
    unit.test.push_back(row);
  }
}

}  // namespace

Recordings read_recordings(const std::vector<SensorFile>& files, const RecordingFormat& format) {
  Recordings recordings;
  std::vector<CsvTable> tables;
  std::vector<const CsvTable*> views;
  tables.reserve(files.size());
  for (const SensorFile& file : files) {
    tables.push_back(CsvTable::read(file.path, format.csv));
    views.push_back(&tables.back());
  }
  ColumnRoles roles = format.roles;
  if (format.time) {
    roles.ignore.push_back(*format.time);
  }
  const std::vector<FeatureColumn> plan = plan_features(views, roles, recordings.warnings);
  std::vector<RecordingGaps> gaps;
  for (std::size_t i = 0; i < files.size(); ++i) {
    recordings.all.push_back(read_recording(files[i], tables[i], plan, format));
    if (format.time) {
      const std::size_t column = tables[i].require(*format.time, "dataset.time");
      gaps.push_back({files[i].name, find_time_gaps(tables[i], column)});
    }
  }
  if (format.roles.labels.empty()) {
    recordings.warnings.push_back(
        "no label column is named (dataset.labels): every row counts as good");
  }
  if (const std::string sentence = describe_time_gaps(gaps); !sentence.empty()) {
    recordings.warnings.push_back(sentence);
  }
  return recordings;
}

RowUnit split_recording(const Recording& recording, const BlockSplit& split,
                        std::vector<std::string>& warnings) {
  const std::int64_t rows = recording.rows->rows();
  if (rows <= split.train_rows) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: has {} rows, so that {} training rows leave none to test",
                            recording.name, rows, split.train_rows));
  }
  RowUnit unit;
  learn_from(recording, split.train_rows, split, unit, warnings);
  test_on(recording, std::max(split.train_rows, split.window - 1), unit);
  return unit;
}

RowUnit pair_recordings(const Recording& learn, const Recording& test, const BlockSplit& split,
                        std::vector<std::string>& warnings) {
  RowUnit unit;
  learn_from(learn, learn.rows->rows(), split, unit, warnings);
  test_on(test, split.window - 1, unit);
  unit.name = test.name;
  if (unit.test.empty()) {
    throw Error(ErrorKind::kData, fmt::format("{}: has {} rows, fewer than the window of {}",
                                              test.name, test.rows->rows(), split.window));
  }
  return unit;
}

}  // namespace goodparts
