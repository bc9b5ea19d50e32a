#include "datasets/cycles/cycles_dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "datasets/cycles/cycle_files.h"
#include "datasets/cycles/cycle_profile.h"
#include "datasets/tabular/columns.h"
#include "datasets/tabular/row_dataset.h"
#include "datasets/tabular/row_split.h"
#include "kernels/base/error.h"
#include "kernels/base/join.h"

namespace goodparts {
namespace {

namespace fs = std::filesystem;

std::string profile_path(const CyclesConfig& config) {
  return (fs::path(config.root) / config.profile).string();
}

std::string cycles_mismatch(const std::string& path, std::int64_t found, const CsvTable& profile) {
  return fmt::format("{}: has {} rows, but {} has {}; a file of a sensor has one row a cycle", path,
                     found, profile.path(), profile.rows());
}

// The files that dataset.files names.
std::vector<std::string> named_files(const CyclesConfig& config, const CsvTable& profile) {
  std::vector<std::string> files;
  for (const std::string& file : config.files) {
    files.push_back((fs::path(config.root) / file).string());
    const std::int64_t found = count_cycles(files.back());
    if (found != profile.rows()) {
      throw Error(ErrorKind::kData, cycles_mismatch(files.back(), found, profile));
    }
  }
  return files;
}

// All files of the folder that have one row a cycle; the others are said in `warnings`.
std::vector<std::string> fitting_files(const CyclesConfig& config, const CsvTable& profile,
                                       std::vector<std::string>& warnings) {
  std::vector<std::string> files;
  std::vector<std::string> left_out;
  for (const std::string& path : find_cycle_files(config.root)) {
    std::error_code error;
    if (fs::equivalent(path, profile.path(), error)) {
      continue;
    }
    if (const std::int64_t found = count_cycles(path); found != profile.rows()) {
      left_out.push_back(fmt::format("{} ({} rows)", fs::path(path).filename().string(), found));
    } else {
      files.push_back(path);
    }
  }
  if (files.empty()) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: no .txt or .csv file besides the profile has its {} rows{}{}; a "
                            "file of a sensor has one row a cycle",
                            config.root, profile.rows(), left_out.empty() ? "" : ": ",
                            joined(left_out, ", ")));
  }
  if (!left_out.empty()) {
    warnings.push_back(fmt::format(
        "left out, not having one row for each of the {} cycles of {}: {}", profile.rows(),
        fs::path(profile.path()).filename().string(), joined(left_out, ", ")));
  }
  return files;
}

void require_different_sensors(const std::vector<std::string>& files) {
  std::vector<std::string> seen;
  for (const std::string& file : files) {
    if (std::find(seen.begin(), seen.end(), sensor_name(file)) != seen.end()) {
      throw Error(ErrorKind::kData,
                  fmt::format("{}: a second file of sensor '{}'; rename one, or name the files to "
                              "read in dataset.files",
                              file, sensor_name(file)));
    }
    seen.push_back(sensor_name(file));
  }
}

RowTable read_cycles(const CyclesConfig& config, const std::vector<std::string>& files,
                     const std::string& name) {
  const CycleFormat format{config.separator, config.missing == "keep"};
  CycleTable table;
  for (const std::string& file : files) {
    const std::vector<CycleFeature> plan =
        plan_cycle_features(sensor_name(file), config.summary, config.segments);
    table.append(plan, read_cycle_features(file, format, plan));
  }
  return table.rows(name);
}

// The label is no condition: a method may be told the conditions.
std::vector<std::string> conditions_of(const CyclesConfig& config) {
  std::vector<std::string> conditions = config.conditions;
  conditions.erase(std::remove(conditions.begin(), conditions.end(), config.label),
                   conditions.end());
  return conditions;
}

void split_by_time(RowUnit& unit, const CyclesConfig& config) {
  unit.learn = unit.tested.table;
  const std::int64_t rows = unit.learn->rows();
  const auto first = static_cast<std::int64_t>(config.train_fraction * static_cast<double>(rows));
  for (std::int64_t row = 0; row < rows; ++row) {
    if (row >= first) {
      unit.test.push_back(row);
    } else if (!unit.tested.truth->anomalous(row)) {
      unit.train.push_back(row);
    }
  }
  const auto good = static_cast<std::int64_t>(unit.train.size());
  const std::int64_t held_out =
      std::llround(config.calibration_fraction * static_cast<double>(good));
  if (held_out >= good) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: {} of the first {} cycles are good, too few to learn from; raise "
                            "dataset.train_fraction, or set dataset.protocol=good_only",
                            config.root, good, first));
  }
  unit.calibration.assign(unit.train.end() - held_out, unit.train.end());
  unit.train.resize(unit.train.size() - static_cast<std::size_t>(held_out));
}

