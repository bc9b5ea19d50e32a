// Ascending sort of many keys on the GPU, by CUB: the order of radix_sort.h. C++17.
#pragma once

#include <cstdint>

namespace goodparts::cuda {

// Sorts items by their bits low_bit … 63, stably. In host memory.
void radix_sort(std::uint64_t* items, std::int64_t count, int low_bit);

// In device memory: `room` is as large as the items; returns which of the two holds the sorted
// ones.
std::uint64_t* radix_sort_on_device(std::uint64_t* items, std::uint64_t* room, std::int64_t count,
                                    int low_bit);

}  // namespace goodparts::cuda
