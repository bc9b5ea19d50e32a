// The datasets by name. Adding one: its folder, one line in registry.cpp, one file
// experiments/conf/dataset/<name>.yaml.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "datasets/dataset.h"
#include "kernels/base/config.h"

namespace goodparts {

// Fills a component's settings from the resolved configuration; throws Error(kConfig) for unknown
// or ill-typed keys.
using ConfigReader = std::function<void(Config& into)>;

struct DatasetEntry {
  const char* name;
  // `seed` decides splits and drawn data.
  std::unique_ptr<Dataset> (*make)(const ConfigReader& read, std::uint64_t seed);
};

const std::vector<DatasetEntry>& dataset_registry();
// Throws Error(kConfig) listing the known names and the nearest one.
std::unique_ptr<Dataset> make_dataset(const std::string& name, const ConfigReader& read,
                                      std::uint64_t seed);

}  // namespace goodparts
