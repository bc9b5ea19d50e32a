#include "experiments/run/components.h"

#include "datasets/registry.h"
#include "experiments/config/bind.h"
#include "methods/conditions/conditioned_detector.h"
#include "methods/registry.h"

namespace goodparts {

std::unique_ptr<Dataset> open_dataset(const config::Node& config, std::uint64_t seed) {
  return make_dataset(
      config.at("dataset.name").as_string(),
      [&](Config& into) { config::bind(config.at("dataset"), "dataset", into); }, seed);
}

std::unique_ptr<Detector> open_detector(const config::Node& config) {
  std::unique_ptr<Detector> detector = make_detector(
      config.at("method.name").as_string(),
      [&](const std::string& group, Config& into) { config::bind(config.at(group), group, into); });
  ConditionSettings conditions;
  if (config.child("conditions") != nullptr) {  // models saved by older versions have none
    config::bind(config.at("conditions"), "conditions", conditions);
  }
  return with_conditions(conditions, std::move(detector));
}

}  // namespace goodparts
