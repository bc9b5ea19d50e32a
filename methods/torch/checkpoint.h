// Where a training stands after an epoch, in one file that is there whole or not at all. Only
// *_torch.cpp files may include this.
//
// The runner gives each fit a folder of its own that belongs to one configuration, and removes it
// once the run is published; so a file found there is this training's own.
#pragma once

#include <torch/torch.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

#include "methods/torch/tensors.h"

namespace goodparts {

struct TrainingProgress {
  std::int64_t epochs = 0;      // done
  std::int64_t best_epoch = 0;  // counted from 1; 0: none yet
  double best_loss = 0.0;       // its validation loss; NaN without validation
  double best_training_loss = 0.0;
  NamedTensors best_state;  // empty without validation: the state itself is the best
};

class Checkpoint {
 public:
  // Kept in <folder>/<name>.checkpoint; an empty folder: nothing is kept. No two are written within
  // `interval` seconds, so that short epochs are not spent writing.
  Checkpoint(const std::filesystem::path& folder, const std::string& name, double interval);

  void save(const NamedTensors& state, const torch::optim::Optimizer& optimizer,
            const TrainingProgress& progress);
  // False where there is none. A damaged one throws Error(kData) that names the file.
  bool load(const NamedTensors& state, torch::optim::Optimizer& optimizer,
            TrainingProgress& progress) const;

 private:
  std::filesystem::path path_;  // empty: none
  std::chrono::duration<double> interval_;
  std::chrono::steady_clock::time_point saved_;
};

}  // namespace goodparts
