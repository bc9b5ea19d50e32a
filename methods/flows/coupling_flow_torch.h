// A normalizing flow of coupling steps: an invertible function z = f(x | c) whose log-determinant
// is exact. Only *_torch.cpp files may include this.
//
// Each step permutes the channels, keeps the first half of them, and transforms each of the others
// by a function of one variable whose parameters a network computes from the kept half (and the
// condition):
//   affine  y = x · exp(s) + t, s = clamp · tanh(a / clamp) (Dinh et al. 2017, arXiv 1605.08803,
//           with soft clamping as in FrEIA and FastFlow)
//   spline  rational-quadratic, spline.h
// Even steps permute at random; odd ones bring the channels just transformed to the front, so that
// two steps in a row transform every channel at least once. A new flow is the identity but for the
// order of the channels: the last layer of every network starts at zero.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "kernels/base/context.h"
#include "kernels/base/rng.h"
#include "methods/archive.h"
#include "methods/flows/spline_torch.h"

namespace goodparts {

enum class Coupling { kAffine, kSpline };

struct CouplingFlowOptions {
  Coupling coupling = Coupling::kAffine;
  std::int64_t channels = 0;   // one or more; of a single one the networks see a constant
  std::int64_t condition = 0;  // channels of the condition
  std::int64_t steps = 8;
  double clamp = 2.0;          // affine
  SplineShape spline;          // spline; rows only
  double network_limit = 0.0;  // networks see kept values cut to ± this; 0: as they are
  // The network of one step, as many channels out as asked for.
  std::function<torch::nn::Sequential(std::int64_t step, std::int64_t in, std::int64_t out)>
      network;
};

struct FlowResult {
  torch::Tensor values;   // of the input's shape
  torch::Tensor log_det;  // {count}: ln |det ∂values/∂input|, all positions together
};

class CouplingFlow : public torch::nn::Module {
 public:
  CouplingFlow(CouplingFlowOptions options, Rng rng);

  // x: {count, channels} or {count, channels, height, width}; condition likewise with its own
  // channels, undefined for none. Without gradients the transforms compute on the device of the
  // context (kernels/coupling); the networks, and with gradients all of it, on the CPU.
  FlowResult forward(const Context& context, const torch::Tensor& x,
                     const torch::Tensor& condition = {}) const;
  FlowResult inverse(const torch::Tensor& z, const torch::Tensor& condition = {}) const;

  std::int64_t channels() const { return options_.channels; }
  const CouplingFlowOptions& options() const { return options_; }
  void save_to(ArchiveWriter& archive, const std::string& folder) const;
  // Into a flow made with the same options. Throws Error(kData) where the stored one is another.
  void load_from(const ArchiveReader& archive, const std::string& folder);

 private:
  torch::Tensor parameters_of(std::int64_t step, const torch::Tensor& kept,
                              const torch::Tensor& condition) const;
  Transformed transform(const Context& context, const torch::Tensor& moved,
                        const torch::Tensor& parameters) const;
  Transformed transform_back(const torch::Tensor& moved, const torch::Tensor& parameters) const;
  torch::Tensor spline_parameters(const torch::Tensor& moved,
                                  const torch::Tensor& parameters) const;
  void set_permutations(const std::vector<std::int64_t>& all);

  CouplingFlowOptions options_;
  std::int64_t kept_ = 0;  // channels that a step keeps
  std::vector<torch::nn::Sequential> networks_;
  std::vector<torch::Tensor> permutations_;  // new channel i is old channel permutation[i]
  std::vector<torch::Tensor> inverses_;
};

// ln of the standard normal density, {count}.
torch::Tensor standard_normal_log_density(const torch::Tensor& z);

// in → hidden → … → out, ReLU between: `layers` hidden layers.
torch::nn::Sequential dense_network(std::int64_t in, std::int64_t hidden, std::int64_t layers,
                                    std::int64_t out);

}  // namespace goodparts
