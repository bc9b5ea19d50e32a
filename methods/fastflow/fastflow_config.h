// Settings of FastFlow: the group "method", experiments/conf/method/fastflow.yaml.
#pragma once

#include <cstdint>

#include "kernels/base/config.h"
#include "methods/torch/training_settings.h"

namespace goodparts {

struct FastFlowConfig : Config {
  FastFlowConfig() { training.weight_decay = 1e-5; }

  std::int64_t steps = 8;     // coupling steps of each layer's flow
  double hidden_ratio = 1.0;  // channels within a step's network, over those that it reads
  bool only_3x3 = false;      // false: 3 × 3 and 1 × 1 convolutions in turn
  double clamp = 2.0;         // largest |ln scale| of a step
  bool layer_norm = true;     // each image's features of a layer to mean 0, variance 1
  double top_share = 0.0;     // of the map, averaged to the image score; 0: its highest value
  TrainingSettings training;

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

}  // namespace goodparts
