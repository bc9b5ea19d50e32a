// Settings of PatchCore: the group "method", experiments/conf/method/patchcore.yaml.
#pragma once

#include <cstdint>
#include <string>

#include "kernels/base/config.h"

namespace goodparts {

struct PatchCoreConfig : Config {
  std::string convention = "original";        // or "anomalib", "anomalydino"
  double coreset_ratio = 0.1;                 // (0, 1]
  double map_sigma = 4.0;                     // smoothing of the anomaly map, pixels
  std::string augment = "none";               // or "rotate", "rotate_flip": images only
  std::string feature_precision = "float32";  // or "bfloat16", until the coreset is chosen
  std::int64_t batch_size = 4;                // images to a forward pass
  // original only
  std::int64_t layer_dim = 1024;
  std::int64_t embedding_dim = 1024;
  std::int64_t neighbours = 1;
  // original and anomalydino
  std::int64_t projection_dim = 128;
  std::int64_t starting_points = 10;
  // anomalib only
  std::int64_t reweight_neighbours = 9;

  bool is_original() const { return convention == "original"; }
  bool is_anomalib() const { return convention == "anomalib"; }
  bool is_anomalydino() const { return convention == "anomalydino"; }
  // Entries of the memory bank that a score wants to look at.
  std::int64_t neighbours_wanted() const {
    return is_original() ? neighbours : is_anomalib() ? reweight_neighbours : 1;
  }
  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

}  // namespace goodparts
