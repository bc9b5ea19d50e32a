// Greedy k-centre selection on the GPU: the choices of greedy_k_centre.h, where the CPU fuses
// multiplication and addition (x86-64-v3 and later).
//
// The plain algorithm in one launch for a thousand choices. Each block keeps the distances of its
// points in registers and as many points as fit in shared memory; the rest streams through the L2.
// In one pass over the points each thread lowers its distances by the new centre and finds its
// farthest point. Blocks agree on the farthest of all by writing one word each and reading those of
// the others, which is all that they exchange. Device memory: twice the points. C++17.
#pragma once

#include <cstdint>
#include <functional>

namespace goodparts::cuda {

// As goodparts::greedy_k_centre; all in host memory. chosen: room for `count`; returns how many
// were chosen. `advance` is told of choices made, now and then, and may throw. rows < 2^31.
std::int64_t greedy_k_centre(const float* points, std::int64_t rows, std::int64_t cols,
                             const float* squared_start, std::int64_t count, std::int64_t* chosen,
                             const std::function<void(std::int64_t)>& advance = nullptr);

}  // namespace goodparts::cuda
