// What every rule asks of its input. All throw goodparts::Error and name the setting or the sample.
#pragma once

#include <span>

namespace goodparts {

// Below this, the number of good parts needed is astronomical.
inline constexpr double kLowestTarget = 1e-9;

// Error(kConfig) unless kLowestTarget <= target_fpr < 1.
void require_target_fpr(double target_fpr);

// Error(kConfig) unless 0 < value < 1. `meaning` says what such a value means.
void require_share(const char* name, double value, const char* meaning);

// Error(kConfig) unless the value is finite and not negative.
void require_not_negative(const char* name, double value);

// Error(kData) where a score is NaN or infinite. `what`: "held-out good score".
void require_finite(std::span<const double> scores, const char* what);

}  // namespace goodparts
