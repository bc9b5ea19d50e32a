#include <algorithm>
#include <array>
#include <string>

#include "methods/efficient_ad/autoencoder_torch.h"

namespace goodparts {
namespace {

constexpr std::int64_t kLatent = 64;
constexpr double kDropout = 0.2;

torch::nn::Conv2d convolution(std::int64_t in, std::int64_t out, std::vector<std::int64_t> kernel,
                              std::int64_t stride, std::int64_t padding) {
  return torch::nn::Conv2d(
      torch::nn::Conv2dOptions(in, out, kernel).stride(stride).padding(padding));
}

// Before the decoder's first six convolutions; 3, 8, 15, 32, 63 and 127 at 256 pixels.
std::array<std::int64_t, 6> decoder_sizes(std::int64_t pixels) {
  const auto part = [&](std::int64_t divisor, std::int64_t less) {
    return std::max<std::int64_t>(1, pixels / divisor - less);
  };
  return {part(64, 1), part(32, 0), part(16, 1), part(8, 0), part(4, 1), part(2, 1)};
}

torch::Tensor resize(const torch::Tensor& x, std::int64_t height, std::int64_t width) {
  return torch::upsample_bilinear2d(x, {height, width}, false);
}

torch::Tensor drop(const torch::Tensor& x, Rng& rng) {
  torch::Tensor kept = torch::empty(x.sizes(), torch::kFloat);
  float* const values = kept.data_ptr<float>();
  for (std::int64_t i = 0; i < kept.numel(); ++i) {
    values[i] = rng.chance(kDropout) ? 0.0F : static_cast<float>(1.0 / (1.0 - kDropout));
  }
  return x * kept;
}

}  // namespace

PdnAutoencoderImpl::PdnAutoencoderImpl(GridSize image, GridSize output, std::int64_t channels)
    : image_(image), output_(output) {
  const std::array<std::int64_t, 6> widths = {3, 32, 32, 64, 64, 64};
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
    encoder_.push_back(convolution(widths[i], widths[i + 1], {4, 4}, 2, 1));
  }
  encoder_.push_back(convolution(64, kLatent, {image.height / 32, image.width / 32}, 1, 0));
  for (int i = 0; i < 6; ++i) {
    decoder_.push_back(convolution(64, 64, {4, 4}, 1, 2));
  }
  decoder_.push_back(convolution(64, 64, {3, 3}, 1, 1));
  decoder_.push_back(convolution(64, channels, {3, 3}, 1, 1));
  for (std::size_t i = 0; i < encoder_.size(); ++i) {
    register_module("encoder" + std::to_string(i + 1), encoder_[i]);
  }
  for (std::size_t i = 0; i < decoder_.size(); ++i) {
    register_module("decoder" + std::to_string(i + 1), decoder_[i]);
  }
}

torch::Tensor PdnAutoencoderImpl::forward(const torch::Tensor& images, Rng* dropout) {
  torch::Tensor x = images;
  for (std::size_t i = 0; i < 5; ++i) {
    x = torch::relu(encoder_[i](x));
  }
  x = encoder_[5](x);
  const std::array<std::int64_t, 6> heights = decoder_sizes(image_.height);
  const std::array<std::int64_t, 6> widths = decoder_sizes(image_.width);
  for (std::size_t i = 0; i < 6; ++i) {
    x = torch::relu(decoder_[i](resize(x, heights[i], widths[i])));
    if (dropout != nullptr) {
      x = drop(x, *dropout);
    }
  }
  x = torch::relu(decoder_[6](resize(x, output_.height, output_.width)));
  return decoder_[7](x);
}

}  // namespace goodparts
