// Settings of the normalizing flow on rows: the group "method", experiments/conf/method/flow.yaml.
#pragma once

#include <cstdint>
#include <string>

#include "kernels/base/config.h"
#include "methods/torch/training_settings.h"

namespace goodparts {

struct FlowConfig : Config {
  FlowConfig() {
    training.epochs = 100;
    training.batch_size = 128;
    training.weight_decay = 1e-5;
  }

  std::string coupling = "spline";  // or "affine"
  std::int64_t steps = 6;           // coupling steps
  std::int64_t hidden = 64;         // width of the networks' hidden layers
  std::int64_t hidden_layers = 2;
  std::int64_t bins = 8;          // of a spline
  double bound = 5.0;             // of the splines and of what the networks see, in deviations
  double clamp = 2.0;             // largest |ln scale| of an affine step
  double noise = 0.05;            // N(0, noise²) added to training rows, in deviations; 0: none
  std::int64_t max_rows = 20000;  // train on at most so many rows, drawn at random; 0: all
  TrainingSettings training;

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

}  // namespace goodparts
