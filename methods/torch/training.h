// The one training loop: Adam over shuffled batches, seeded, with checkpoints, early stopping on
// held-out good samples, and a memory estimate before it starts. Only *_torch.cpp files may include
// this.
//
// The same samples, settings, seed and number of threads give the same weights, bit for bit, also
// when a training was killed and goes on from its checkpoint.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "kernels/base/context.h"
#include "kernels/base/rng.h"
#include "methods/torch/tensors.h"
#include "methods/torch/training_settings.h"

namespace goodparts {

struct TrainingTask {
  std::string name;    // of the method; also of the checkpoint file and the random streams
  NamedTensors state;  // all that training changes: parameters (leaves that require gradients), and
                       // buffers such as batch-norm statistics
  std::vector<std::int64_t> samples;     // to train on, by any numbers that loss() understands
  std::vector<std::int64_t> validation;  // held out to stop early; empty: no early stopping
  // The mean loss of a batch of samples. `rng` is for noise: it depends on seed, epoch and batch
  // only.
  std::function<torch::Tensor(std::span<const std::int64_t> batch, Rng& rng)> loss;
  // The mean validation loss of a batch, under NoGradGuard; empty: loss() is used. The module is
  // told with set_training whether it trains.
  std::function<torch::Tensor(std::span<const std::int64_t> batch, Rng& rng)> validation_loss;
  std::function<void(bool)> set_training;  // may be empty
  // The factor on the learning rate in an epoch, counted from 0; empty: always 1.
  std::function<double(std::int64_t epoch)> schedule;
  double clip_gradient_norm = 0.0;   // 0: not clipped
  std::int64_t sample_floats = 0;    // activations that one sample keeps for the backward pass
  std::int64_t resident_floats = 0;  // of training data held in memory meanwhile
  double message_seconds = 2.0;      // at the least, between two messages on how the loss goes
};

struct TrainingResult {
  std::int64_t epochs = 0;       // done
  std::int64_t best_epoch = 0;   // counted from 1; its state is in place when train() returns
  double loss = 0.0;             // mean training loss of the best epoch
  double validation_loss = 0.0;  // NaN without validation samples
  bool stopped_early = false;
  std::vector<std::pair<std::string, std::string>> facts() const;  // for Detector::facts()
};

// Where context.checkpoints holds this task's checkpoint, training goes on from it. How the loss
// goes is told through context.message(), about ten times and at the end.
//
// Throws Error(kData) where the loss is not finite (naming epoch and learning rate) or the
// checkpoint is damaged, Error(kUnavailable) where the estimate exceeds the memory that is free,
// and Error(kInterrupted).
TrainingResult train(const Context& context, const TrainingSettings& settings,
                     const TrainingTask& task);

// Divides 0 … count−1 by seed into samples to train on and to validate with. Of fewer than 10
// samples none are held out.
struct TrainingSplit {
  std::vector<std::int64_t> train;
  std::vector<std::int64_t> validation;
};
TrainingSplit split_for_training(const Context& context, const TrainingSettings& settings,
                                 std::int64_t count);

}  // namespace goodparts
