#include "methods/autoencoder/autoencoder_config.h"

#include <fmt/format.h>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

void require(bool holds, const char* key, double value, const char* rule) {
  if (!holds) {
    throw Error(ErrorKind::kConfig, fmt::format("method.{}: {} {}", key, value, rule));
  }
}

void require_width(const char* key, const std::optional<std::int64_t>& value) {
  require(!value || (*value >= 1 && *value <= 4096), key, static_cast<double>(value.value_or(1)),
          "must lie in 1 … 4096; null chooses by the architecture");
}

}  // namespace

AutoencoderConfig::AutoencoderConfig() { training.epochs = 60; }

void AutoencoderConfig::visit(ConfigVisitor& visitor) {
  visitor.field("architecture", architecture);
  visitor.field("hidden", hidden);
  visitor.field("latent", latent);
  visitor.field("activation", activation);
  visitor.field("noise", noise);
  visitor.field("variational", variational);
  visitor.field("beta", beta);
  visitor.field("scale_residuals", scale_residuals);
  visitor.field("loss", loss);
  visitor.field("ssim_weight", ssim_weight);
  visitor.field("image_score", image_score);
  visitor.field("map_sigma", map_sigma);
  visitor.field("window_score", window_score);
  training.visit(visitor);
}

void AutoencoderConfig::validate() const {
  require_one_of("method.architecture", architecture, {"auto", "conv", "conv1d", "dense"});
  require_width("hidden", hidden);
  require_width("latent", latent);
  require_one_of("method.activation", activation, {"leaky_relu", "linear"});
  require(noise >= 0.0 && noise <= 10.0, "noise", noise,
          "must lie in [0, 10]; it is in standard deviations of the input");
  require(beta >= 0.0 && beta <= 1e6, "beta", beta, "must lie in [0, 1000000]");
  require_one_of("method.loss", loss, {"l2", "ssim", "combined"});
  require(ssim_weight >= 0.0 && ssim_weight <= 1.0, "ssim_weight", ssim_weight,
          "must lie in [0, 1]");
  require_one_of("method.image_score", image_score, {"max", "mean"});
  require(map_sigma >= 0.0 && map_sigma <= 1000.0, "map_sigma", map_sigma,
          "must lie in [0, 1000]; 0 does not smooth");
  require_one_of("method.window_score", window_score, {"last", "whole"});
  training.validate();
}

}  // namespace goodparts
