// Between LibTorch's tensors and the rest of goodparts. Only *_torch.cpp files may include this.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "kernels/base/context.h"
#include "kernels/base/rng.h"
#include "methods/archive.h"

namespace goodparts {

// A copy, float.
torch::Tensor to_tensor(std::span<const float> values, torch::IntArrayRef shape);
std::vector<float> to_vector(const torch::Tensor& tensor);  // float, row-major

// N(0, 1) from our own generator, so that noise depends on (seed, name, index) alone.
torch::Tensor normal_tensor(Rng& rng, torch::IntArrayRef shape);

using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

// Every parameter and buffer of a module, by name.
NamedTensors state_of(const torch::nn::Module& module);
// Under "<folder>/<name>". Buffers that hold integers are kept as floats.
void save_tensors(ArchiveWriter& archive, const std::string& folder, const NamedTensors& tensors);
// Copies the stored values into the tensors given, in place. Throws Error(kData) where one is
// missing or of another shape.
void load_tensors(const ArchiveReader& archive, const std::string& folder,
                  const NamedTensors& tensors);

// Makes the initial weights of the modules built next depend on (seed, name) alone.
void seed_initial_weights(const Context& context, const std::string& name);

}  // namespace goodparts
