#include "kernels/base/free_memory.h"

#include <fstream>
#include <sstream>
#include <string>

namespace goodparts {

std::int64_t free_memory() {
  std::ifstream file("/proc/meminfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("MemAvailable:")) {
      std::int64_t kib = 0;
      std::istringstream(line.substr(13)) >> kib;
      return kib * 1024;
    }
  }
  return 0;
}

}  // namespace goodparts
