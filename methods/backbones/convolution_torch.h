// A convolution of a fixed network as LibTorch runs it fastest, with its bias and activation.
//
// On the CPU: oneDNN with the weights laid out once as it wants them and the ReLU computed in the
// same pass, reached through the operators mkldnn_prepacked::conv2d_* of LibTorch's graph
// rewriting; where LibTorch has none (a build without oneDNN) and on other devices: at::conv2d.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

#include "methods/backbones/architecture.h"
#include "methods/backbones/convolution.h"

namespace goodparts {

// Where a network computes and in which numbers.
struct Placement {
  at::Device device = at::kCPU;
  at::ScalarType type = at::kFloat;

  // Channels last, which both oneDNN and cuDNN want.
  at::Tensor operator()(const at::Tensor& tensor) const {
    return tensor.to(
        at::TensorOptions(device).dtype(type), false, false,
        tensor.dim() == 4 ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous);
  }
};

class FixedConvolution {
 public:
  FixedConvolution(const Convolution& convolution, const Step& step, const Placement& placement);
  // {n, in, h, w} -> {n, out, h / stride, w / stride}, channels last; several threads may call.
  at::Tensor operator()(const at::Tensor& x) const;

 private:
  Activation activation_;
  std::int64_t stride_;
  std::int64_t padding_;
  std::int64_t groups_;
  at::Tensor weights_;  // of at::conv2d; none where packed
  at::Tensor bias_;
  at::IValue packed_;  // none without oneDNN
};

// In place.
at::Tensor activate(at::Tensor x, Activation activation);

}  // namespace goodparts
