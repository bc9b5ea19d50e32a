#include "methods/torch/training_settings.h"

#include <fmt/format.h>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

void require(bool holds, const char* key, double value, const char* rule) {
  if (!holds) {
    throw Error(ErrorKind::kConfig, fmt::format("method.{}: {} {}", key, value, rule));
  }
}

}  // namespace

void TrainingSettings::visit(ConfigVisitor& visitor) {
  visitor.field("epochs", epochs);
  visitor.field("batch_size", batch_size);
  visitor.field("learning_rate", learning_rate);
  visitor.field("weight_decay", weight_decay);
  visitor.field("validation_fraction", validation_fraction);
  visitor.field("patience", patience);
}

void TrainingSettings::validate() const {
  require(epochs >= 1, "epochs", static_cast<double>(epochs), "is too few; give 1 or more");
  require(batch_size >= 1, "batch_size", static_cast<double>(batch_size),
          "is too small; give 1 or more");
  require(learning_rate > 0.0 && learning_rate < 10.0, "learning_rate", learning_rate,
          "must lie between 0 and 10; 0.001 is usual");
  require(weight_decay >= 0.0 && weight_decay < 1.0, "weight_decay", weight_decay,
          "must lie in [0, 1)");
  require(validation_fraction >= 0.0 && validation_fraction < 1.0, "validation_fraction",
          validation_fraction, "must lie in [0, 1); 0 trains on every sample");
  require(patience >= 0, "patience", static_cast<double>(patience),
          "is negative; 0 never stops early");
}

}  // namespace goodparts
