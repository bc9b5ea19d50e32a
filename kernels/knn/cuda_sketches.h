// Rows as half-precision sketches with exact residual norms, made on the GPU (screening.h). A part
// of nearest_rows_cuda.cu, which alone includes it.
#pragma once

#include <cuda_fp16.h>

#include <cstdint>

#include "kernels/cuda/buffer.h"
#include "kernels/knn/screening.h"

namespace goodparts::cuda {
namespace {

using screening::Sketch;

constexpr int kTile = 128;         // rows of queries and of the bank in a block's tile of products
constexpr int kDepth = 64;         // columns in a stage: 128 bytes of a row
constexpr int kStages = 3;         // in flight from global to shared memory
constexpr int kTileThreads = 128;  // four warps, each with 64 × 64 products
constexpr int kStageHalves = 2 * kTile * kDepth;
constexpr int kTileShared = kStages * kStageHalves * static_cast<int>(sizeof(__half));
constexpr int kBand = 16;  // tiles of queries that share a sweep over the bank through the L2
constexpr int kThreads = 256;
constexpr std::int64_t kMinimaBytes = std::int64_t{512} << 20;
constexpr std::int64_t kMostQueries = 16384;
constexpr std::int64_t kMostKeys = std::int64_t{1} << 26;

std::int64_t round_up(std::int64_t value, std::int64_t to) { return (value + to - 1) / to * to; }

unsigned blocks_for(std::int64_t count, std::int64_t each) {
  return static_cast<unsigned>((count + each - 1) / each);
}

// The mean of up to 4096 rows spread over the bank. It need not be exact, only fixed.
__global__ void mean_row(const float* rows, std::int64_t count, std::int64_t cols, float* mean) {
  const std::int64_t column = blockIdx.x * static_cast<std::int64_t>(blockDim.x) + threadIdx.x;
  if (column >= cols) {
    return;
  }
  const std::int64_t step = (count + 4095) / 4096;
  double sum = 0.0;
  std::int64_t used = 0;
  for (std::int64_t row = 0; row < count; row += step) {
    sum += static_cast<double>(rows[row * cols + column]);
    ++used;
  }
  mean[column] = static_cast<float>(sum / static_cast<double>(used));
}

__device__ float warp_max(float value) {
  for (int offset = 16; offset > 0; offset /= 2) {
    value = fmaxf(value, __shfl_xor_sync(0xFFFFFFFFU, value, offset));
  }
  return value;
}

__device__ double warp_sum(double value) {
  for (int offset = 16; offset > 0; offset /= 2) {
    value += __shfl_xor_sync(0xFFFFFFFFU, value, offset);
  }
  return value;
}

// The largest |x − mean| of a row, to every lane of its warp.
__device__ float largest_of_row(const float* row, const float* mean, std::int64_t cols, int lane) {
  float largest = 0.0F;
  for (std::int64_t i = lane; i < cols; i += 32) {
    largest = fmaxf(largest, fabsf(row[i] - mean[i]));
  }
  return warp_max(largest);
}

// One warp a row; the bits of floats >= 0 order as they do.
__global__ void largest_magnitude(const float* rows, std::int64_t count, std::int64_t cols,
                                  const float* mean, unsigned* largest_bits) {
  const int lane = static_cast<int>(threadIdx.x) % 32;
  const std::int64_t row = (blockIdx.x * static_cast<std::int64_t>(blockDim.x) + threadIdx.x) / 32;
  if (row >= count) {
    return;
  }
  const float largest = largest_of_row(rows + row * cols, mean, cols, lane);
  if (lane == 0) {
    atomicMax(largest_bits, __float_as_uint(largest));
  }
}

struct Sketches {
  __half* values;        // padded rows × padded columns
  float* squared_norms;  // ‖x‖², of what is left of the mean
  Sketch* norms;
  int* exponents;  // null: all rows have the exponent given
};

// One warp a row; rows from `count` on are zeros, infinitely far away.
__global__ void sketch_rows(const float* rows, std::int64_t count, std::int64_t padded_rows,
                            std::int64_t cols, std::int64_t padded_cols, const float* mean,
                            int exponent, Sketches out) {
  const int lane = static_cast<int>(threadIdx.x) % 32;
  const std::int64_t row = (blockIdx.x * static_cast<std::int64_t>(blockDim.x) + threadIdx.x) / 32;
  if (row >= padded_rows) {
    return;
  }
  const bool real = row < count;
  const float* const from = rows + row * cols;
  if (out.exponents != nullptr) {
    exponent = real ? screening::exponent_for(largest_of_row(from, mean, cols, lane)) : 0;
  }
  double squares = 0.0;
  double kept = 0.0;
  double lost = 0.0;
  for (std::int64_t i = lane; i < padded_cols; i += 32) {
    __half half = __float2half_rn(0.0F);
    if (real && i < cols) {
      const double exact = static_cast<double>(from[i]) - static_cast<double>(mean[i]);
      half = __float2half_rn(ldexpf(from[i] - mean[i], -exponent));
      const double value = ldexp(static_cast<double>(__half2float(half)), exponent);
      squares += exact * exact;
      kept += value * value;
      lost += (exact - value) * (exact - value);
    }
    out.values[row * padded_cols + i] = half;
  }
  squares = warp_sum(squares);
  kept = warp_sum(kept);
  lost = warp_sum(lost);
  if (lane == 0) {
    out.squared_norms[row] = real ? static_cast<float>(squares) : INFINITY;
    out.norms[row] = {screening::root_above(kept), screening::root_above(lost)};
    if (out.exponents != nullptr) {
      out.exponents[row] = exponent;
    }
  }
}

// The largest norms of the bank; NaN, which overflow leaves, counts as infinity. One block.
__global__ void largest_sketch(const Sketch* norms, std::int64_t count, Sketch* out) {
  __shared__ unsigned largest[2];
  if (threadIdx.x < 2) {
    largest[threadIdx.x] = 0U;
  }
  __syncthreads();
  for (std::int64_t i = threadIdx.x; i < count; i += blockDim.x) {
    const Sketch one = norms[i];
    atomicMax(&largest[0], __float_as_uint(one.norm >= 0.0F ? one.norm : INFINITY));
    atomicMax(&largest[1], __float_as_uint(one.rest >= 0.0F ? one.rest : INFINITY));
  }
  __syncthreads();
  if (threadIdx.x == 0) {
    *out = {__uint_as_float(largest[0]), __uint_as_float(largest[1])};
  }
}

}  // namespace
}  // namespace goodparts::cuda
