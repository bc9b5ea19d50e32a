// Connected regions by flooding, one pixel after another.
#pragma once

#include "kernels/components/components.h"

namespace goodparts {

Components connected_components_reference(std::span<const std::uint8_t> mask, std::int64_t height,
                                          std::int64_t width);

}  // namespace goodparts
