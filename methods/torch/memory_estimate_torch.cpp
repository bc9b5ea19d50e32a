#include <fmt/format.h>

#include <algorithm>

#include "kernels/base/free_memory.h"
#include "methods/torch/memory_estimate.h"

namespace goodparts {
namespace {

constexpr std::int64_t kFloatBytes = 4;

std::int64_t floats_of(const TrainingTask& task) {
  std::int64_t count = 0;
  for (const auto& [name, tensor] : task.state) {
    count += tensor.numel();
  }
  return count;
}

double mib(std::int64_t bytes) { return static_cast<double>(bytes) / (1024.0 * 1024.0); }

}  // namespace

std::int64_t estimate_training_bytes(const TrainingSettings& settings, const TrainingTask& task) {
  const std::int64_t copies = task.validation.empty() ? 4 : 5;
  const std::int64_t batch =
      std::min(settings.batch_size, static_cast<std::int64_t>(task.samples.size()));
  return kFloatBytes *
         (copies * floats_of(task) + 2 * batch * task.sample_floats + task.resident_floats);
}

void require_memory(const std::string& name, std::int64_t bytes, const std::string& remedy) {
  const std::int64_t available = free_memory();
  if (available > 0 && bytes > available) {
    throw Error(ErrorKind::kUnavailable,
                fmt::format("{}: about {:.0f} MiB are needed, but only {:.0f} MiB are free; {}",
                            name, mib(bytes), mib(available), remedy));
  }
}

void check_memory(const Context& context, const TrainingSettings& settings,
                  const TrainingTask& task) {
  const std::int64_t needed = estimate_training_bytes(settings, task);
  const std::int64_t available = free_memory();
  context.message(fmt::format(
      "{}: {} weights, {} samples to train on, {} to validate; training takes about {:.0f} MiB{}",
      task.name, floats_of(task), task.samples.size(), task.validation.size(), mib(needed),
      available > 0 ? fmt::format(", {:.0f} MiB are free", mib(available)) : ""));
  // The training data is held already, so only the rest still has to find room.
  require_memory(task.name + ", training", needed - kFloatBytes * task.resident_floats,
                 "lower method.batch_size or the size of the samples");
}

}  // namespace goodparts
