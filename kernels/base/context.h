// What a computation is given besides its data: the seed, the device and the threads it may use,
// where to report progress, where to keep checkpoints, and whether to stop. Passed by const
// reference; holds no state of its own.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "kernels/base/error.h"
#include "kernels/base/rng.h"

namespace goodparts {

// Where progress goes; the program draws bars, tests and libraries stay silent. Thread-safe.
class ProgressSink {
 public:
  virtual ~ProgressSink() = default;
  virtual void begin(const std::string& task, std::int64_t total) = 0;
  virtual void advance(std::int64_t steps) = 0;
  virtual void end() = 0;
  // Shown beside the innermost task while it runs: "loss 0.0123". Not kept.
  virtual void detail(const std::string& /*text*/) {}
  // A sentence worth keeping in the run's log: a memory estimate, an early stop.
  virtual void message(const std::string& /*text*/) {}
};

// Where kernels compute. A kernel that is asked for CUDA where there is none throws
// Error(kUnavailable); it never falls back (kernels/cuda/device.h).
enum class Device { kCpu, kCuda };

struct Context {
  std::uint64_t seed = 0;
  Device device = Device::kCpu;
  int threads = 1;
  ProgressSink* progress = nullptr;              // not owned; null: silent
  const std::atomic<bool>* cancelled = nullptr;  // not owned; null: never
  std::filesystem::path checkpoints;             // folder for long trainings; empty: keep none
  double checkpoint_seconds = 5.0;               // at the least, between two checkpoints

  Rng rng(std::string_view name, std::uint64_t index = 0) const { return {seed, name, index}; }

  void message(const std::string& text) const {
    if (progress != nullptr) {
      progress->message(text);
    }
  }

  // Throws Error(kInterrupted) once the user has asked to stop. Call it a few times a second in
  // long loops.
  void check_cancelled() const {
    if (cancelled != nullptr && cancelled->load(std::memory_order_relaxed)) {
      throw Error(ErrorKind::kInterrupted, "interrupted");
    }
  }
};

// One task with a known number of steps. advance() also checks for cancellation.
class Progress {
 public:
  Progress(const Context& context, const std::string& task, std::int64_t total)
      : context_(context), sink_(context.progress) {
    if (sink_ != nullptr) {
      sink_->begin(task, total);
    }
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() {
    if (sink_ != nullptr) {
      sink_->end();
    }
  }
  void advance(std::int64_t steps = 1) {
    context_.check_cancelled();
    if (sink_ != nullptr) {
      sink_->advance(steps);
    }
  }
  void detail(const std::string& text) {
    if (sink_ != nullptr) {
      sink_->detail(text);
    }
  }

 private:
  const Context& context_;
  ProgressSink* sink_;
};

}  // namespace goodparts
