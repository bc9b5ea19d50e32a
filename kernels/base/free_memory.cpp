#include "kernels/base/free_memory.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>

namespace goodparts {
namespace {

// The number after `key` in a file of lines, or of a file that is a number where `key` is empty;
// none where there is none.
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

// What the limit of the container that the program runs in leaves; none without a limit.
std::optional<std::int64_t> left_in_container() {
  const auto limit = number_in("/sys/fs/cgroup/memory.max", "");  // "max": no number, no limit
  const auto used = number_in("/sys/fs/cgroup/memory.current", "");
  if (!limit || !used) {
    return std::nullopt;
  }
  // Cached files count as used, but make room.
  const auto cached = number_in("/sys/fs/cgroup/memory.stat", "inactive_file ");
  return std::max<std::int64_t>(1, *limit - *used + cached.value_or(0));
}

}  // namespace

std::int64_t free_memory() {
  const std::int64_t system = number_in("/proc/meminfo", "MemAvailable:").value_or(0) * 1024;
  const std::int64_t container = left_in_container().value_or(system);
  return system > 0 ? std::min(system, container) : container;
}

}  // namespace goodparts
