#include <utility>
#include <vector>

#include "methods/autoencoder/codec_training_torch.h"
#include "methods/autoencoder/reconstruction_torch.h"

namespace goodparts {
namespace {

constexpr const char* kName = "autoencoder";

torch::Tensor rows_of(const torch::Tensor& data, std::span<const std::int64_t> batch) {
  return data.index_select(0, torch::tensor(std::vector<std::int64_t>(batch.begin(), batch.end())));
}

}  // namespace

Codec make_codec(const Context& context, CodecPlan plan) {
  seed_initial_weights(context, kName);
  return Codec(std::move(plan));
}

CodecTraining train_codec(const Context& context, const AutoencoderConfig& config, Codec& codec,
                          const torch::Tensor& data, const ReconstructionLoss& loss,
                          std::int64_t loss_floats) {
  const std::int64_t elements = data.numel() / data.size(0);
  const auto with_divergence = [&](torch::Tensor error, const Code& code) {
    if (!config.variational) {
      return error;
    }
    return error + config.beta / static_cast<double>(elements) *
                       kl_divergence(code.mean, code.log_variance).mean();
  };
  CodecTraining training;
  training.split = split_for_training(context, config.training, data.size(0));
  TrainingTask task;
  task.name = kName;
  task.state = state_of(*codec);
  task.samples = training.split.train;
  task.validation = training.split.validation;
  task.loss = [&](std::span<const std::int64_t> batch, Rng& rng) {
    const torch::Tensor x = rows_of(data, batch);
    const Code code =
        codec->encode(config.noise > 0.0 ? x + config.noise * normal_tensor(rng, x.sizes()) : x);
    torch::Tensor drawn = code.mean;
    if (config.variational) {
      drawn = drawn + (0.5 * code.log_variance).exp() * normal_tensor(rng, drawn.sizes());
    }
    return with_divergence(loss(x, codec->decode(drawn)), code);
  };
  task.validation_loss = [&](std::span<const std::int64_t> batch, Rng&) {
    const torch::Tensor x = rows_of(data, batch);
    const Code code = codec->encode(x);
    return with_divergence(loss(x, codec->decode(code.mean)), code);
  };
  task.sample_floats = codec->activation_floats() + loss_floats;
  task.resident_floats = data.numel();
  training.result = train(context, config.training, task);
  return training;
}

}  // namespace goodparts
