// The patch description network PDN-S (Batzner et al. 2024, table 6, without padding) and the
// shape of what it gives. Only *_torch.cpp files may include this.
//
// {B, 3, H, W}, normalised by ImageNet's mean and deviation → {B, outputs, h, w}: each place sees
// 33 × 33 pixels, neighbours lie 4 pixels apart.
#pragma once

#include <torch/torch.h>

#include <cstdint>

#include "methods/backbones/safetensors.h"

namespace goodparts {

constexpr std::int64_t kPdnField = 33;

// h of H pixels; at least 1 for at least kPdnField pixels. 256 → 56.
std::int64_t pdn_size(std::int64_t pixels);

// RGB in [0, 1] → as the networks want it.
torch::Tensor normalise_image(const torch::Tensor& images);

class PdnImpl : public torch::nn::Module {
 public:
  // `channels` sets the width: channels / 3 and 2 channels / 3 in the hidden layers.
  PdnImpl(std::int64_t channels, std::int64_t outputs);
  torch::Tensor forward(const torch::Tensor& images);
  // Names 0.*, 3.*, 6.*, 8.* (a torch.nn.Sequential) or conv1.* … conv4.*. Throws Error(kData).
  void read(const SafetensorsFile& file);

 private:
  torch::nn::Conv2d conv1_, conv2_, conv3_, conv4_;
};
TORCH_MODULE(Pdn);

}  // namespace goodparts
