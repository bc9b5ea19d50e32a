// Settings of EfficientAD: the group "method", experiments/conf/method/efficient_ad.yaml.
#pragma once

#include <cstdint>
#include <string>

#include "kernels/base/config.h"
#include "methods/torch/training_settings.h"

namespace goodparts {

struct EfficientAdConfig : Config {
  std::string teacher = "distil";  // or a safetensors file
  std::int64_t channels = 384;     // of the teacher's features; a multiple of 3
  std::int64_t distil_epochs = 5;  // of teacher=distil
  double distil_learning_rate = 1e-3;
  double p_hard = 0.999;          // the hard-feature loss takes what lies above this quantile
  std::string penalty = "drawn";  // or "none"
  double q_a = 0.9;               // map quantiles that become 0 …
  double q_b = 0.995;             // … and 0.1
  TrainingSettings training;

  EfficientAdConfig();
  bool distils() const { return teacher == "distil"; }
  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

}  // namespace goodparts
