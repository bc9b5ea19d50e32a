// The settings of the autoencoder; explained for people in autoencoder.yaml.
#pragma once

#include <optional>
#include <string>

#include "kernels/base/config.h"
#include "methods/torch/training_settings.h"

namespace goodparts {

struct AutoencoderConfig : Config {
  AutoencoderConfig();

  std::string architecture = "auto";   // auto, conv, conv1d, dense
  std::optional<std::int64_t> hidden;  // none: by architecture, see codec.h
  std::optional<std::int64_t> latent;
  std::string activation = "leaky_relu";  // or linear
  double noise = 0.0;
  bool variational = false;
  double beta = 1.0;
  bool scale_residuals = true;
  std::string loss = "l2";  // l2, ssim, combined: images only
  double ssim_weight = 0.5;
  std::string image_score = "max";  // or mean
  double map_sigma = 2.0;
  std::string window_score = "last";  // or whole
  TrainingSettings training;

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

}  // namespace goodparts
