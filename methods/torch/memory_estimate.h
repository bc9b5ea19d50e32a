// What a training will take, said before it starts. Only *_torch.cpp files may include this.
#pragma once

#include <cstdint>

#include "kernels/base/context.h"
#include "methods/torch/training.h"

namespace goodparts {

// Weights, gradients, Adam's two moments and the best state so far, four bytes each; the
// activations of a batch, once for the forward and once for the backward pass; the data held.
std::int64_t estimate_training_bytes(const TrainingSettings& settings, const TrainingTask& task);

// Reports the estimate through context.message(). Throws Error(kUnavailable) where it exceeds the
// memory that is free.
void check_memory(const Context& context, const TrainingSettings& settings,
                  const TrainingTask& task);

}  // namespace goodparts
