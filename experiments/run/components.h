// From a resolved configuration to the components it names.
#pragma once

#include <cstdint>
#include <memory>

#include "datasets/dataset.h"
#include "experiments/config/node.h"
#include "methods/detector.h"

namespace goodparts {

// Throw Error(kConfig) for unknown names, unknown keys and values that do not fit.
std::unique_ptr<Dataset> open_dataset(const config::Node& config, std::uint64_t seed);
std::unique_ptr<Detector> open_detector(const config::Node& config);

}  // namespace goodparts
