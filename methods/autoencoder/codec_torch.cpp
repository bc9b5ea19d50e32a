#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "kernels/base/error.h"
#include "methods/autoencoder/codec_torch.h"

namespace goodparts {
namespace {

namespace nn = torch::nn;

constexpr std::int64_t kImageMultiple = 16;  // four halvings
constexpr std::int64_t kWindowMultiple = 4;  // two
constexpr double kSlope = 0.2;               // of LeakyReLU, as in Bergmann et al.

// A convolution, or the transposed one that undoes its change of size.
nn::Conv2d halve(std::int64_t in, std::int64_t out) {
  return nn::Conv2d(nn::Conv2dOptions(in, out, 4).stride(2).padding(1));
}
nn::Conv2d keep(std::int64_t in, std::int64_t out) {
  return nn::Conv2d(nn::Conv2dOptions(in, out, 3).padding(1));
}
nn::ConvTranspose2d twice(std::int64_t in, std::int64_t out) {
  return nn::ConvTranspose2d(nn::ConvTranspose2dOptions(in, out, 4).stride(2).padding(1));
}

torch::Tensor pass(nn::Sequential& layers, const torch::Tensor& x) {
  return layers->is_empty() ? x : layers->forward(x);
}

}  // namespace

void CodecPlan::save(ArchiveWriter& archive) const {
  archive.text("codec/architecture", architecture);
  archive.text("codec/activation", activation);
  archive.integers("codec/input", input);
  archive.integers("codec/sizes", std::array<std::int64_t, 3>{hidden, latent, variational ? 1 : 0});
}

CodecPlan CodecPlan::load(const ArchiveReader& archive) {
  CodecPlan plan;
  plan.architecture = archive.text("codec/architecture");
  plan.activation = archive.text("codec/activation");
  plan.input = archive.integers("codec/input");
  const std::vector<std::int64_t> sizes = archive.integers("codec/sizes");
  const std::size_t dimensions = plan.architecture == "conv"     ? 3
                                 : plan.architecture == "conv1d" ? 2
                                                                 : 1;
  const auto is_size = [](std::int64_t value) { return value >= 1 && value <= 1 << 20; };
  if (plan.input.size() != dimensions || sizes.size() != 3 || !is_size(sizes[0]) ||
      !is_size(sizes[1]) || !std::all_of(plan.input.begin(), plan.input.end(), is_size)) {
    throw Error(ErrorKind::kData, "the saved autoencoder's sizes are damaged; train it again");
  }
  plan.hidden = sizes[0];
  plan.latent = sizes[1];
  plan.variational = sizes[2] != 0;
  return plan;
}

CodecPlan plan_codec(const AutoencoderConfig& config, std::string architecture,
                     std::vector<std::int64_t> input) {
  std::int64_t hidden = 32;
  std::int64_t latent = 100;
  if (architecture == "conv1d") {
    latent = std::max<std::int64_t>(2, input[0] * input[1] / 8);
  } else if (architecture == "dense") {
    hidden = std::clamp<std::int64_t>(4 * input[0], 32, 256);
    latent = (input[0] + 1) / 2;
  }
  return {std::move(architecture),        std::move(input),  config.hidden.value_or(hidden),
          config.latent.value_or(latent), config.activation, config.variational};
}

CodecImpl::CodecImpl(CodecPlan plan) : plan_(std::move(plan)) {
  if (plan_.architecture == "conv") {
    build_conv();
  } else if (plan_.architecture == "conv1d") {
    build_conv1d();
  } else {
    build_dense();
  }
  register_module("encoder", encoder_);
  register_module("mean", mean_);
  if (plan_.variational) {
    register_module("log_variance", log_variance_);
  }
  register_module("decoder", decoder_);
}

std::int64_t CodecImpl::padded(std::size_t dimension, std::int64_t multiple) const {
  return (plan_.input[dimension] + multiple - 1) / multiple * multiple;
}

void CodecImpl::activate(nn::Sequential& layers) const {
  if (plan_.activation == "leaky_relu") {
    layers->push_back(nn::LeakyReLU(nn::LeakyReLUOptions().negative_slope(kSlope).inplace(true)));
  }
}

void CodecImpl::build_conv() {
  const std::int64_t h = plan_.hidden;
  const std::int64_t rows = padded(1, kImageMultiple) / kImageMultiple;
  const std::int64_t cols = padded(2, kImageMultiple) / kImageMultiple;
  const std::int64_t kernel_rows = std::min<std::int64_t>(8, rows);
  const std::int64_t kernel_cols = std::min<std::int64_t>(8, cols);
  code_length_ = plan_.latent * (rows - kernel_rows + 1) * (cols - kernel_cols + 1);
  const auto add = [&](nn::Sequential& layers, auto layer) {
    layers->push_back(layer);
    activate(layers);
  };
  add(encoder_, halve(plan_.input[0], h));
  add(encoder_, halve(h, h));
  add(encoder_, keep(h, h));
  add(encoder_, halve(h, 2 * h));
  add(encoder_, keep(2 * h, 2 * h));
  add(encoder_, halve(2 * h, 4 * h));
  add(encoder_, keep(4 * h, 2 * h));
  add(encoder_, keep(2 * h, h));
  const auto head = [&] {
    return nn::Conv2d(nn::Conv2dOptions(h, plan_.latent, {kernel_rows, kernel_cols}));
  };
  mean_->push_back(head());
  if (plan_.variational) {
    log_variance_->push_back(head());
  }
  add(decoder_,
      nn::ConvTranspose2d(nn::ConvTranspose2dOptions(plan_.latent, h, {kernel_rows, kernel_cols})));
  add(decoder_, keep(h, 2 * h));
  add(decoder_, keep(2 * h, 4 * h));
  add(decoder_, twice(4 * h, 2 * h));
  add(decoder_, keep(2 * h, 2 * h));
  add(decoder_, twice(2 * h, h));
  add(decoder_, keep(h, h));
  add(decoder_, twice(h, h));
  decoder_->push_back(twice(h, plan_.input[0]));
}

void CodecImpl::finish_dense_head(std::int64_t features) {
  code_length_ = plan_.latent;
  mean_->push_back(nn::Linear(features, plan_.latent));
  if (plan_.variational) {
    log_variance_->push_back(nn::Linear(features, plan_.latent));
  }
}

void CodecImpl::build_conv1d() {
  const std::int64_t h = plan_.hidden;
  const std::int64_t steps = padded(1, kWindowMultiple) / kWindowMultiple;
  const auto halve1d = [](std::int64_t in, std::int64_t out) {
    return nn::Conv1d(nn::Conv1dOptions(in, out, 4).stride(2).padding(1));
  };
  const auto twice1d = [](std::int64_t in, std::int64_t out) {
    return nn::ConvTranspose1d(nn::ConvTranspose1dOptions(in, out, 4).stride(2).padding(1));
  };
  encoder_->push_back(halve1d(plan_.input[0], h));
  activate(encoder_);
  encoder_->push_back(halve1d(h, h));
  activate(encoder_);
  encoder_->push_back(nn::Flatten());
  finish_dense_head(h * steps);
  decoder_->push_back(nn::Linear(plan_.latent, h * steps));
  activate(decoder_);
  decoder_->push_back(nn::Unflatten(nn::UnflattenOptions(1, {h, steps})));
  decoder_->push_back(twice1d(h, h));
  activate(decoder_);
  decoder_->push_back(twice1d(h, plan_.input[0]));
}

void CodecImpl::build_dense() {
  encoder_->push_back(nn::Linear(plan_.input[0], plan_.hidden));
  activate(encoder_);
  finish_dense_head(plan_.hidden);
  decoder_->push_back(nn::Linear(plan_.latent, plan_.hidden));
  activate(decoder_);
  decoder_->push_back(nn::Linear(plan_.hidden, plan_.input[0]));
}

torch::Tensor CodecImpl::pad(const torch::Tensor& x) const {
  std::vector<std::int64_t> amounts;  // of the last dimension first
  if (plan_.architecture == "conv") {
    amounts = {0, padded(2, kImageMultiple) - plan_.input[2], 0,
               padded(1, kImageMultiple) - plan_.input[1]};
  } else if (plan_.architecture == "conv1d") {
    amounts = {0, padded(1, kWindowMultiple) - plan_.input[1]};
  }
  if (std::all_of(amounts.begin(), amounts.end(), [](std::int64_t n) { return n == 0; })) {
    return x;
  }
  namespace F = torch::nn::functional;
  return F::pad(x, F::PadFuncOptions(amounts).mode(torch::kReplicate));
}

torch::Tensor CodecImpl::crop(const torch::Tensor& x) const {
  torch::Tensor cropped = x;
  for (std::size_t d = 1; d < plan_.input.size(); ++d) {
    cropped = cropped.narrow(static_cast<std::int64_t>(d) + 1, 0, plan_.input[d]);
  }
  return cropped;
}

Code CodecImpl::encode(const torch::Tensor& x) {
  const torch::Tensor features = pass(encoder_, pad(x));
  Code code{pass(mean_, features), {}};
  if (plan_.variational) {
    // Beyond these bounds exp() leaves the range of a float.
    code.log_variance = pass(log_variance_, features).clamp(-30.0, 20.0);
  }
  return code;
}

torch::Tensor CodecImpl::decode(const torch::Tensor& code) { return crop(pass(decoder_, code)); }

std::int64_t CodecImpl::weights() const {
  std::int64_t count = 0;
  for (const torch::Tensor& parameter : parameters()) {
    count += parameter.numel();
  }
  return count;
}

std::int64_t CodecImpl::activation_floats() {
  const torch::NoGradGuard guard;
  std::vector<std::int64_t> dims = plan_.input;
  dims.insert(dims.begin(), 1);
  torch::Tensor x = pad(torch::zeros(dims));
  std::int64_t count = 3 * x.numel();  // the input, the loss's difference and square
  for (nn::Sequential* const part : {&encoder_, &mean_, &decoder_}) {
    for (auto& layer : **part) {
      const void* const before = x.data_ptr();
      x = layer.forward(x);
      count += x.data_ptr() == before ? 0 : x.numel();  // activations work in place
    }
  }
  return count;
}

}  // namespace goodparts
