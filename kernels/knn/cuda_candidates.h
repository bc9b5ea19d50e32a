// Which bank rows the bounds leave in doubt, and their true distances in the CPU's order of
// summation. A part of nearest_rows_cuda.cu, which alone includes it.
#pragma once

#include "kernels/distance/distance_order.h"
#include "kernels/knn/cuda_products.h"

namespace goodparts::cuda {
namespace {

// The sum of a block's values, to all of its threads.
__device__ std::int64_t block_sum(std::int64_t value) {
  __shared__ unsigned long long sum;
  __syncthreads();
  if (threadIdx.x == 0) {
    sum = 0;
  }
  __syncthreads();
  atomicAdd(&sum, static_cast<unsigned long long>(value));
  __syncthreads();
  return static_cast<std::int64_t>(sum);
}

// A block a query: up to which group minimum its candidates go, and how many groups that are.
// Minima of different threads are minima of different sets of groups, so that for k up to their
// number the k-th least of these serves.
__global__ void __launch_bounds__(kThreads)
    candidate_limits(const float* minima, std::int64_t groups, std::int64_t k, std::int64_t cols,
                     const float* squared_norms, const Sketch* norms, const Sketch* bank_norms,
                     double* limits, std::int64_t* counts) {
  const std::int64_t query = blockIdx.x;
  const float* const mine = minima + query * groups;
  std::uint32_t least = 0xFFFFFFFFU;
  for (std::int64_t g = threadIdx.x; g < groups; g += kThreads) {
    least = min(least, screening::ordered_bits(mine[g]));
  }
  std::uint32_t kth = 0;
  if (k <= kThreads) {
    kth = screening::kth_least(k, [least](std::uint32_t limit) {
      return static_cast<std::int64_t>(__syncthreads_count(least <= limit ? 1 : 0));
    });
  } else {
    kth = screening::kth_least(k, [mine, groups](std::uint32_t limit) {
      std::int64_t count = 0;
      for (std::int64_t g = threadIdx.x; g < groups; g += kThreads) {
        count += screening::ordered_bits(mine[g]) <= limit ? 1 : 0;
      }
      return block_sum(count);
    });
  }
  // The largest key stands for too few groups; as a float it is NaN, and the limit infinite.
  const double limit =
      screening::candidate_limit(screening::value_of_bits(kth), squared_norms[query],
                                 screening::screening_error(norms[query], *bank_norms, cols), cols);
  std::int64_t count = 0;
  for (std::int64_t g = threadIdx.x; g < groups; g += kThreads) {
    count += static_cast<double>(mine[g]) > limit ? 0 : 1;
  }
  count = block_sum(count);
  if (threadIdx.x == 0) {
    limits[query] = limit;
    counts[query] = count;
  }
}

// The squared distance of two rows, computed by sixteen lanes; to all of them.
__device__ float lanes_squared_distance(const float* a, const float* b, std::int64_t cols, int lane,
                                        unsigned mask) {
  float sum = 0.0F;
#pragma unroll 8
  for (std::int64_t i = lane; i < cols; i += kDistanceLanes) {
    sum = add_squared_difference(a[i], b[i], sum);
  }
  for (int width = kDistanceLanes / 2; width > 0; width /= 2) {
    sum += __shfl_xor_sync(mask, sum, width);
  }
  return sum;
}

__device__ std::uint64_t block_min(std::uint64_t value) {
  __shared__ std::uint64_t of_warps[kThreads / 32];
  for (int offset = 16; offset > 0; offset /= 2) {
    const std::uint64_t other = __shfl_xor_sync(0xFFFFFFFFU, value, offset);
    value = other < value ? other : value;
  }
  __syncthreads();
  if (threadIdx.x % 32 == 0) {
    of_warps[threadIdx.x / 32] = value;
  }
  __syncthreads();
  for (const std::uint64_t other : of_warps) {
    value = other < value ? other : value;
  }
  return value;
}

struct Search {
  const float* bank;
  const float* queries;
  std::int64_t bank_rows;
  std::int64_t cols;
  std::int64_t groups;
  std::int64_t k;
  const float* minima;
  const double* limits;
  const std::int64_t* offsets;  // where the keys of a query begin
  std::uint64_t* keys;
  float* squared_distances;
  std::int64_t* rows;
};

// A block a query: every row of its candidate groups compared directly, then the k least keys.
__global__ void __launch_bounds__(kThreads) exact_nearest(const Search s, std::int64_t first) {
  __shared__ std::int64_t taken[kThreads];
  __shared__ int count;
  const std::int64_t query = first + blockIdx.x;
  const float* const minima = s.minima + query * s.groups;
  const float* const vector = s.queries + query * s.cols;
  const double limit = s.limits[query];
  std::uint64_t* const keys = s.keys + (s.offsets[query] - s.offsets[first]);
  const int lane = static_cast<int>(threadIdx.x) % kDistanceLanes;
  const int team = static_cast<int>(threadIdx.x) / kDistanceLanes;
  const unsigned mask = 0xFFFFU << (team % 2 * 16);
  std::int64_t total = 0;
  for (std::int64_t base = 0; base < s.groups; base += kThreads) {
    __syncthreads();
    if (threadIdx.x == 0) {
      count = 0;
    }
    __syncthreads();
    const std::int64_t group = base + threadIdx.x;
    if (group < s.groups && !(static_cast<double>(minima[group]) > limit)) {
      taken[atomicAdd(&count, 1)] = group;
    }
    __syncthreads();
    const int items = count * screening::kGroupRows;
    for (int item = team; item < items; item += kThreads / kDistanceLanes) {
      const std::int64_t row = screening::row_of_group(taken[item / screening::kGroupRows],
                                                       item % screening::kGroupRows);
      std::uint64_t key = ~std::uint64_t{0};  // no row: after all others
      if (row < s.bank_rows) {
        key = screening::neighbour_key(
            lanes_squared_distance(vector, s.bank + row * s.cols, s.cols, lane, mask),
            static_cast<std::uint32_t>(row));
      }
      if (lane == 0) {
        keys[total + item] = key;
      }
    }
    total += items;
  }
  __syncthreads();
  std::uint64_t last = 0;
  for (std::int64_t rank = 0; rank < s.k; ++rank) {
    std::uint64_t best = ~std::uint64_t{0};
    for (std::int64_t i = threadIdx.x; i < total; i += kThreads) {
      const std::uint64_t key = keys[i];
      if ((rank == 0 || key > last) && key < best) {
        best = key;
      }
    }
    last = block_min(best);
    if (threadIdx.x == 0) {
      s.squared_distances[query * s.k + rank] = screening::distance_of_key(last);
      s.rows[query * s.k + rank] = static_cast<std::int64_t>(screening::row_of_key(last));
    }
  }
}

template <class T>
void make_room(Buffer<T>& buffer, std::int64_t size) {
  if (buffer.size() < size) {
    buffer = Buffer<T>();  // first let go of what there is
    buffer = Buffer<T>(size);
  }
}

}  // namespace
}  // namespace goodparts::cuda
