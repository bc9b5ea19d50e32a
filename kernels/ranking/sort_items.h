// Ascending sort of many 64-bit items, on the device asked for: the same order on either.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/base/context.h"

namespace goodparts {

// By the bits low_bit … 63 of each item, stably (radix_sort.h, radix_sort_cuda.h). Throws
// Error(kUnavailable) where there is no such device.
void sort_items(Device device, std::vector<std::uint64_t>& items, int low_bit);

}  // namespace goodparts
