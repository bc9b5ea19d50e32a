#include "methods/fastflow/fastflow_config.h"

#include "methods/fastflow/fastflow.h"
#include "methods/flows/require_within.h"

namespace goodparts {

void FastFlowConfig::visit(ConfigVisitor& visitor) {
  visitor.field("steps", steps);
  visitor.field("hidden_ratio", hidden_ratio);
  visitor.field("only_3x3", only_3x3);
  visitor.field("clamp", clamp);
  visitor.field("layer_norm", layer_norm);
  visitor.field("top_share", top_share);
  training.visit(visitor);
}

void FastFlowConfig::validate() const {
  require_within<std::int64_t>("steps", steps, 1, 64);
  require_within("hidden_ratio", hidden_ratio, 0.01, 16.0);
  require_within("clamp", clamp, 0.01, 10.0);
  require_within("top_share", top_share, 0.0, 1.0);
  training.validate();
}

std::unique_ptr<Detector> make_fastflow(const ConfigGroupReader& read) {
  FastFlowConfig config;
  BackboneConfig backbone;
  read("method", config);
  read("backbone", backbone);
  return make_fastflow(std::move(config), std::move(backbone));
}

}  // namespace goodparts
