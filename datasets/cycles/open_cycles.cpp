#include "datasets/cycles/open_cycles.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <numeric>

#include "datasets/cycles/cycle_files.h"
#include "datasets/tabular/open_rows.h"
#include "datasets/tabular/row_table.h"
#include "kernels/base/error.h"
#include "kernels/base/join.h"

namespace goodparts {
namespace {

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

// The file of each sensor. Throws naming all sensors that have none.
std::map<std::string, std::string> files_of(const std::string& folder,
                                            const std::vector<CycleFeature>& features) {
  std::map<std::string, std::string> all;
  for (const std::string& path : find_cycle_files(folder)) {
    all.emplace(sensor_name(path), path);
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

// Features of one sensor follow one another.
RowTable read_folder(const InputSpec& spec, const std::string& folder) {
  std::vector<CycleFeature> features;
  for (const std::string& name : spec.features) {
    features.push_back(parse_feature(name));
  }
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

}  // namespace

std::unique_ptr<SampleSource> open_cycles(const InputSpec& spec,
                                          const std::vector<std::string>& paths) {
  const auto folders = std::count_if(paths.begin(), paths.end(), is_folder);
  if (folders == 0) {
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
    RowTable rows = read_folder(spec, path);
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
