// How much memory a computation may still take.
#pragma once

#include <cstdint>

namespace goodparts {

// Bytes that the system can hand out without swapping (MemAvailable of Linux); 0 where it is not
// known.
std::int64_t free_memory();

}  // namespace goodparts
