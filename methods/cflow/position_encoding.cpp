#include "methods/cflow/position_encoding.h"

#include <cassert>
#include <cmath>

namespace goodparts {

std::vector<float> position_encoding(GridSize grid, std::int64_t dim) {
  assert(dim > 0 && dim % 4 == 0);
  const std::int64_t half = dim / 2;
  std::vector<float> encoding;
  const auto append = [&](std::int64_t place) {
    for (std::int64_t k = 0; k < half / 2; ++k) {
      const double exponent = -2.0 * static_cast<double>(k) / static_cast<double>(half);
      const double angle = static_cast<double>(place) * std::pow(10000.0, exponent);
      encoding.push_back(static_cast<float>(std::sin(angle)));
      encoding.push_back(static_cast<float>(std::cos(angle)));
    }
  };
  for (std::int64_t row = 0; row < grid.height; ++row) {
    for (std::int64_t column = 0; column < grid.width; ++column) {
      append(column);
      append(row);
    }
  }
  return encoding;
}

}  // namespace goodparts
