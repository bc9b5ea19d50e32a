#include <cmath>
#include <vector>

#include "methods/autoencoder/reconstruction_torch.h"

namespace goodparts {
namespace {

constexpr std::int64_t kRadius = 5;
constexpr double kSigma = 1.5;
constexpr double kC1 = 0.01 * 0.01;
constexpr double kC2 = 0.03 * 0.03;

torch::Tensor window() {
  std::vector<double> weights;
  double sum = 0.0;
  for (std::int64_t i = -kRadius; i <= kRadius; ++i) {
    weights.push_back(std::exp(-0.5 * static_cast<double>(i * i) / (kSigma * kSigma)));
    sum += weights.back();
  }
  return (torch::tensor(weights, torch::kDouble) / sum).to(torch::kFloat);
}

// Where the pixels of a mirrored line come from; the line may be shorter than the window.
torch::Tensor mirrored(std::int64_t length) {
  std::vector<std::int64_t> from;
  for (std::int64_t i = -kRadius; i < length + kRadius; ++i) {
    const std::int64_t period = ((i % (2 * length)) + 2 * length) % (2 * length);
    from.push_back(period < length ? period : 2 * length - 1 - period);
  }
  return torch::tensor(from);
}

// {images, 1, height, width}
torch::Tensor smooth(const torch::Tensor& x) {
  const torch::Tensor weights = window();
  const torch::Tensor padded =
      x.index_select(2, mirrored(x.size(2))).index_select(3, mirrored(x.size(3)));
  return torch::conv2d(torch::conv2d(padded, weights.view({1, 1, -1, 1})),
                       weights.view({1, 1, 1, -1}));
}

}  // namespace

torch::Tensor ssim_map(const torch::Tensor& x, const torch::Tensor& y) {
  const torch::Tensor a = x.reshape({-1, 1, x.size(2), x.size(3)});
  const torch::Tensor b = y.reshape({-1, 1, y.size(2), y.size(3)});
  const std::vector<torch::Tensor> moments =
      smooth(torch::cat({a, b, a * a, b * b, a * b})).chunk(5);
  const torch::Tensor mean_product = moments[0] * moments[1];
  const torch::Tensor mean_squares = moments[0].square() + moments[1].square();
  const torch::Tensor covariance = moments[4] - mean_product;
  const torch::Tensor variances = moments[2] + moments[3] - mean_squares;
  const torch::Tensor similarity = (2.0 * mean_product + kC1) * (2.0 * covariance + kC2) /
                                   ((mean_squares + kC1) * (variances + kC2));
  return similarity.view(x.sizes());
}

torch::Tensor kl_divergence(const torch::Tensor& mean, const torch::Tensor& log_variance) {
  return -0.5 * (1.0 + log_variance - mean.square() - log_variance.exp()).flatten(1).sum(1);
}

torch::Tensor ImageLoss::map(const torch::Tensor& original,
                             const torch::Tensor& reconstruction) const {
  const auto squares = [&] { return (original - reconstruction).square().mean(1); };
  if (kind == "l2") {
    return squares();
  }
  const torch::Tensor dissimilarity =
      (1.0 - ssim_map(original * scale + offset, reconstruction * scale + offset)).mean(1);
  return kind == "ssim" ? dissimilarity
                        : (1.0 - ssim_weight) * squares() + ssim_weight * dissimilarity;
}

}  // namespace goodparts
