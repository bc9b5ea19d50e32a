// Training a codec to reproduce its input. Only *_torch.cpp files may include this.
#pragma once

#include <torch/torch.h>

#include <functional>

#include "kernels/base/context.h"
#include "methods/autoencoder/autoencoder_config.h"
#include "methods/autoencoder/codec_torch.h"
#include "methods/torch/training.h"

namespace goodparts {

// The mean error of a batch's reconstructions.
using ReconstructionLoss = std::function<torch::Tensor(const torch::Tensor& original,
                                                       const torch::Tensor& reconstruction)>;

struct CodecTraining {
  TrainingResult result;
  TrainingSplit split;
};

// `data`: {samples, input…}, standardised. The loss is that of the reconstruction; with
// method.noise, of an input with noise added; if variational, of a code drawn from its
// distribution, plus β times the KL divergence per number of the input. Validation has neither
// noise nor drawing. `loss_floats`: what the loss keeps of one sample for the backward pass.
CodecTraining train_codec(const Context& context, const AutoencoderConfig& config, Codec& codec,
                          const torch::Tensor& data, const ReconstructionLoss& loss,
                          std::int64_t loss_floats);

// A codec with seeded weights, ready to be trained.
Codec make_codec(const Context& context, CodecPlan plan);

}  // namespace goodparts
