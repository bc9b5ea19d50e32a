// {"a", "b"} with ", " → "a, b". (fmt::join draws a false overflow warning from g++ 12.)
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace goodparts {

inline std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    text += i > 0 ? separator : "";
    text += parts[i];
  }
  return text;
}

}  // namespace goodparts
