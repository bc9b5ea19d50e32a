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

// Whether this machine's CPU and LibTorch convolve in bfloat16.
bool computes_bfloat16();

// "1.13.1"; "none" in a build without LibTorch.
std::string torch_version();

}  // namespace goodparts
