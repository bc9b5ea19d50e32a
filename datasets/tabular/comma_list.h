// Names as a sentence lists them. (g++ 12 warns wrongly about fmt::join of strings.)
#pragma once

#include <string>
#include <vector>

namespace goodparts {

inline std::string comma_list(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) {
    list += (list.empty() ? "" : ", ") + name;
  }
  return list;
}

}  // namespace goodparts
