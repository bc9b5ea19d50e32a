#include "datasets/sensor/skab.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "datasets/sensor/recordings.h"
#include "datasets/tabular/row_dataset.h"
#include "datasets/tabular/row_split.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

constexpr std::int64_t kTrainRows = 400;
constexpr char kSeparator = ';';
constexpr const char* kFlow = "Volume Flow RateRMS";
constexpr std::array<double, 3> kFlowLevels = {32.0, 76.0, 126.0};  // L/min

RecordingFormat skab_format() {
  RecordingFormat format;
  format.csv = {kSeparator, true};
  format.roles.labels = {"anomaly"};
  format.roles.conditions = {"Temperature"};
  format.roles.condition_features = true;
  format.roles.ignore = {"changepoint"};  // made from the labels
  format.time = "datetime";
  return format;
}

std::string flow_level(const RowTable& rows) {
  const auto column = static_cast<std::size_t>(
      std::find(rows.features.begin(), rows.features.end(), kFlow) - rows.features.begin());
  std::vector<float> flow;
  for (std::size_t row = 0; row < static_cast<std::size_t>(kTrainRows); ++row) {
    flow.push_back(rows.values[row * static_cast<std::size_t>(rows.columns) + column]);
  }
  std::nth_element(flow.begin(), flow.begin() + kTrainRows / 2, flow.end());
  const double median = flow[kTrainRows / 2];
  const double level = *std::min_element(
      kFlowLevels.begin(), kFlowLevels.end(),
      [&](double a, double b) { return std::abs(a - median) < std::abs(b - median); });
  return fmt::format("{:g} L/min", level);
}

void require_flow(const Recording& recording) {
  const std::vector<std::string>& features = recording.rows->features;
  if (std::find(features.begin(), features.end(), kFlow) == features.end()) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: there is no column '{}'; is this SKAB?", recording.name, kFlow));
  }
}

}  // namespace

void SkabConfig::visit(ConfigVisitor& visitor) {
  visitor.field("root", root);
  visitor.field("protocol", protocol);
  visitor.field("calibration_fraction", calibration_fraction);
  visitor.field("window", window);
}

void SkabConfig::validate() const {
  if (root.empty()) {
    throw Error(ErrorKind::kConfig,
                "dataset.root: name the folder that holds SKAB's other, valve1 and valve2");
  }
  require_one_of("dataset.protocol", protocol, {"held_out", "published"});
  require_fraction(calibration_fraction);
  if (window < 1) {
    throw Error(ErrorKind::kConfig,
                fmt::format("dataset.window: {} is too short; give 1 or more", window));
  }
}

std::unique_ptr<Dataset> make_skab_dataset(const ConfigReader& read, std::uint64_t /*seed*/) {
  SkabConfig config;
  read(config);
  const bool published = config.protocol == "published";
  BlockSplit split;
  split.train_rows = kTrainRows;
  split.calibration_fraction = published ? 0.0 : config.calibration_fraction;
  split.window = config.window;
  const std::vector<SensorFile> files =
      find_sensor_files_below(config.root, {"other", "valve1", "valve2"});
  Recordings recordings = read_recordings(files, skab_format());
  std::vector<RowUnit> units;
  for (const Recording& recording : recordings.all) {
    require_flow(recording);
    units.push_back(split_recording(recording, split, recordings.warnings));
    const std::string level = flow_level(*recording.rows);
    for (SampleInfo& info : recording.rows->info) {
      info.conditions.push_back({"flow", level});
    }
  }
  InputSpec input;
  input.kind = "rows";
  input.features = recordings.all.front().rows->features;
  input.separator = std::string(1, kSeparator);
  input.window = config.window;
  input.conditions = {"Temperature"};
  const std::string protocol =
      published ? "published: learned from the first 400 rows of each file and tested on the rest, "
                  "as in SKAB's own results; nothing held out to choose a threshold"
                : fmt::format(
                      "held_out: the first 400 rows of each file are good; the last {:g} % "
                      "of them held out for calibration as one block, learned from the "
                      "others, tested on the rest of the file",
                      100.0 * config.calibration_fraction);
  return std::make_unique<RowDataset>(std::move(units), std::move(input), protocol,
                                      std::move(recordings.warnings), true);
}

}  // namespace goodparts
