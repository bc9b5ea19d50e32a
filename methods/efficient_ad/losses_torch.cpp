#include <algorithm>

#include "methods/efficient_ad/losses_torch.h"

namespace goodparts {
namespace {

torch::Tensor grey(const torch::Tensor& image) {
  const torch::Tensor weights = torch::tensor({0.299F, 0.587F, 0.114F}).view({3, 1, 1});
  return (image * weights).sum(0, true);
}

torch::Tensor blend(const torch::Tensor& image, const torch::Tensor& other, double factor) {
  return (factor * image + (1.0 - factor) * other).clamp(0.0, 1.0);
}

}  // namespace

torch::Tensor hard_feature_loss(const torch::Tensor& distances, double p_hard) {
  const torch::Tensor all = distances.flatten();
  // Not at::quantile, which takes no more than 16 million values.
  const torch::Tensor values = all.detach();
  const double place = p_hard * static_cast<double>(values.numel() - 1);
  const auto below = static_cast<std::int64_t>(place);
  const auto smallest = [&](std::int64_t rank) {  // counted from 0
    return std::get<0>(values.kthvalue(rank + 1)).item<double>();
  };
  const double low = smallest(below);
  const double high = smallest(std::min(below + 1, values.numel() - 1));
  // As float, in which the comparison below is made: the mask is never empty.
  const auto quantile =
      static_cast<float>(low + (place - static_cast<double>(below)) * (high - low));
  return all.masked_select(values >= std::min(quantile, static_cast<float>(high))).mean();
}

torch::Tensor change_brightness(const torch::Tensor& image, double factor) {
  return (factor * image).clamp(0.0, 1.0);
}

torch::Tensor change_contrast(const torch::Tensor& image, double factor) {
  return blend(image, grey(image).mean(), factor);
}

torch::Tensor change_saturation(const torch::Tensor& image, double factor) {
  return blend(image, grey(image), factor);
}

torch::Tensor change_colours(const torch::Tensor& image, Rng& rng) {
  const std::int64_t kind = rng.below(3);
  const double factor = rng.uniform(0.8, 1.2);
  if (kind == 0) {
    return change_brightness(image, factor);
  }
  return kind == 1 ? change_contrast(image, factor) : change_saturation(image, factor);
}

}  // namespace goodparts
