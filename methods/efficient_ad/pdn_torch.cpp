#include <algorithm>
#include <array>
#include <utility>

#include "methods/efficient_ad/pdn_torch.h"
#include "methods/torch/tensors.h"

namespace goodparts {

std::int64_t pdn_size(std::int64_t pixels) {
  const std::int64_t first = (pixels - 3) / 2;
  return (first - 3) / 2 - 5;
}

torch::Tensor normalise_image(const torch::Tensor& images) {
  const torch::Tensor mean = torch::tensor({0.485F, 0.456F, 0.406F}).view({1, 3, 1, 1});
  const torch::Tensor deviation = torch::tensor({0.229F, 0.224F, 0.225F}).view({1, 3, 1, 1});
  return (images - mean) / deviation;
}

PdnImpl::PdnImpl(std::int64_t channels, std::int64_t outputs)
    : conv1_(torch::nn::Conv2dOptions(3, channels / 3, 4)),
      conv2_(torch::nn::Conv2dOptions(channels / 3, 2 * channels / 3, 4)),
      conv3_(torch::nn::Conv2dOptions(2 * channels / 3, 2 * channels / 3, 3)),
      conv4_(torch::nn::Conv2dOptions(2 * channels / 3, outputs, 4)) {
  register_module("conv1", conv1_);
  register_module("conv2", conv2_);
  register_module("conv3", conv3_);
  register_module("conv4", conv4_);
}

torch::Tensor PdnImpl::forward(const torch::Tensor& images) {
  const auto pool = [](const torch::Tensor& x) { return torch::avg_pool2d(x, {2, 2}, {2, 2}); };
  torch::Tensor x = pool(torch::relu(conv1_(images)));
  x = pool(torch::relu(conv2_(x)));
  return conv4_(torch::relu(conv3_(x)));
}

void PdnImpl::read(const SafetensorsFile& file) {
  const std::vector<std::string> names = file.names();
  const bool numbered = std::find(names.begin(), names.end(), "0.weight") != names.end();
  const std::array<const char*, 4> prefixes =
      numbered ? std::array<const char*, 4>{"0", "3", "6", "8"}
               : std::array<const char*, 4>{"conv1", "conv2", "conv3", "conv4"};
  const torch::NoGradGuard guard;
  const std::array<torch::nn::Conv2d*, 4> convolutions{&conv1_, &conv2_, &conv3_, &conv4_};
  for (std::size_t i = 0; i < 4; ++i) {
    for (auto& [part, tensor] : {std::pair{".weight", (*convolutions[i])->weight},
                                 std::pair{".bias", (*convolutions[i])->bias}}) {
      const std::vector<std::int64_t> shape = tensor.sizes().vec();
      torch::Tensor target = tensor;
      target.copy_(to_tensor(file.read(std::string(prefixes[i]) + part, shape).values, shape));
    }
  }
}

}  // namespace goodparts
