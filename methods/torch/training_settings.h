// The settings of every method that is trained by gradient descent. A method's own settings hold
// one of these, and its visit() calls this one's, so that the keys stand beside the method's own:
// method.epochs, method.batch_size.
#pragma once

#include <cstdint>

#include "kernels/base/config.h"

namespace goodparts {

struct TrainingSettings {
  std::int64_t epochs = 50;          // passes over the training samples, at most
  std::int64_t batch_size = 16;      // samples a step
  double learning_rate = 1e-3;       // of Adam (Kingma & Ba 2015)
  double weight_decay = 0.0;         // L2, added to the gradient as in Adam's original form
  double validation_fraction = 0.1;  // of the training samples, left out of training to stop early
  std::int64_t patience = 10;  // epochs without a better validation loss before stopping; 0: never

  void visit(ConfigVisitor& visitor);
  // Throws Error(kConfig) naming method.<key>.
  void validate() const;
};

}  // namespace goodparts
