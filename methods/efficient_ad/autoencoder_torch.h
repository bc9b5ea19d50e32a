// EfficientAD's autoencoder (Batzner et al. 2024, table 7): an image → 64 numbers → a map of
// features as large as the PDN's. Only *_torch.cpp files may include this.
//
// The paper's sizes at 256 × 256; other sizes scale with the image.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <vector>

#include "kernels/base/rng.h"
#include "kernels/resize/resize_map.h"

namespace goodparts {

class PdnAutoencoderImpl : public torch::nn::Module {
 public:
  PdnAutoencoderImpl(GridSize image, GridSize output, std::int64_t channels);
  // `dropout`: null where nothing is dropped, as when scoring.
  torch::Tensor forward(const torch::Tensor& images, Rng* dropout);

 private:
  GridSize image_;
  GridSize output_;
  std::vector<torch::nn::Conv2d> encoder_;
  std::vector<torch::nn::Conv2d> decoder_;
};
TORCH_MODULE(PdnAutoencoder);

}  // namespace goodparts
