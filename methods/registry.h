// The methods by name. Adding one: its folder, one line in registry.cpp, one file
// experiments/conf/method/<name>.yaml.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "kernels/base/config.h"
#include "methods/detector.h"

namespace goodparts {

// Fills a component's settings from one group ("method", "backbone") of the resolved configuration;
// throws Error(kConfig) for unknown or ill-typed keys.
using ConfigGroupReader = std::function<void(const std::string& group, Config& into)>;

enum class Reads { kImages, kRows, kBoth };

struct MethodEntry {
  const char* name;
  Reads reads;  // the kind of samples that it is meant for
  std::unique_ptr<Detector> (*make)(const ConfigGroupReader& read);
};

const std::vector<MethodEntry>& method_registry();
// Throws Error(kConfig) listing the known names and the nearest one.
std::unique_ptr<Detector> make_detector(const std::string& name, const ConfigGroupReader& read);

}  // namespace goodparts
