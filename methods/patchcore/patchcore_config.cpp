#include "methods/patchcore/patchcore_config.h"

#include <fmt/format.h>

#include "kernels/base/error.h"

namespace goodparts {

void PatchCoreConfig::visit(ConfigVisitor& visitor) {
  visitor.field("convention", convention);
  visitor.field("coreset_ratio", coreset_ratio);
  visitor.field("map_sigma", map_sigma);
  visitor.field("augment", augment);
  visitor.field("feature_precision", feature_precision);
  visitor.field("batch_size", batch_size);
  visitor.field("layer_dim", layer_dim);
  visitor.field("embedding_dim", embedding_dim);
  visitor.field("neighbours", neighbours);
  visitor.field("projection_dim", projection_dim);
  visitor.field("starting_points", starting_points);
  visitor.field("reweight_neighbours", reweight_neighbours);
}

void PatchCoreConfig::validate() const {
  require_one_of("method.convention", convention, {"original", "anomalib", "anomalydino"});
  if (!(coreset_ratio > 0.0 && coreset_ratio <= 1.0)) {
    throw Error(ErrorKind::kConfig,
                fmt::format("method.coreset_ratio: {} must lie in (0, 1]", coreset_ratio));
  }
  if (!(map_sigma > 0.0 && map_sigma <= 1000.0)) {
    throw Error(ErrorKind::kConfig,
                fmt::format("method.map_sigma: {} must lie in (0, 1000]", map_sigma));
  }
  require_one_of("method.augment", augment, {"none", "rotate", "rotate_flip"});
  require_one_of("method.feature_precision", feature_precision, {"float32", "bfloat16"});
  const auto require_positive = [](const char* key, std::int64_t value) {
    if (value < 1 || value > 65536) {
      throw Error(ErrorKind::kConfig,
                  fmt::format("method.{}: {} must lie in 1 … 65536", key, value));
    }
  };
  require_positive("batch_size", batch_size);
  require_positive("layer_dim", layer_dim);
  require_positive("embedding_dim", embedding_dim);
  require_positive("neighbours", neighbours);
  require_positive("projection_dim", projection_dim);
  require_positive("starting_points", starting_points);
  require_positive("reweight_neighbours", reweight_neighbours);
}

}  // namespace goodparts
