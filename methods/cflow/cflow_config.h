// Settings of CFLOW: the group "method", experiments/conf/method/cflow.yaml.
#pragma once

#include <cstdint>

#include "kernels/base/config.h"
#include "methods/torch/training_settings.h"

namespace goodparts {

struct CflowConfig : Config {
  std::int64_t steps = 8;            // coupling steps of each layer's flow
  std::int64_t condition_dim = 128;  // of the position encoding; a multiple of 4
  double hidden_ratio = 2.0;         // width of a step's network, over a layer's channels
  double clamp = 1.9;                // largest |ln scale| of a step
  std::int64_t positions = 128;      // drawn from each layer of each image a step; 0: all
  double top_share = 0.0;  // of the map, averaged to the image score; 0: its highest value
  TrainingSettings training;

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

}  // namespace goodparts
