// A convolutional network run by LibTorch.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "methods/backbones/backbone.h"
#include "methods/backbones/convolution.h"

namespace goodparts {

struct NetworkParts {
  std::string arch;  // one of architecture_names()
  std::vector<std::string> layers;
  std::string origin;  // of the weights, for reports: "weights: file.safetensors"
  std::vector<Convolution> convolutions;  // as far as the deepest layer
  // fp32; bf16: weights and maps in bfloat16 where computes_bfloat16(), else fp32, and describe()
  // says which. Features are handed on as float.
  std::string precision = "fp32";
};

// Images are normalised by the mean and deviation of ImageNet. Throws Error(kUnavailable) in a
// build without LibTorch.
std::unique_ptr<Backbone> make_network(NetworkParts parts);

// Whether networks that are asked to compute on `device` convolve in bfloat16. The CPU does where
// it and LibTorch can; kCuda is the CPU where LibTorch has no CUDA (network_device).
bool computes_bfloat16(Device device = Device::kCpu);

// Where networks compute that are asked to on `device`: "cpu", "cuda" or, with a LibTorch that
// cannot use the GPU, "cpu, for this LibTorch (1.13.1) has no CUDA". Kernels need the GPU all the
// same, so that this is told to the context (and recorded by runs), and is no error.
std::string network_device(Device device);

// "1.13.1"; "none" in a build without LibTorch.
std::string torch_version();

}  // namespace goodparts
