// Shapes as messages show them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace goodparts {

inline std::string shape_text(const std::vector<std::int64_t>& shape) {  // "[64, 3, 7, 7]"
  std::string text;
  for (const std::int64_t size : shape) {
    text += (text.empty() ? "" : ", ") + std::to_string(size);
  }
  return "[" + text + "]";
}

}  // namespace goodparts
