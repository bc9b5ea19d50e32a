#include "kernels/knn/nearest_rows_cuda.h"

#include <cuda_fp16.h>

#include <algorithm>
#include <mutex>

#include "kernels/cuda/buffer.h"
#include "kernels/distance/distance_order.h"
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

// ---- Preparation ------------------------------------------------------------------------------

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

// ---- Products on tensor cores -----------------------------------------------------------------

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

// ---- Candidates and their distances -----------------------------------------------------------

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

struct BankSearch::Impl {
  std::int64_t rows = 0;
  std::int64_t cols = 0;
  std::int64_t padded_rows = 0;
  std::int64_t padded_cols = 0;
  int exponent = 0;
  Buffer<float> bank;
  Buffer<float> mean;
  Buffer<__half> values;
  Buffer<float> squared_norms;
  Buffer<Sketch> largest;

  std::mutex turn;  // what follows is room for one search at a time
  Buffer<__half> query_values;
  Buffer<float> query_squared_norms;
  Buffer<Sketch> query_norms;
  Buffer<int> query_exponents;
  Buffer<float> minima;
  Buffer<double> limits;
  Buffer<std::int64_t> counts;
  Buffer<std::uint64_t> keys;
  Buffer<float> host_queries;
  Buffer<float> host_distances;
  Buffer<std::int64_t> host_rows;

  std::int64_t groups() const { return padded_rows / screening::kGroupRows; }

  std::int64_t most_queries() const {
    const std::int64_t fit =
        kMinimaBytes / (groups() * static_cast<std::int64_t>(sizeof(float))) / kTile * kTile;
    return std::clamp<std::int64_t>(fit, kTile, kMostQueries);
  }

  void sketch(const float* from, std::int64_t count, std::int64_t padded, int with_exponent,
              const Sketches& out) const {
    sketch_rows<<<blocks_for(padded * 32, kThreads), kThreads>>>(
        from, count, padded, cols, padded_cols, mean.get(), with_exponent, out);
    check_launch("sketch_rows");
  }

  void prepare(const float* from) {
    check(cudaFuncSetAttribute(group_minima, cudaFuncAttributeMaxDynamicSharedMemorySize,
                               kTileShared),
          "asking for shared memory");
    bank = uploaded(from, rows * cols);
    mean = Buffer<float>(cols);
    mean_row<<<blocks_for(cols, kThreads), kThreads>>>(bank.get(), rows, cols, mean.get());
    check_launch("mean_row");
    Buffer<unsigned> largest_bits(1);
    largest_bits.fill_bytes(0);
    largest_magnitude<<<blocks_for(rows * 32, kThreads), kThreads>>>(
        bank.get(), rows, cols, mean.get(), largest_bits.get());
    check_launch("largest_magnitude");
    unsigned bits = 0;
    largest_bits.download(&bits, 1);
    exponent = screening::exponent_for(float_of(bits));
    values = Buffer<__half>(padded_rows * padded_cols);
    squared_norms = Buffer<float>(padded_rows);
    Buffer<Sketch> norms(padded_rows);
    sketch(bank.get(), rows, padded_rows, exponent,
           {values.get(), squared_norms.get(), norms.get(), nullptr});
    largest = Buffer<Sketch>(1);
    largest_sketch<<<1, 1024>>>(norms.get(), rows, largest.get());
    check_launch("largest_sketch");
    check(cudaDeviceSynchronize(), "preparing the memory bank");
  }

