#include "metrics/rules/words.h"

#include <fmt/format.h>

#include <cmath>

namespace goodparts {
namespace {

// Of the third digit; 0 where there is nothing to round.
double step_of(double percent) {
  return percent > 0.0 && percent < 100.0 ? std::pow(10.0, std::floor(std::log10(percent)) - 2.0)
                                          : 0.0;
}

}  // namespace

std::string percent_text(double rate) { return fmt::format("{:.3g} %", 100.0 * rate); }

std::string bound_text(double rate) {
  const double step = step_of(100.0 * rate);
  // The margin takes up the rounding of the division: 5 % is not to read 5.01 %.
  return step == 0.0 ? percent_text(rate)
                     : fmt::format("{:.3g} %", std::ceil(100.0 * rate / step - 1e-9) * step);
}

std::string lower_bound_text(double rate) {
  const double step = step_of(100.0 * rate);
  return step == 0.0 ? percent_text(rate)
                     : fmt::format("{:.3g} %", std::floor(100.0 * rate / step + 1e-9) * step);
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