// Fills the unit's rows and says by which protocol.
std::string divide(RowUnit& unit, const CyclesConfig& config, std::uint64_t seed) {
  if (config.protocol != kByTime) {
    split_table(unit, config.protocol, config.calibration_fraction, seed);
    return describe_table_protocol(config.protocol, config.calibration_fraction);
  }
  split_by_time(unit, config);
  return fmt::format(
      "by_time: learned from the good cycles among the first {:g} %, the last {:g} % of them held "
      "out for calibration as one block; tested on the cycles after",
      100.0 * config.train_fraction, 100.0 * config.calibration_fraction);
}

std::string folder_name(const std::string& root) {
  const fs::path path = fs::absolute(root).lexically_normal();
  return (path.has_filename() ? path : path.parent_path()).filename().string();
}

std::string describe_features(const CyclesConfig& config, std::size_t sensors) {
  return fmt::format(
      "; a row is a cycle: {} of {} sensors over {}", joined(config.summary, ", "), sensors,
      config.segments == 1 ? "the whole cycle"
                           : fmt::format("each of {} equal parts of the cycle", config.segments));
}

}  // namespace

void CyclesConfig::visit(ConfigVisitor& visitor) {
  visitor.field("root", root);
  visitor.field("files", files);
  visitor.field("separator", separator);
  visitor.field("profile", profile);
  visitor.field("profile_columns", profile_columns);
  visitor.field("label", label);
  visitor.field("good", good);
  visitor.field("conditions", conditions);
  visitor.field("summary", summary);
  visitor.field("segments", segments);
  visitor.field("missing", missing);
  visitor.field("protocol", protocol);
  visitor.field("train_fraction", train_fraction);
  visitor.field("calibration_fraction", calibration_fraction);
}

void CyclesConfig::validate() const {
  const auto require = [](bool holds, const std::string& message) {
    if (!holds) {
      throw Error(ErrorKind::kConfig, message);
    }
  };
  require(!root.empty(), "dataset.root: name the folder that holds a file a sensor");
  if (separator != "auto") {
    parse_separator(separator);
  }
  require(!profile.empty(), "dataset.profile: name the file with one row of states a cycle");
  require(!label.empty(),
          "dataset.label: name the profile's column that says which cycles are good");
  require(!good.empty(), "dataset.good: name the values of dataset.label that mean good");
  require(!summary.empty(),
          "dataset.summary: choose one or more of " + joined(cycle_statistics(), ", "));
  for (std::size_t i = 0; i < summary.size(); ++i) {
    require_one_of("dataset.summary", summary[i], cycle_statistics());
    require(std::find(summary.begin(), summary.begin() + static_cast<std::ptrdiff_t>(i),
                      summary[i]) == summary.begin() + static_cast<std::ptrdiff_t>(i),
            fmt::format("dataset.summary: '{}' is named twice", summary[i]));
  }
  require(segments > 0, fmt::format("dataset.segments: {} is too few; give 1 or more", segments));
  require_one_of("dataset.missing", missing, {"error", "keep"});
  require_one_of("dataset.protocol", protocol, {kGoodOnly, kByTime, kWholeTable});
  require(
      train_fraction > 0.0 && train_fraction < 1.0,
      fmt::format("dataset.train_fraction: {} is out of range; give more than 0 and less than 1",
                  train_fraction));
  require_fraction(calibration_fraction);
}

std::unique_ptr<Dataset> make_cycles_dataset(const ConfigReader& read, std::uint64_t seed) {
  CyclesConfig config;
  read(config);
  find_cycle_files(config.root);  // what is wrong with the folder comes first
  const CsvTable profile =
      read_profile(profile_path(config), config.separator, config.profile_columns);
  std::vector<std::string> warnings;
  auto truth = std::make_shared<RowTruth>(read_cycle_truth(profile, config.label, config.good));
  const std::vector<std::string> files = config.files.empty()
                                             ? fitting_files(config, profile, warnings)
                                             : named_files(config, profile);
  require_different_sensors(files);
  RowUnit unit;
  unit.name = folder_name(config.root);
  auto table = std::make_shared<RowTable>(read_cycles(config, files, unit.name));
  read_conditions(profile, conditions_of(config), *table);
  group_by_state(profile, unit.name, *table);
  unit.tested = {std::move(table), std::move(truth)};
  InputSpec input;
  input.kind = "cycles";
  input.features = unit.tested.table->features;
  input.separator = ",";
  input.conditions = conditions_of(config);
  const std::string protocol = divide(unit, config, seed) + describe_features(config, files.size());
  std::vector<RowUnit> units;
  units.push_back(std::move(unit));
  return std::make_unique<RowDataset>(std::move(units), std::move(input), protocol,
                                      std::move(warnings));
}

}  // namespace goodparts
