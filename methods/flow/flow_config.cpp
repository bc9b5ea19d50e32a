#include "methods/flow/flow_config.h"

#include <fmt/format.h>

#include "kernels/base/error.h"
#include "methods/flow/flow.h"
#include "methods/flows/require_within.h"

namespace goodparts {
void FlowConfig::visit(ConfigVisitor& visitor) {
  visitor.field("coupling", coupling);
  visitor.field("steps", steps);
  visitor.field("hidden", hidden);
  visitor.field("hidden_layers", hidden_layers);
  visitor.field("bins", bins);
  visitor.field("bound", bound);
  visitor.field("clamp", clamp);
  visitor.field("noise", noise);
  visitor.field("max_rows", max_rows);
  training.visit(visitor);
}

void FlowConfig::validate() const {
  require_one_of("method.coupling", coupling, {"spline", "affine"});
  require_within<std::int64_t>("steps", steps, 1, 64);
  require_within<std::int64_t>("hidden", hidden, 1, 4096);
  require_within<std::int64_t>("hidden_layers", hidden_layers, 1, 8);
  require_within<std::int64_t>("bins", bins, 2, 64);
  require_within("bound", bound, 0.5, 100.0);
  require_within("clamp", clamp, 0.01, 10.0);
  require_within("noise", noise, 0.0, 10.0);
  if (max_rows < 0 || max_rows == 1) {
    throw Error(
        ErrorKind::kConfig,
        fmt::format("method.max_rows: {} is too few; give 2 or more, or 0 for all", max_rows));
  }
  training.validate();
}

std::unique_ptr<Detector> make_flow(const ConfigGroupReader& read) {
  FlowConfig config;
  BackboneConfig backbone;
  read("method", config);
  read("backbone", backbone);
  return make_flow(std::move(config), std::move(backbone));
}

}  // namespace goodparts
