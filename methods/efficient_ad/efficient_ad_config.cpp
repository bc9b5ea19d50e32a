#include "methods/efficient_ad/efficient_ad_config.h"

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

EfficientAdConfig::EfficientAdConfig() {
  training.epochs = 10;
  training.batch_size = 1;
  training.learning_rate = 1e-4;
  training.weight_decay = 1e-5;
  training.patience = 0;  // the held-out images normalise the maps; nothing stops early
}

void EfficientAdConfig::visit(ConfigVisitor& visitor) {
  visitor.field("teacher", teacher);
  visitor.field("channels", channels);
  visitor.field("distil_epochs", distil_epochs);
  visitor.field("distil_learning_rate", distil_learning_rate);
  visitor.field("p_hard", p_hard);
  visitor.field("penalty", penalty);
  visitor.field("q_a", q_a);
  visitor.field("q_b", q_b);
  visitor.field("epochs", training.epochs);
  visitor.field("batch_size", training.batch_size);
  visitor.field("learning_rate", training.learning_rate);
  visitor.field("weight_decay", training.weight_decay);
  visitor.field("validation_fraction", training.validation_fraction);
}

void EfficientAdConfig::validate() const {
  training.validate();
  if (teacher.empty()) {
    throw Error(ErrorKind::kConfig,
                "method.teacher: '' is neither 'distil' nor the path of a safetensors file");
  }
  require_one_of("method.penalty", penalty, {"drawn", "none"});
  require(channels >= 3 && channels <= 3072 && channels % 3 == 0, "channels",
          static_cast<double>(channels), "must be a multiple of 3 in 3 … 3072");
  require(distils() || channels == 384, "channels", static_cast<double>(channels),
          "does not fit method.teacher, a file: published teachers have 384");
  require(distil_epochs >= 1, "distil_epochs", static_cast<double>(distil_epochs),
          "is too few; give 1 or more");
  require(distil_learning_rate > 0.0 && distil_learning_rate < 10.0, "distil_learning_rate",
          distil_learning_rate, "must lie between 0 and 10; 0.001 is usual");
  require(p_hard >= 0.0 && p_hard < 1.0, "p_hard", p_hard, "must lie in [0, 1)");
  require(q_a >= 0.0 && q_a < 1.0, "q_a", q_a, "must lie in [0, 1)");
  require(q_b > q_a && q_b <= 1.0, "q_b", q_b, "must lie between method.q_a and 1");
}

}  // namespace goodparts
