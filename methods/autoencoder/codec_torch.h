// The networks: an encoder to a code of few numbers, and a decoder back. Only *_torch.cpp files may
// include this.
//
//   conv    {3, height, width}: the network of Bergmann et al. 2018, Table 1, four halvings, made
//           for 128 × 128, where its last convolution sees the whole image. Input is padded to
//           multiples of 16 by repeating its edge, and the output cut to size, so that any size
//           from 1 × 1 will do; above 128 the code is a grid of overlapping 128 × 128 views.
//   conv1d  {columns, window}: two convolutions along time, each halving it, and a dense layer to
//           the code. Padded to a multiple of 4 in the same way.
//   dense   {columns}: one hidden layer.
//
// The decoder mirrors the encoder; its output is linear.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <string>
#include <vector>

#include "methods/archive.h"
#include "methods/autoencoder/autoencoder_config.h"

namespace goodparts {

struct CodecPlan {
  std::string architecture;         // conv, conv1d, dense
  std::vector<std::int64_t> input;  // dimensions of one sample, as above
  std::int64_t hidden = 0;          // channels of the first convolution, or neurons
  std::int64_t latent = 0;          // numbers in a code; conv: at each place of its grid
  std::string activation;
  bool variational = false;

  void save(ArchiveWriter& archive) const;
  static CodecPlan load(const ArchiveReader& archive);  // throws Error(kData) where damaged
};

// Fills in what the settings leave to the architecture.
CodecPlan plan_codec(const AutoencoderConfig& config, std::string architecture,
                     std::vector<std::int64_t> input);

struct Code {
  torch::Tensor mean;
  torch::Tensor log_variance;  // undefined unless variational
};

class CodecImpl : public torch::nn::Module {
 public:
  // Initial weights from LibTorch's generator: call seed_initial_weights before.
  explicit CodecImpl(CodecPlan plan);

  Code encode(const torch::Tensor& x);  // {samples, input…}
  torch::Tensor decode(const torch::Tensor& code);
  torch::Tensor reconstruct(const torch::Tensor& x) { return decode(encode(x).mean); }

  const CodecPlan& plan() const { return plan_; }
  std::int64_t weights() const;
  std::int64_t code_length() const { return code_length_; }
  // Activations that one sample keeps for the backward pass.
  std::int64_t activation_floats();

 private:
  void build_conv();
  void build_conv1d();
  void build_dense();
  torch::Tensor pad(const torch::Tensor& x) const;
  torch::Tensor crop(const torch::Tensor& x) const;
  std::int64_t padded(std::size_t dimension, std::int64_t multiple) const;
  void activate(torch::nn::Sequential& layers) const;
  void finish_dense_head(std::int64_t features);

  CodecPlan plan_;
  std::int64_t code_length_ = 0;
  torch::nn::Sequential encoder_;
  torch::nn::Sequential mean_;
  torch::nn::Sequential log_variance_;
  torch::nn::Sequential decoder_;
};
TORCH_MODULE(Codec);

}  // namespace goodparts
