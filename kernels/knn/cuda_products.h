// Products of sketches on tensor cores, of which one bound for sixteen bank rows is kept. A part of
// nearest_rows_cuda.cu, which alone includes it.
#pragma once

#include "kernels/knn/cuda_sketches.h"

namespace goodparts::cuda {
namespace {

__device__ void copy_16_bytes_async(__half* to, const __half* from) {
  const auto address = static_cast<unsigned>(__cvta_generic_to_shared(to));
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16;\n" ::"r"(address), "l"(from) : "memory");
}
__device__ void end_of_copies() { asm volatile("cp.async.commit_group;\n" ::: "memory"); }
template <int kPending>
__device__ void wait_for_copies() {
  asm volatile("cp.async.wait_group %0;\n" ::"n"(kPending) : "memory");
}

__device__ void load_matrices(unsigned (&out)[4], const __half* from) {
  const auto address = static_cast<unsigned>(__cvta_generic_to_shared(from));
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];\n"
               : "=r"(out[0]), "=r"(out[1]), "=r"(out[2]), "=r"(out[3])
               : "r"(address)
               : "memory");
}

// sums += a bᵀ: 16 × 16 by 8 × 16 halves.
__device__ void multiply_add(float (&sums)[4], const unsigned (&a)[4], unsigned b0, unsigned b1) {
  asm volatile(
      "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, "
      "{%8, %9}, {%0, %1, %2, %3};\n"
      : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

// Where 16 bytes of a tile's row lie in shared memory: eight rows at one chunk are then in
// different banks.
__device__ int swizzled(int row, int chunk) { return row * kDepth + ((chunk ^ (row & 7)) * 8); }

// 128 rows of kDepth columns from `from`, whose rows are `stride` halves long.
__device__ void copy_tile(__half* to, const __half* from, std::int64_t stride) {
  const int chunk = static_cast<int>(threadIdx.x) % 8;
  const int first = static_cast<int>(threadIdx.x) / 8;
#pragma unroll
  for (int pass = 0; pass < kTile * 8 / kTileThreads; ++pass) {
    const int row = first + pass * (kTileThreads / 8);
    copy_16_bytes_async(to + swizzled(row, chunk), from + row * stride + chunk * 8);
  }
}

// One stage: sums (64 × 64 of a warp) += a bᵀ.
__device__ void multiply_stage(const __half* a, const __half* b, int warp_row, int warp_column,
                               int lane, float (&sums)[4][8][4]) {
#pragma unroll
  for (int step = 0; step < kDepth / 16; ++step) {
    unsigned left[4][4];
    unsigned right[4][4];
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      const int row = warp_row + i * 16 + lane % 16;
      load_matrices(left[i], a + swizzled(row, step * 2 + lane / 16));
      const int column = warp_column + i * 16 + lane / 16 * 8 + lane % 8;
      load_matrices(right[i], b + swizzled(column, step * 2 + lane / 8 % 2));
    }
#pragma unroll
    for (int i = 0; i < 4; ++i) {
#pragma unroll
      for (int j = 0; j < 8; ++j) {
        multiply_add(sums[i][j], left[i], right[j / 2][j % 2 * 2], right[j / 2][j % 2 * 2 + 1]);
      }
    }
  }
}

struct Products {
  const __half* queries;
  const __half* bank;
  const int* query_exponents;
  const float* bank_squared_norms;
  int bank_exponent;
  std::int64_t depth;  // padded columns
  int query_tiles;
  int bank_tiles;
  float* minima;  // padded queries × groups
};

// For each query and group, the least ‖y‖² − 2x̂ŷ.
__global__ void __launch_bounds__(kTileThreads, 2) group_minima(const Products p) {
  extern __shared__ __align__(128) unsigned char shared_bytes[];
  auto* const shared = reinterpret_cast<__half*>(shared_bytes);
  // Bands of queries sweep over the bank: a band stays in the L2, each tile of the bank is read
  // once for it.
  const auto id = static_cast<std::int64_t>(blockIdx.x);
  const std::int64_t band = id / (static_cast<std::int64_t>(kBand) * p.bank_tiles);
  const auto within = static_cast<int>(id % (static_cast<std::int64_t>(kBand) * p.bank_tiles));
  const int height = min(kBand, p.query_tiles - static_cast<int>(band) * kBand);
  const std::int64_t query_row = (band * kBand + within % height) * kTile;
  const std::int64_t bank_row = static_cast<std::int64_t>(within / height) * kTile;

  const __half* const from_a = p.queries + query_row * p.depth;
  const __half* const from_b = p.bank + bank_row * p.depth;
  const auto steps = static_cast<int>(p.depth / kDepth);
  const auto load = [&](int step) {
    __half* const stage = shared + step % kStages * kStageHalves;
    copy_tile(stage, from_a + static_cast<std::int64_t>(step) * kDepth, p.depth);
    copy_tile(stage + kTile * kDepth, from_b + static_cast<std::int64_t>(step) * kDepth, p.depth);
  };
  for (int step = 0; step < kStages - 1; ++step) {
    if (step < steps) {
      load(step);
    }
    end_of_copies();
  }
  const int lane = static_cast<int>(threadIdx.x) % 32;
  const int warp = static_cast<int>(threadIdx.x) / 32;
  const int warp_row = warp / 2 * 64;
  const int warp_column = warp % 2 * 64;
  float sums[4][8][4] = {};
  for (int step = 0; step < steps; ++step) {
    wait_for_copies<kStages - 2>();
    __syncthreads();  // stage `step` is there, and nobody reads the one before any more
    if (step + kStages - 1 < steps) {
      load(step + kStages - 1);
    }
    end_of_copies();
    const __half* const stage = shared + step % kStages * kStageHalves;
    multiply_stage(stage, stage + kTile * kDepth, warp_row, warp_column, lane, sums);
  }

  const std::int64_t first_column = bank_row + warp_column;
  const std::int64_t groups =
      static_cast<std::int64_t>(p.bank_tiles) * (kTile / screening::kGroupRows);
  const std::int64_t group =
      first_column / screening::kWarpColumns * screening::kGroupsOfWarp + lane % 4;
  float norms[16];
#pragma unroll
  for (int member = 0; member < 16; ++member) {
    norms[member] = p.bank_squared_norms[first_column + member / 2 * 8 + lane % 4 * 2 + member % 2];
  }
#pragma unroll
  for (int i = 0; i < 4; ++i) {
#pragma unroll
    for (int half = 0; half < 2; ++half) {
      const std::int64_t row = query_row + warp_row + i * 16 + half * 8 + lane / 4;
      const float factor = -ldexpf(2.0F, p.query_exponents[row] + p.bank_exponent);
      float least = INFINITY;
#pragma unroll
      for (int member = 0; member < 16; ++member) {
        least = fminf(least,
                      __fmaf_rn(sums[i][member / 2][half * 2 + member % 2], factor, norms[member]));
      }
      p.minima[row * groups + group] = least;
    }
  }
}

}  // namespace
}  // namespace goodparts::cuda
