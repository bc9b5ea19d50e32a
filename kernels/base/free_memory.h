// How much memory a computation may still take.
#pragma once

#include <cstdint>

namespace goodparts {

// Bytes that the system can hand out without swapping (MemAvailable of Linux), or fewer where the
// limit of the container that the program runs in leaves fewer (control groups 2); 0 where it is
// not known.
std::int64_t free_memory();

}  // namespace goodparts