  // Up to most_queries() of them; everything in device memory.
  void search_block(const float* queries, std::int64_t count, std::int64_t k, float* distances,
                    std::int64_t* out_rows) {
    const std::int64_t padded = round_up(count, kTile);
    make_room(query_values, padded * padded_cols);
    make_room(query_squared_norms, padded);
    make_room(query_norms, padded);
    make_room(query_exponents, padded);
    make_room(minima, padded * groups());
    make_room(limits, count);
    make_room(counts, count + 1);
    sketch(
        queries, count, padded, 0,
        {query_values.get(), query_squared_norms.get(), query_norms.get(), query_exponents.get()});
    const Products products{query_values.get(),
                            values.get(),
                            query_exponents.get(),
                            squared_norms.get(),
                            exponent,
                            padded_cols,
                            static_cast<int>(padded / kTile),
                            static_cast<int>(padded_rows / kTile),
                            minima.get()};
    const auto tiles = static_cast<std::int64_t>(products.query_tiles) * products.bank_tiles;
    group_minima<<<static_cast<unsigned>(tiles), kTileThreads, kTileShared>>>(products);
    check_launch("group_minima");
    candidate_limits<<<static_cast<unsigned>(count), kThreads>>>(
        minima.get(), groups(), k, cols, query_squared_norms.get(), query_norms.get(),
        largest.get(), limits.get(), counts.get());
    check_launch("candidate_limits");
    decide({bank.get(), queries, rows, cols, groups(), k, minima.get(), limits.get(), nullptr,
            nullptr, distances, out_rows},
           count);
  }

  // In as many launches as the room for keys demands: usually one.
  void decide(Search search, std::int64_t count) {
    std::vector<std::int64_t> offsets(static_cast<std::size_t>(count) + 1, 0);
    counts.download(offsets.data() + 1, count);
    for (std::size_t i = 1; i < offsets.size(); ++i) {
      offsets[i] = offsets[i - 1] + offsets[i] * screening::kGroupRows;
    }
    counts.upload(offsets.data(), count + 1);
    search.offsets = counts.get();
    const auto at = [&](std::int64_t query) { return offsets[static_cast<std::size_t>(query)]; };
    for (std::int64_t first = 0; first < count;) {
      std::int64_t end = first + 1;
      while (end < count && at(end + 1) - at(first) <= kMostKeys) {
        ++end;
      }
      make_room(keys, at(end) - at(first));
      search.keys = keys.get();
      exact_nearest<<<static_cast<unsigned>(end - first), kThreads>>>(search, first);
      check_launch("exact_nearest");
      first = end;
    }
  }
};

BankSearch::BankSearch(const float* bank, std::int64_t rows, std::int64_t cols)
    : impl_(std::make_unique<Impl>()) {
  impl_->rows = rows;
  impl_->cols = cols;
  impl_->padded_rows = round_up(rows, kTile);
  impl_->padded_cols = round_up(cols, kDepth);
  impl_->prepare(bank);
}

BankSearch::~BankSearch() = default;

void BankSearch::search_on_device(const float* queries, std::int64_t count, std::int64_t k,
                                  float* squared_distances, std::int64_t* rows,
                                  const std::function<void()>& between) const {
  const std::lock_guard<std::mutex> guard(impl_->turn);
  const std::int64_t most = impl_->most_queries();
  for (std::int64_t first = 0; first < count; first += most) {
    if (between) {
      between();
    }
    impl_->search_block(queries + first * impl_->cols, std::min(most, count - first), k,
                        squared_distances + first * k, rows + first * k);
  }
}

void BankSearch::search(const float* queries, std::int64_t count, std::int64_t k,
                        float* squared_distances, std::int64_t* rows,
                        const std::function<void()>& between) const {
  Impl& impl = *impl_;
  const std::lock_guard<std::mutex> guard(impl.turn);
  const std::int64_t most = std::min(impl.most_queries(), std::max<std::int64_t>(count, 1));
  make_room(impl.host_queries, most * impl.cols);
  make_room(impl.host_distances, most * k);
  make_room(impl.host_rows, most * k);
  for (std::int64_t first = 0; first < count; first += most) {
    if (between) {
      between();
    }
    const std::int64_t part = std::min(most, count - first);
    impl.host_queries.upload(queries + first * impl.cols, part * impl.cols);
    impl.search_block(impl.host_queries.get(), part, k, impl.host_distances.get(),
                      impl.host_rows.get());
    impl.host_distances.download(squared_distances + first * k, part * k);
    impl.host_rows.download(rows + first * k, part * k);
  }
}

}  // namespace goodparts::cuda
