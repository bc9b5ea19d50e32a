// A sweep's cells: every combination of the swept overrides, composed and checked before the first
// one starts.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "experiments/config/compose.h"

namespace goodparts {

struct Cell {
  std::string name;  // the swept overrides, "method=patchcore,seed=0"; a folder name
  std::vector<std::string> overrides;
  config::Node config;  // resolved; output.dir is the cell's folder
  std::filesystem::path folder;
};

// Where configs come from: --config-dir folders first, then the ones built into the program.
struct ConfigSource {
  config::SearchPath search_path;
  std::string name = "config";
};

// Composes and resolves one configuration.
config::Node compose_config(const ConfigSource& source, const std::vector<std::string>& overrides);

// The cells of `overrides`, in Hydra's order. A sweep's folder is output.dir as overridden, else
// runs/<time>_sweep. Throws Error(kConfig) for the first cell that does not compose, naming it.
std::vector<Cell> plan_sweep(const ConfigSource& source, const std::vector<std::string>& overrides);

}  // namespace goodparts
