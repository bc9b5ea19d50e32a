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
    return std::move(features_batch(image, 1, height, width).front());
  }

  // oneDNN convolves an image of a batch bit for bit as it does the image alone: measured, and
  // network_torch_test.cpp holds it to that.
  std::vector<std::vector<FloatArray>> features_batch(std::span<const float> images,
                                                      std::int64_t count, std::int64_t height,
                                                      std::int64_t width) const override {
    assert(static_cast<std::int64_t>(images.size()) == count * 3 * height * width);
    const c10::InferenceMode guard;
    const at::Tensor x = (to_tensor(images, {count, 3, height, width}) - mean_) / deviation_;
    const std::map<std::string, at::Tensor> found =
        forward(x.contiguous(at::MemoryFormat::ChannelsLast));
    std::vector<std::vector<FloatArray>> result(static_cast<std::size_t>(count));
    for (const std::string& layer : parts_.layers) {
      const at::Tensor maps = found.at(layer).contiguous();
      for (std::int64_t i = 0; i < count; ++i) {
        result[static_cast<std::size_t>(i)].push_back(to_array(maps, i));
      }
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
  std::map<std::string, at::Tensor> forward(at::Tensor x) const {  // the maps of all layers
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
    return found;
  }

  at::Tensor convolve(const at::Tensor& x, const Step& step, std::size_t index) const {
    const std::int64_t padding = (step.kernel - 1) / 2;
    const std::vector<std::int64_t> around{padding, padding};
    const std::vector<std::int64_t> stride{step.stride, step.stride};
    const std::vector<std::int64_t> dilation{1, 1};
    // conv2d leaves a small image to another library than a batch of such images, with other
    // rounding; oneDNN, where there is one, is asked for by name.
    return activate(onednn_ ? at::mkldnn_convolution(x, weights_[index], biases_[index], around,
                                                     stride, dilation, step.groups)
                            : at::conv2d(x, weights_[index], biases_[index], stride, around,
                                         dilation, step.groups),
                    step.activation);
  }

  static FloatArray to_array(const at::Tensor& maps, std::int64_t image) {
    const std::int64_t each = maps.numel() / maps.size(0);
    const float* const data = maps.data_ptr<float>() + image * each;
    return {{maps.size(1), maps.size(2), maps.size(3)}, {data, data + each}};
  }

  NetworkParts parts_;
  std::vector<Step> steps_;
  bool onednn_ = at::globalContext().hasMKLDNN() && at::globalContext().userEnabledMkldnn();
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
