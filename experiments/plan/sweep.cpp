#include "experiments/plan/sweep.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "experiments/config/interpolate.h"
#include "experiments/config/sweep.h"
#include "experiments/run/components.h"
#include "experiments/run/settings.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

constexpr std::size_t kLongestName =
    180;  // file systems allow 255 bytes; temporary names need some of them

bool is_swept(const ConfigSource& source, const std::string& override) {
  return config::expand_sweep(source.search_path, {override}).size() > 1;
}

std::string cell_name(const std::vector<std::string>& overrides, const std::vector<bool>& swept,
                      std::size_t index) {
  std::string name;
  for (std::size_t i = 0; i < overrides.size(); ++i) {
    if (swept[i]) {
      name += (name.empty() ? "" : ",") + overrides[i];
    }
  }
  std::replace(name.begin(), name.end(), '/', '_');
  if (name.empty() || name.starts_with('.') || name.size() > kLongestName) {
    return fmt::format("{:04}", index);
  }
  return name;
}

bool sets_output_dir(const std::string& override) {
  return override.starts_with("output.dir=") || override.starts_with("++output.dir=");
}

std::filesystem::path sweep_folder(const std::vector<std::string>& overrides,
                                   const config::Node& first) {
  if (std::any_of(overrides.begin(), overrides.end(), sets_output_dir)) {
    return first.at("output.dir").as_string();
  }
  return fmt::format("runs/{:%Y-%m-%d_%H-%M-%S}_sweep", fmt::localtime(std::time(nullptr)));
}

// Everything that can be wrong with a cell's settings is found here, before any cell has cost time.
void check_cell(const Cell& cell) {
  try {
    const RunSettings settings = read_settings(cell.config);
    open_detector(cell.config);
    open_dataset(cell.config, settings.seed);
  } catch (const Error& error) {
    throw Error(error.kind(),
                cell.name.empty() ? error.what() : fmt::format("{}: {}", cell.name, error.what()));
  }
}

}  // namespace

config::Node compose_config(const ConfigSource& source, const std::vector<std::string>& overrides) {
  config::Node node = config::compose(source.search_path, source.name, overrides).config;
  config::resolve(node);
  return node;
}

std::vector<Cell> plan_sweep(const ConfigSource& source,
                             const std::vector<std::string>& overrides) {
  std::vector<bool> swept;
  for (const std::string& override : overrides) {
    swept.push_back(is_swept(source, override));
  }
  std::vector<Cell> cells;
  std::filesystem::path folder;
  for (const std::vector<std::string>& cell_overrides :
       config::expand_sweep(source.search_path, overrides)) {
    Cell cell{cell_name(cell_overrides, swept, cells.size()),
              cell_overrides,
              compose_config(source, cell_overrides),
              {}};
    if (cells.empty()) {
      folder = sweep_folder(cell_overrides, cell.config);
    }
    cell.folder = folder / cell.name;
    cell.config.set("output.dir", config::Node(cell.folder.string()));
    check_cell(cell);
    cells.push_back(std::move(cell));
  }
  return cells;
}

}  // namespace goodparts
