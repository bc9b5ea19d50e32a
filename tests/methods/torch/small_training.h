// A training of a few milliseconds with all that one can have: a hidden layer, batch-norm
// statistics, noise, samples to validate with.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <string>
#include <vector>

#include "methods/torch/tensors.h"
#include "methods/torch/training.h"
#include "tests/support/patterns.h"

namespace goodparts::testing {

inline Context seeded(std::uint64_t seed, int threads = 1) {
  Context context;
  context.seed = seed;
  context.threads = threads;
  return context;
}

class SmallTraining {
 public:
  static constexpr std::int64_t kSamples = 40;
  static constexpr std::int64_t kColumns = 4;

  explicit SmallTraining(const Context& context) {
    seed_initial_weights(context, "small");
    net_ = torch::nn::Sequential(torch::nn::Linear(kColumns, 6), torch::nn::BatchNorm1d(6),
                                 torch::nn::ReLU(), torch::nn::Linear(6, kColumns));
    const std::vector<float> values = uniform_values(kSamples * kColumns, 7);
    data_ = to_tensor(values, {kSamples, kColumns});
    settings.epochs = 6;
    settings.batch_size = 8;
    settings.learning_rate = 0.01;
    task.name = "small";
    task.state = state_of(*net_);
    for (std::int64_t i = 0; i < kSamples; ++i) {
      (i < 32 ? task.samples : task.validation).push_back(i);
    }
    task.loss = [this](std::span<const std::int64_t> batch, Rng& rng) {
      const torch::Tensor x = rows(batch);
      const torch::Tensor noisy = x + 0.1 * normal_tensor(rng, x.sizes());
      return (net_->forward(noisy) - x).square().mean();
    };
    task.set_training = [this](bool on) { net_->train(on); };
    task.message_seconds = 0.0;
  }
  SmallTraining(const SmallTraining&) = delete;  // the task's functions hold `this`
  SmallTraining& operator=(const SmallTraining&) = delete;

  torch::Tensor rows(std::span<const std::int64_t> batch) const {
    return data_.index_select(0,
                              torch::tensor(std::vector<std::int64_t>(batch.begin(), batch.end())));
  }

  // Every weight and statistic, one after another.
  std::vector<float> weights() const {
    std::vector<float> all;
    for (const auto& [name, tensor] : task.state) {
      const std::vector<float> values = to_vector(tensor);
      all.insert(all.end(), values.begin(), values.end());
    }
    return all;
  }

  TrainingSettings settings;
  TrainingTask task;

 private:
  torch::nn::Sequential net_;
  torch::Tensor data_;
};

}  // namespace goodparts::testing
