#include "metrics/rules/checks.h"

#include <fmt/format.h>

#include <cmath>

#include "kernels/base/error.h"

namespace goodparts {

void require_target_fpr(double target_fpr) {
  if (!(target_fpr >= kLowestTarget && target_fpr < 1.0)) {
    throw Error(ErrorKind::kConfig, fmt::format("target_fpr: {} is not between {} and 1; 0.05 "
                                                "means that 5 % of good parts may be flagged",
                                                target_fpr, kLowestTarget));
  }
}

void require_share(const char* name, double value, const char* meaning) {
  if (!(value > 0.0 && value < 1.0)) {
    throw Error(ErrorKind::kConfig,
                fmt::format("{}: {} is not between 0 and 1; {}", name, value, meaning));
  }
}

void require_not_negative(const char* name, double value) {
  if (!(value >= 0.0 && std::isfinite(value))) {
    throw Error(ErrorKind::kConfig,
                fmt::format("{}: {} must be a number that is not negative", name, value));
  }
}

void require_finite(std::span<const double> scores, const char* what) {
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (!std::isfinite(scores[i])) {
      throw Error(
          ErrorKind::kData,
          fmt::format("{} {} of {} is {}; a threshold needs finite scores: leave the sample "
                      "out or mend the detector that wrote it",
                      what, i + 1, scores.size(), scores[i]));
    }
  }
}

}  // namespace goodparts
