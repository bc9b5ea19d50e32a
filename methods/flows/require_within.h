// Ranges of settings of flow methods.
#pragma once

#include <fmt/format.h>

#include "kernels/base/error.h"

namespace goodparts {

// Throws Error(kConfig) naming method.<key> unless least <= value <= most.
template <class T>
void require_within(const char* key, T value, T least, T most) {
  if (!(value >= least && value <= most)) {
    throw Error(ErrorKind::kConfig,
                fmt::format("method.{}: {} must lie in {} … {}", key, value, least, most));
  }
}

}  // namespace goodparts
