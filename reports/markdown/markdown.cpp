#include "reports/markdown/markdown.h"

#include <fmt/format.h>

#include <cmath>

namespace goodparts {

std::string spread_text(const Spread& value, std::string (*text)(double)) {
  return std::isnan(value.deviation)
             ? text(value.mean)
             : fmt::format("{} ± {}", text(value.mean), text(value.deviation));
}

}  // namespace goodparts
