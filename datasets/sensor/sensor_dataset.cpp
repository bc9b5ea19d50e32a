#include "datasets/sensor/sensor_dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "datasets/sensor/recordings.h"
#include "datasets/tabular/row_dataset.h"
#include "datasets/tabular/row_split.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

RecordingFormat format_of(const SensorConfig& config) {
  RecordingFormat format;
  format.csv = {parse_separator(config.separator), config.header};
  format.roles.labels = config.labels;
  format.roles.anomalous = config.anomalous;
  format.roles.defects = config.defect;
  format.roles.conditions = config.conditions;
  format.roles.condition_features = config.condition_features;
  format.roles.features = config.features;
  format.roles.ignore = config.ignore;
  format.roles.categorical = config.categorical;
  format.time = config.time;
  format.keep_missing = config.missing == "keep";
  return format;
}

// The files to test, then (where there is one) the file to learn from.
std::vector<SensorFile> files_of(const SensorConfig& config) {
  std::vector<SensorFile> files = find_sensor_files(config.files);
  if (!config.train_file) {
    return files;
  }
  const auto same = [&](const SensorFile& file) {
    std::error_code error;
    return std::filesystem::equivalent(file.path, *config.train_file, error);
  };
  files.erase(std::remove_if(files.begin(), files.end(), same), files.end());
  if (files.empty()) {
    throw Error(ErrorKind::kConfig,
                "dataset.files: names nothing to test besides dataset.train_file");
  }
  files.push_back({*config.train_file, *config.train_file, true});
  return files;
}

std::string protocol_of(const SensorConfig& config) {
  const std::string from =
      config.train_file
          ? std::filesystem::path(*config.train_file).filename().string()
          : fmt::format("the first {} rows of each file, tested on the rest", config.train_rows);
  return fmt::format(
      "learned from {}; the last {:g} % of those rows held out for calibration as "
      "one block; window of {} row(s)",
      from, 100.0 * config.calibration_fraction, config.window);
}

}  // namespace

void SensorConfig::visit(ConfigVisitor& visitor) {
  visitor.field("files", files);
  visitor.field("separator", separator);
  visitor.field("header", header);
  visitor.field("time", time);
  visitor.field("labels", labels);
  visitor.field("anomalous", anomalous);
  visitor.field("defect", defect);
  visitor.field("conditions", conditions);
  visitor.field("condition_features", condition_features);
  visitor.field("features", features);
  visitor.field("ignore", ignore);
  visitor.field("categorical", categorical);
  visitor.field("missing", missing);
  visitor.field("train_rows", train_rows);
  visitor.field("train_file", train_file);
  visitor.field("anomalous_train_rows", anomalous_train_rows);
  visitor.field("calibration_fraction", calibration_fraction);
  visitor.field("window", window);
}

void SensorConfig::validate() const {
  const auto require = [](bool holds, const std::string& message) {
    if (!holds) {
      throw Error(ErrorKind::kConfig, message);
    }
  };
  require(!files.empty(), "dataset.files: name the CSV files, folders or patterns to read");
  parse_separator(separator);
  require_one_of("dataset.categorical", categorical, {"ignore", "one_hot", "codes", "error"});
  require_one_of("dataset.missing", missing, {"error", "keep"});
  require_one_of("dataset.anomalous_train_rows", anomalous_train_rows, {"drop", "keep"});
  require_fraction(calibration_fraction);
  require(train_rows > 0,
          fmt::format("dataset.train_rows: {} is too few; give 1 or more", train_rows));
  require(window > 0, fmt::format("dataset.window: {} is too short; give 1 or more", window));
}

std::unique_ptr<Dataset> make_sensor_dataset(const ConfigReader& read, std::uint64_t /*seed*/) {
  SensorConfig config;
  read(config);
  const RecordingFormat format = format_of(config);
  Recordings recordings = read_recordings(files_of(config), format);
  const BlockSplit split{config.train_rows, config.calibration_fraction, config.window,
                         config.anomalous_train_rows == "drop"};
  const std::size_t tested = recordings.all.size() - (config.train_file ? 1 : 0);
  std::vector<RowUnit> units;
  for (std::size_t i = 0; i < tested; ++i) {
    std::vector<std::string> repeated;  // what is wrong in a file to learn from is said once
    std::vector<std::string>& warnings =
        config.train_file && i > 0 ? repeated : recordings.warnings;
    units.push_back(config.train_file
                        ? pair_recordings(recordings.all.back(), recordings.all[i], split, warnings)
                        : split_recording(recordings.all[i], split, warnings));
  }
  InputSpec input;
  input.kind = "rows";
  input.features = recordings.all.front().rows->features;
  input.categories = recordings.all.front().rows->categories;
  input.separator = std::string(1, format.csv.separator);
  input.window = config.window;
  input.conditions = config.conditions;
  return std::make_unique<RowDataset>(std::move(units), std::move(input), protocol_of(config),
                                      std::move(recordings.warnings), true);
}

}  // namespace goodparts
