#include <fmt/format.h>

#include "methods/backbones/shape_text.h"
#include "methods/torch/tensors.h"

namespace goodparts {

torch::Tensor to_tensor(std::span<const float> values, torch::IntArrayRef shape) {
  // from_blob wants a pointer to non-const; clone() leaves the values alone.
  return torch::from_blob(const_cast<float*>(values.data()), shape, torch::kFloat).clone();
}

std::vector<float> to_vector(const torch::Tensor& tensor) {
  const torch::Tensor plain = tensor.detach().to(torch::kFloat).contiguous();
  const float* const data = plain.data_ptr<float>();
  return {data, data + plain.numel()};
}

torch::Tensor normal_tensor(Rng& rng, torch::IntArrayRef shape) {
  torch::Tensor tensor = torch::empty(shape, torch::kFloat);
  float* const data = tensor.data_ptr<float>();
  for (std::int64_t i = 0; i < tensor.numel(); ++i) {
    data[i] = static_cast<float>(rng.normal());
  }
  return tensor;
}

NamedTensors state_of(const torch::nn::Module& module) {
  NamedTensors state;
  for (const auto& item : module.named_parameters()) {
    state.emplace_back(item.key(), item.value());
  }
  for (const auto& item : module.named_buffers()) {
    state.emplace_back(item.key(), item.value());
  }
  return state;
}

void save_tensors(ArchiveWriter& archive, const std::string& folder, const NamedTensors& tensors) {
  for (const auto& [name, tensor] : tensors) {
    archive.floats(folder + "/" + name, tensor.sizes().vec(), to_vector(tensor));
  }
}

void load_tensors(const ArchiveReader& archive, const std::string& folder,
                  const NamedTensors& tensors) {
  const torch::NoGradGuard guard;
  for (const auto& [name, tensor] : tensors) {
    const FloatArray stored = archive.floats(folder + "/" + name);
    if (stored.shape != tensor.sizes().vec()) {
      throw Error(
          ErrorKind::kData,
          fmt::format("the saved model's '{}/{}' has the shape {}, not {}; train it again", folder,
                      name, shape_text(stored.shape), shape_text(tensor.sizes().vec())));
    }
    torch::Tensor target = tensor;
    target.copy_(to_tensor(stored.values, stored.shape));
  }
}

void seed_initial_weights(const Context& context, const std::string& name) {
  torch::manual_seed(context.rng(name + " initial weights").bits());
}

}  // namespace goodparts
