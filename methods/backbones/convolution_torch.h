// A convolution of a fixed network as LibTorch runs it fastest, with its bias and activation.
//
// On the CPU: oneDNN with the weights laid out once for each size of image as it wants them, and
// the ReLU computed in the same pass, reached through the operators mkldnn_prepacked::conv2d_* of
// LibTorch's graph rewriting; where LibTorch has none (a build without oneDNN) and on other
// devices: at::conv2d.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <map>
#include <mutex>
#include <utility>

#include "methods/backbones/architecture.h"
#include "methods/backbones/convolution.h"
#include "methods/backbones/placement_torch.h"

namespace goodparts {

class FixedConvolution {
 public:
  FixedConvolution(const Convolution& convolution, const Step& step, const Placement& placement);
  // {n, in, h, w} -> {n, out, h / stride, w / stride}, channels last; several threads may call.
  at::Tensor operator()(const at::Tensor& x) const;

 private:
  at::IValue packed_for(const at::Tensor& x) const;

  bool onednn_;
  Activation activation_;
  std::int64_t stride_;
  std::int64_t padding_;
  std::int64_t groups_;
  at::Tensor weights_;
  at::Tensor bias_;
  mutable std::mutex mutex_;
  mutable std::map<std::pair<std::int64_t, std::int64_t>, at::IValue> packed_;  // by height, width
};

// In place.
at::Tensor activate(at::Tensor x, Activation activation);

}  // namespace goodparts
