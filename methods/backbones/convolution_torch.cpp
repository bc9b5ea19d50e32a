#include "methods/backbones/convolution_torch.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>

#include <exception>
#include <utility>
#include <vector>

#include "kernels/base/cpu_features.h"
#include "methods/backbones/network.h"
#include "methods/torch/tensors.h"

namespace goodparts {
namespace {

// Of one network at once; a run has one size of images.
constexpr std::size_t kMostSizes = 4;

bool has_onednn() {
  return at::globalContext().hasMKLDNN() && at::globalContext().userEnabledMkldnn() &&
         c10::Dispatcher::singleton().findSchema({"mkldnn_prepacked::conv2d_prepack", ""}) &&
         c10::Dispatcher::singleton().findSchema({"mkldnn_prepacked::conv2d_run", ""});
}

at::IValue call(const char* name, torch::jit::Stack stack) {
  c10::Dispatcher::singleton().findSchemaOrThrow(name, "").callBoxed(&stack);
  return std::move(stack.front());
}

bool try_bfloat16() {
  if (!cpu_multiplies_bfloat16() || !has_onednn()) {
    return false;
  }
  const c10::InferenceMode guard;
  Step step;
  step.out = 16;
  const Convolution ones{{{16, 16, 1, 1}, std::vector<float>(256, 1.0F)},
                         std::vector<float>(16, 0.0F)};
  try {
    const Placement placement{at::kCPU, at::kBFloat16};
    const at::Tensor y =
        FixedConvolution(ones, step, placement)(placement(at::ones({1, 16, 8, 8})));
    return y.min().item<float>() == 16.0F && y.max().item<float>() == 16.0F;
  } catch (const std::exception&) {  // LibTorch and oneDNN each judge the processor and throw
    return false;
  }
}

}  // namespace

FixedConvolution::FixedConvolution(const Convolution& convolution, const Step& step,
                                   const Placement& placement)
    : onednn_(placement.device.is_cpu() && has_onednn()),
      activation_(step.activation),
      stride_(step.stride),
      padding_((step.kernel - 1) / 2),
      groups_(step.groups),
      weights_(placement(to_tensor(convolution.weights.values, convolution.weights.shape))),
      bias_(placement(
          to_tensor(convolution.bias, {static_cast<std::int64_t>(convolution.bias.size())}))) {}

at::IValue FixedConvolution::packed_for(const at::Tensor& x) const {
  const std::pair size{x.size(2), x.size(3)};
  const std::lock_guard lock(mutex_);
  const auto found = packed_.find(size);
  if (found != packed_.end()) {
    return found->second;
  }
  if (packed_.size() == kMostSizes) {
    packed_.clear();
  }
  return packed_[size] =
             call("mkldnn_prepacked::conv2d_prepack",
                  {weights_, bias_, std::vector<std::int64_t>{stride_, stride_},
                   std::vector<std::int64_t>{padding_, padding_}, std::vector<std::int64_t>{1, 1},
                   groups_, std::vector<std::int64_t>{1, x.size(1), size.first, size.second},
                   activation_ == Activation::kRelu ? "relu" : "none"});
}

at::Tensor FixedConvolution::operator()(const at::Tensor& x) const {
  if (!onednn_) {
    return activate(at::conv2d(x, weights_, bias_, at::IntArrayRef{stride_, stride_},
                               at::IntArrayRef{padding_, padding_}, at::IntArrayRef{1, 1}, groups_),
                    activation_);
  }
  at::Tensor y = call("mkldnn_prepacked::conv2d_run", {x, packed_for(x)}).toTensor();
  return activation_ == Activation::kRelu ? y : activate(std::move(y), activation_);
}

at::Tensor activate(at::Tensor x, Activation activation) {
  switch (activation) {
    case Activation::kRelu:
      x.relu_();
      break;
    case Activation::kRelu6:
      x.clamp_(0.0, 6.0);
      break;
    case Activation::kNone:
      break;
  }
  return x;
}

bool computes_bfloat16(Device device) {
  if (device == Device::kCuda && at::hasCUDA()) {
    return true;  // every GPU that the kernels are built for does
  }
  static const bool result = try_bfloat16();
  return result;
}

}  // namespace goodparts
