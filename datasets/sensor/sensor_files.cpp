#include "datasets/sensor/sensor_files.h"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

namespace fs = std::filesystem;

void add_folder(const fs::path& folder, std::vector<fs::path>& found) {
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().extension() == ".csv") {
      found.push_back(entry.path());
    }
  }
}

void add_pattern(const std::string& pattern, std::vector<fs::path>& found) {
  glob_t matches{};
  if (::glob(pattern.c_str(), 0, nullptr, &matches) == 0) {
    found.insert(found.end(), matches.gl_pathv, matches.gl_pathv + matches.gl_pathc);
  }
  ::globfree(&matches);
}

void add_entry(const std::string& entry, std::vector<fs::path>& found) {
  const std::size_t before = found.size();
  std::error_code error;
  if (fs::is_directory(entry, error)) {
    add_folder(entry, found);
  } else if (fs::exists(entry, error)) {
    found.emplace_back(entry);
  } else {
    add_pattern(entry, found);
  }
  if (found.size() == before) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: there is no such file, no .csv file below it, and nothing matches "
                            "it as a pattern",
                            entry));
  }
}

void sort_naturally(std::vector<fs::path>& paths) {
  for (fs::path& path : paths) {
    path = path.lexically_normal();
  }
  std::sort(paths.begin(), paths.end(), [](const fs::path& a, const fs::path& b) {
    return ::strverscmp(a.c_str(), b.c_str()) < 0;
  });
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
}

fs::path common_folder(const std::vector<fs::path>& paths) {
  fs::path common = paths.front().parent_path();
  for (const fs::path& path : paths) {
    const fs::path folder = path.parent_path();
    fs::path shared;
    for (auto a = common.begin(), b = folder.begin();
         a != common.end() && b != folder.end() && *a == *b; ++a, ++b) {
      shared /= *a;
    }
    common = shared;
  }
  return common;
}

std::vector<SensorFile> name_files(const std::vector<fs::path>& paths, const fs::path& folder) {
  std::vector<SensorFile> files;
  for (const fs::path& path : paths) {
    const fs::path relative = folder.empty() ? path : path.lexically_relative(folder);
    files.push_back({(relative.parent_path() / relative.stem()).generic_string(), path.string()});
  }
  return files;
}

}  // namespace

std::vector<SensorFile> find_sensor_files(const std::vector<std::string>& entries) {
  std::vector<fs::path> paths;
  for (const std::string& entry : entries) {
    add_entry(entry, paths);
  }
  sort_naturally(paths);
  return name_files(paths, common_folder(paths));
}

std::vector<SensorFile> find_sensor_files_below(const std::string& root,
                                                const std::vector<std::string>& folders) {
  std::vector<fs::path> paths;
  for (const std::string& folder : folders) {
    add_entry((fs::path(root) / folder).string(), paths);
  }
  sort_naturally(paths);
  return name_files(paths, fs::path(root).lexically_normal());
}

}  // namespace goodparts
