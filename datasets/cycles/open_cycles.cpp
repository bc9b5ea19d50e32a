#include "datasets/cycles/open_cycles.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <numeric>

#include "datasets/cycles/cycle_files.h"
#include "datasets/tabular/columns.h"
#include "datasets/tabular/csv_table.h"
#include "datasets/tabular/open_rows.h"
#include "datasets/tabular/row_table.h"
#include "kernels/base/error.h"
#include "kernels/base/join.h"

namespace goodparts {
namespace {

constexpr const char* kConditionsFile = "conditions.csv";

bool is_folder(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error);
}

CycleFeature parse_feature(const std::string& name) {
  if (const std::optional<CycleFeature> feature = CycleFeature::parse(name)) {
    return *feature;
  }
  throw Error(ErrorKind::kData, fmt::format("the model is damaged: '{}' is not a feature of a "
                                            "sensor's cycles; train it anew",
                                            name));
}

bool is_known(const std::string& sensor, const std::vector<CycleFeature>& features) {
  return std::any_of(features.begin(), features.end(),
                     [&](const CycleFeature& feature) { return feature.sensor == sensor; });
}

// The file of each sensor. Throws naming all sensors that have none, or one that has two.
std::map<std::string, std::string> files_of(const std::string& folder,
                                            const std::vector<CycleFeature>& features) {
  std::map<std::string, std::string> all;
  for (const std::string& path : find_cycle_files(folder)) {
    const bool is_first = all.emplace(sensor_name(path), path).second;
    if (!is_first && is_known(sensor_name(path), features)) {
      throw Error(ErrorKind::kData,
                  fmt::format("{}: a second file of sensor '{}'; take one of them away", path,
                              sensor_name(path)));
    }
  }
  std::map<std::string, std::string> files;
  std::vector<std::string> missing;
  for (const CycleFeature& feature : features) {
    if (const auto found = all.find(feature.sensor); found != all.end()) {
      files.insert(*found);
    } else if (std::find(missing.begin(), missing.end(), feature.sensor) == missing.end()) {
      missing.push_back(feature.sensor);
    }
  }
  if (!missing.empty()) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: sensors that the detector was trained with have no file there "
                            "(.txt or .csv): {}",
                            folder, joined(missing, ", ")));
  }
  return files;
}

// From the folder's table of conditions, where it has one.
void read_folder_conditions(const InputSpec& spec, const std::string& folder, RowTable& rows) {
  const std::string path = (std::filesystem::path(folder) / kConditionsFile).string();
  if (spec.conditions.empty() || !std::filesystem::exists(path)) {
    return;
  }
  const CsvTable table = CsvTable::read(path, {cycle_separator(path, "auto"), true, {}});
  if (table.rows() != rows.rows()) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: has {} rows, but there are {} cycles; below a line with the "
                            "conditions' names it must have one row a cycle",
                            path, table.rows(), rows.rows()));
  }
  std::vector<std::string> present;  // a method that needs one that is missing will say so
  for (const std::string& name : spec.conditions) {
    if (table.find(name)) {
      present.push_back(name);
    }
  }
  read_conditions(table, present, rows);
}

// Features of one sensor follow one another.
RowTable read_folder(const std::vector<CycleFeature>& features, const std::string& folder) {
  std::map<std::string, std::string> files = files_of(folder, features);
  CycleFormat format;
  format.keep_missing = true;
  CycleTable table;
  for (auto at = features.begin(); at != features.end();) {
    const auto end = std::find_if(
        at, features.end(), [&](const CycleFeature& other) { return other.sensor != at->sensor; });
    const std::vector<CycleFeature> plan(at, end);
    const std::string& path = files[at->sensor];
    FeatureColumns columns = read_cycle_features(path, format, plan);
    if (!table.columns.empty() && columns.front().size() != table.columns.front().size()) {
      throw Error(ErrorKind::kData,
                  fmt::format("{}: has {} cycles, but {} has {}; give each sensor the same cycles",
                              path, columns.front().size(), files[features.front().sensor],
                              table.columns.front().size()));
    }
    table.append(plan, std::move(columns));
    at = end;
  }
  RowTable rows = table.rows(folder);
  for (SampleInfo& info : rows.info) {
    info.group = folder;
  }
  return rows;
}

void reject_files_of_sensors(const std::vector<std::string>& paths,
                             const std::vector<CycleFeature>& features) {
  for (const std::string& path : paths) {
    if (is_known(sensor_name(path), features)) {
      throw Error(ErrorKind::kData,
                  fmt::format("{}: is named as the file of one sensor; name the folder that holds "
                              "those of all sensors, or a CSV file with the features as its "
                              "columns: {}, …",
                              path, features.front().name()));
    }
  }
}

}  // namespace

std::unique_ptr<SampleSource> open_cycles(const InputSpec& spec,
                                          const std::vector<std::string>& paths) {
  std::vector<CycleFeature> features;
  for (const std::string& name : spec.features) {
    features.push_back(parse_feature(name));
  }
  const auto folders = std::count_if(paths.begin(), paths.end(), is_folder);
  if (folders == 0) {
    reject_files_of_sensors(paths, features);
    return open_rows(spec, paths);
  }
  if (folders != static_cast<std::ptrdiff_t>(paths.size())) {
    throw Error(ErrorKind::kData,
                fmt::format("{} of {} inputs are folders of cycles, the others files; score "
                            "folders and tables of features one after the other",
                            folders, paths.size()));
  }
  auto all = std::make_shared<RowTable>();
  for (const std::string& path : paths) {
    RowTable rows = read_folder(features, path);
    read_folder_conditions(spec, path, rows);
    all->features = std::move(rows.features);
    all->columns = rows.columns;
    all->values.insert(all->values.end(), rows.values.begin(), rows.values.end());
    std::move(rows.info.begin(), rows.info.end(), std::back_inserter(all->info));
  }
  std::vector<std::int64_t> every(all->info.size());
  std::iota(every.begin(), every.end(), std::int64_t{0});
  return make_row_source(std::move(all), std::move(every));
}

}  // namespace goodparts
