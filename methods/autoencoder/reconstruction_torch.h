// How far a reconstruction is from its original, as loss and as map. Only *_torch.cpp files may
// include this.
#pragma once

#include <torch/torch.h>

#include <string>

namespace goodparts {

// Structural similarity (Wang, Bovik, Sheikh & Simoncelli 2004) of each pixel's neighbourhood:
// Gaussian window 11 × 11, σ = 1.5, weights sum to 1, K₁ = 0.01, K₂ = 0.03, values in [0, 1]. At
// the border the image is mirrored (d c b a | a b c d), as scikit-image does. x, y: {samples,
// channels, height, width}; so is the result, at most 1.
torch::Tensor ssim_map(const torch::Tensor& x, const torch::Tensor& y);

// KL(N(mean, exp(log_variance)) ‖ N(0, 1)) of each sample, summed over its code:
// −½ Σ (1 + log σ² − μ² − σ²).
torch::Tensor kl_divergence(const torch::Tensor& mean, const torch::Tensor& log_variance);

struct ImageLoss {
  std::string kind;  // l2, ssim, combined
  double ssim_weight = 0.5;
  torch::Tensor scale;   // {channels, 1, 1}: deviation of each channel, to undo standardising
  torch::Tensor offset;  // mean of each channel

  // {samples, height, width}, the mean over channels of the squared difference of standardised
  // values, of 1 − SSIM of the original ones, or (1 − w) · the former + w · the latter.
  torch::Tensor map(const torch::Tensor& original, const torch::Tensor& reconstruction) const;
};

}  // namespace goodparts
