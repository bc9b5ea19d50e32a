// The pieces of EfficientAD's training loss (Batzner et al. 2024, section 3.2 and algorithm 1).
// Only *_torch.cpp files may include this.
#pragma once

#include <torch/torch.h>

#include "kernels/base/rng.h"

namespace goodparts {

// The mean of those distances that reach the quantile p_hard of all of them (with linear
// interpolation between order statistics).
torch::Tensor hard_feature_loss(const torch::Tensor& distances, double p_hard);

// One of brightness, contrast and saturation of an image {3, H, W} in [0, 1], by a factor from
// U(0.8, 1.2), clamped to [0, 1].
torch::Tensor change_colours(const torch::Tensor& image, Rng& rng);
torch::Tensor change_brightness(const torch::Tensor& image, double factor);
torch::Tensor change_contrast(const torch::Tensor& image, double factor);
torch::Tensor change_saturation(const torch::Tensor& image, double factor);

}  // namespace goodparts
