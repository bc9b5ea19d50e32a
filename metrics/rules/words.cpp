#include "metrics/rules/words.h"

#include <fmt/format.h>

#include <cmath>

namespace goodparts {

std::string percent_text(double rate) { return fmt::format("{:.3g} %", 100.0 * rate); }

std::string bound_text(double rate) {
  const double percent = 100.0 * rate;
  if (!(percent > 0.0) || percent >= 100.0) {
    return percent_text(rate);
  }
  const double step = std::pow(10.0, std::floor(std::log10(percent)) - 2.0);
  // The margin takes up the rounding of the division: 5 % is not to read 5.01 %.
  return fmt::format("{:.3g} %", std::ceil(percent / step - 1e-9) * step);
}

std::string held_out_text(std::int64_t count) {
  return count == 1 ? "1 held-out good part" : fmt::format("{} held-out good parts", count);
}

std::string good_parts_text(std::int64_t count) {
  return count == 1 ? "1 good part" : fmt::format("{} good parts", count);
}

std::string score_text(double score) { return fmt::format("{:.6g}", score); }

std::string confidence_text(double confidence) {
  return fmt::format("{:.4g} % confidence", 100.0 * confidence);
}

}  // namespace goodparts
