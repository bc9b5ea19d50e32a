#include "methods/cflow/cflow_config.h"

#include "methods/cflow/cflow.h"
#include "methods/flows/require_within.h"

namespace goodparts {

void CflowConfig::visit(ConfigVisitor& visitor) {
  visitor.field("steps", steps);
  visitor.field("condition_dim", condition_dim);
  visitor.field("hidden_ratio", hidden_ratio);
  visitor.field("clamp", clamp);
  visitor.field("positions", positions);
  visitor.field("top_share", top_share);
  training.visit(visitor);
}

void CflowConfig::validate() const {
  require_within<std::int64_t>("steps", steps, 1, 64);
  require_within<std::int64_t>("condition_dim", condition_dim, 4, 4096);
  if (condition_dim % 4 != 0) {
    throw Error(ErrorKind::kConfig,
                fmt::format("method.condition_dim: {} must be a multiple of 4: sines and cosines "
                            "of columns and rows",
                            condition_dim));
  }
  require_within("hidden_ratio", hidden_ratio, 0.01, 16.0);
  require_within("clamp", clamp, 0.01, 10.0);
  require_within<std::int64_t>("positions", positions, 0, 1 << 24);
  require_within("top_share", top_share, 0.0, 1.0);
  training.validate();
}

std::unique_ptr<Detector> make_cflow(const ConfigGroupReader& read) {
  CflowConfig config;
  BackboneConfig backbone;
  read("method", config);
  read("backbone", backbone);
  return make_cflow(std::move(config), std::move(backbone));
}

}  // namespace goodparts
