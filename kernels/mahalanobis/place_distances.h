// Mahalanobis distances of many vectors to the Gaussians of a grid of places, from factors as
// place_gaussians.h defines them.
//
// A place's factor is read once for all vectors that are compared with it, 32 of them at a time:
// with few of them the memory bus is the limit, with many the multipliers are.
//
// Each dot product is summed in float over 64 values at a time in their order, the parts likewise;
// squares are summed in double. A result depends on its vector and its place alone, never on the
// other vectors or the threads. Machines with fused multiplications round once less than others.
#pragma once

#include <cstdint>

namespace goodparts {

// means: places × dim; factors: places × dim (dim + 1) / 2; samples: count × places × dim;
// distances (not squared): count × places. All sizes and threads >= 1.
void full_distances(const float* means, const float* factors, std::int64_t places, std::int64_t dim,
                    const float* samples, std::int64_t count, float* distances, int threads);

// factors: places × (rank · dim + rank + 1); 1 <= rank <= dim.
void low_rank_distances(const float* means, const float* factors, std::int64_t places,
                        std::int64_t dim, std::int64_t rank, const float* samples,
                        std::int64_t count, float* distances, int threads);

}  // namespace goodparts
