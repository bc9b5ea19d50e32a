// Mahalanobis distances in double precision, one vector and one row of a factor after another.
#pragma once

#include "kernels/mahalanobis/place_distances.h"

namespace goodparts {

void full_distances_reference(const float* means, const float* factors, std::int64_t places,
                              std::int64_t dim, const float* samples, std::int64_t count,
                              double* distances);

void low_rank_distances_reference(const float* means, const float* factors, std::int64_t places,
                                  std::int64_t dim, std::int64_t rank, const float* samples,
                                  std::int64_t count, double* distances);

}  // namespace goodparts
