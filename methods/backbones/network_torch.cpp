#include "methods/backbones/network.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>
#include <fmt/format.h>
#include <torch/version.h>

#include <algorithm>
#include <cassert>
#include <map>
#include <utility>

#include "methods/torch/tensors.h"

namespace goodparts {
namespace {

at::Tensor activate(const at::Tensor& x, Activation activation) {
  switch (activation) {
    case Activation::kRelu:
      return at::relu(x);
    case Activation::kRelu6:
      return at::clamp(x, 0.0, 6.0);
    case Activation::kNone:
      break;
  }
  return x;
}

class Network : public Backbone {
 public:
  explicit Network(NetworkParts parts)
      : parts_(std::move(parts)), steps_(steps_up_to(architecture(parts_.arch), parts_.layers)) {
    // One image is one thread's work, so that its features depend neither on the number of threads
    // nor on its batch.
    at::set_num_threads(1);
    const c10::InferenceMode guard;
    for (const Convolution& convolution : parts_.convolutions) {
      weights_.push_back(to_tensor(convolution.weights.values, convolution.weights.shape)
                             .contiguous(at::MemoryFormat::ChannelsLast));
      biases_.push_back(
          to_tensor(convolution.bias, {static_cast<std::int64_t>(convolution.bias.size())}));
    }
    mean_ = at::tensor({0.485F, 0.456F, 0.406F}).view({1, 3, 1, 1});
    deviation_ = at::tensor({0.229F, 0.224F, 0.225F}).view({1, 3, 1, 1});
  }

  std::vector<FloatArray> features(std::span<const float> image, std::int64_t height,
                                   std::int64_t width) const override {
    assert(static_cast<std::int64_t>(image.size()) == 3 * height * width);
    const c10::InferenceMode guard;
    at::Tensor x = (to_tensor(image, {1, 3, height, width}) - mean_) / deviation_;
    x = x.contiguous(at::MemoryFormat::ChannelsLast);
    at::Tensor shortcut;
    std::map<std::string, at::Tensor> found;
    std::size_t next = 0;
    for (const Step& step : steps_) {
      switch (step.kind) {
        case StepKind::kConvolution:
          x = convolve(x, step, next++);
          break;
        case StepKind::kShortcutConvolution:
          shortcut = convolve(shortcut, step, next++);
          break;
        case StepKind::kMaxPool:
          x = at::max_pool2d(x, {3, 3}, {2, 2}, {1, 1});
          break;
        case StepKind::kKeepShortcut:
          shortcut = x;
          break;
        case StepKind::kAddShortcut:
          x = activate(x + shortcut, step.activation);
          break;
        case StepKind::kLayer:
          found[step.name] = x;
          break;
      }
    }
    std::vector<FloatArray> result;
    for (const std::string& layer : parts_.layers) {
      result.push_back(to_array(found.at(layer)));
    }
    return result;
  }

  const std::vector<std::string>& layers() const override { return parts_.layers; }
  std::string describe() const override {
    return fmt::format("{} ({})", parts_.arch, parts_.origin);
  }
  void save(ArchiveWriter& archive) const override {
    archive.text("backbone/arch", parts_.arch);
    archive.texts("backbone/layers", parts_.layers);
    archive.text("backbone/origin", parts_.origin);
    save_convolutions(archive, steps_, parts_.convolutions);
  }

 private:
  at::Tensor convolve(const at::Tensor& x, const Step& step, std::size_t index) const {
    const std::int64_t padding = (step.kernel - 1) / 2;
    return activate(at::conv2d(x, weights_[index], biases_[index], {step.stride, step.stride},
                               {padding, padding}, {1, 1}, step.groups),
                    step.activation);
  }

  static FloatArray to_array(const at::Tensor& map) {
    const at::Tensor plain = map.contiguous();
    const float* const data = plain.data_ptr<float>();
    return {{plain.size(1), plain.size(2), plain.size(3)}, {data, data + plain.numel()}};
  }

  NetworkParts parts_;
  std::vector<Step> steps_;
  std::vector<at::Tensor> weights_;
  std::vector<at::Tensor> biases_;
  at::Tensor mean_;
  at::Tensor deviation_;
};

}  // namespace

std::unique_ptr<Backbone> make_network(NetworkParts parts) {
  return std::make_unique<Network>(std::move(parts));
}

std::string torch_version() { return TORCH_VERSION; }

}  // namespace goodparts
