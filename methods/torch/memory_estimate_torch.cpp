#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>
#include <string_view>

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

// The number after `key` in a file of lines, or of a file that is a number where `key` is empty;
// none where it cannot be read.
std::optional<std::int64_t> number_in(const char* path, std::string_view key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::int64_t value = 0;
    if (line.starts_with(key) && std::istringstream(line.substr(key.size())) >> value) {
      return value;
    }
  }
  return std::nullopt;
}

// MemAvailable, which counts what the kernel can free, or what the container's limit leaves of it;
// none where it is not known.
std::optional<std::int64_t> free_bytes() {
  std::optional<std::int64_t> bytes;
  if (const auto kib = number_in("/proc/meminfo", "MemAvailable:")) {
    bytes = *kib * 1024;
  }
  const auto limit = number_in("/sys/fs/cgroup/memory.max", "");  // "max": no number, no limit
  const auto used = number_in("/sys/fs/cgroup/memory.current", "");
  if (limit && used) {
    // Cached files count as used, but make room.
    const std::int64_t cached =
        number_in("/sys/fs/cgroup/memory.stat", "inactive_file ").value_or(0);
    const std::int64_t left = std::max<std::int64_t>(0, *limit - *used + cached);
    bytes = std::min(bytes.value_or(left), left);
  }
  return bytes;
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
  const std::optional<std::int64_t> available = free_bytes();
  if (available && bytes > *available) {
    throw Error(ErrorKind::kUnavailable,
                fmt::format("{}: about {:.0f} MiB are needed, but only {:.0f} MiB are free; {}",
                            name, mib(bytes), mib(*available), remedy));
  }
}

void check_memory(const Context& context, const TrainingSettings& settings,
                  const TrainingTask& task) {
  const std::int64_t needed = estimate_training_bytes(settings, task);
  const std::optional<std::int64_t> available = free_bytes();
  context.message(fmt::format(
      "{}: {} weights, {} samples to train on, {} to validate; training takes about {:.0f} MiB{}",
      task.name, floats_of(task), task.samples.size(), task.validation.size(), mib(needed),
      available ? fmt::format(", {:.0f} MiB are free", mib(*available)) : ""));
  // The training data is held already, so only the rest still has to find room.
  require_memory(task.name + ", training", needed - kFloatBytes * task.resident_floats,
                 "lower method.batch_size or the size of the samples");
}

}  // namespace goodparts
