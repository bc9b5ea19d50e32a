// Settings of PaDiM: the group "method", experiments/conf/method/padim.yaml.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "kernels/base/config.h"

namespace goodparts {

struct PadimConfig : Config {
  std::optional<std::int64_t> dims = 100;  // drawn from the channels of all layers; none: all
  std::string covariance = "full";         // or "low_rank"
  std::int64_t rank = 32;                  // low_rank only
  double regulariser = 0.01;               // ε of covariance + ε I
  double map_sigma = 4.0;                  // smoothing of the anomaly map, pixels
  std::int64_t batch_size = 4;             // images at once
  std::optional<std::int64_t> memory_mib;  // that fitting may take; none: what is free

  bool is_full() const { return covariance == "full"; }
  void visit(ConfigVisitor& visitor) override;  // dims is a number, null, or "all"
  void validate() const override;
};

}  // namespace goodparts
