// What a training will take, said before it starts. Only *_torch.cpp files may include this.
#pragma once

#include <cstdint>
#include <string>

#include "kernels/base/context.h"
#include "methods/torch/training.h"

namespace goodparts {

// Weights, gradients, Adam's two moments and the best state so far, four bytes each; the
// activations of a batch, once for the forward and once for the backward pass; the data held.
std::int64_t estimate_training_bytes(const TrainingSettings& settings, const TrainingTask& task);

// Throws Error(kUnavailable) that ends in `remedy` where `bytes` more exceed the memory that is
// free: of this machine, or of the container that the program runs in. For what a method is about
// to hold.
void require_memory(const std::string& name, std::int64_t bytes, const std::string& remedy);

// Reports the estimate through context.message(). Throws Error(kUnavailable) where it exceeds the
// memory that is free.
void check_memory(const Context& context, const TrainingSettings& settings,
                  const TrainingTask& task);

}  // namespace goodparts
