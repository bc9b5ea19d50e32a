// What a training tells of itself in the run's log, for people without a terminal before them.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "kernels/base/context.h"

namespace goodparts {

// "45 s", "1 min 20 s", "2 h 5 min".
std::string time_left_text(double seconds);

class TrainingMessages {
 public:
  // About ten messages for `epochs`, no two within `interval` seconds; the last epoch's always
  // comes.
  TrainingMessages(const Context& context, std::string name, std::int64_t epochs, double interval);

  void resumed(std::int64_t done);
  // "autoencoder: epoch 5 of 50, loss 0.0123, validation 0.0130, 1 min 20 s left". `validation` may
  // be NaN: none.
  void epoch_done(std::int64_t done, double loss, double validation);
  void stopped_early(std::int64_t done, std::int64_t best);

 private:
  bool is_due(std::int64_t done) const;

  const Context& context_;
  std::string name_;
  std::int64_t epochs_;
  std::chrono::duration<double> interval_;
  std::int64_t first_ = 0;  // epochs done before this process began
  std::chrono::steady_clock::time_point started_;
  std::chrono::steady_clock::time_point told_;
};

}  // namespace goodparts
