#include "kernels/coreset/greedy_k_centre_cuda.h"

#include <algorithm>

#include "kernels/coreset/farthest.h"
#include "kernels/cuda/staging.h"
#include "kernels/distance/distance_order.h"

namespace goodparts::cuda {
namespace {

constexpr std::int64_t kChoices = 1024;  // of one launch
constexpr int kMostWarps = 20;
constexpr int kStatic = 1024;              // shared memory left for what is not dynamic
constexpr std::int64_t kMostKept = 65536;  // bytes of shared memory for distances

// Row-major points to tiles of 32 (kernels/coreset/farthest.h), padded with zeros.
__global__ void tile_points(const float* points, std::int64_t rows, std::int64_t cols,
                            std::int64_t quads, std::int64_t tiles, float* out) {
  const std::int64_t i = blockIdx.x * static_cast<std::int64_t>(blockDim.x) + threadIdx.x;
  const std::int64_t row = i / quads;
  const std::int64_t quad = i % quads;
  if (row >= tiles * kTilePoints) {
    return;
  }
  float* const to = out + tiled_offset(row, quad, quads);
  for (int j = 0; j < 4; ++j) {
    const std::int64_t column = quad * 4 + j;
    to[j] = row < rows && column < cols ? points[row * cols + column] : 0.0F;
  }
}

__device__ std::uint64_t warp_max(std::uint64_t value) {
  for (int offset = 16; offset > 0; offset /= 2) {
    const std::uint64_t other = __shfl_xor_sync(0xFFFFFFFFU, value, offset);
    value = other > value ? other : value;
  }
  return value;
}

// Words that blocks exchange. They carry all there is to know, so no order with other memory is
// needed.
__device__ void publish(std::uint64_t* word, std::uint64_t value) {
  asm volatile("st.relaxed.gpu.global.u64 [%0], %1;\n" ::"l"(word), "l"(value) : "memory");
}
__device__ std::uint64_t published(const std::uint64_t* word) {
  std::uint64_t value = 0;
  asm volatile("ld.relaxed.gpu.global.u64 %0, [%1];\n" : "=l"(value) : "l"(word) : "memory");
  return value;
}

struct Selection {
  const float4* tiles;  // quads × 32 each
  std::int64_t quads;   // a multiple of 4
  std::int64_t tile_count;
  std::int64_t slots;     // tiles of a block; slot i of block b holds tile b + i × blocks
  std::int64_t resident;  // slots whose points stay in shared memory
  bool keep;              // distances in shared memory, else where they come from
  float* distances;  // blocks × slots × 32, −1 where there is no point; kept between launches
  std::uint64_t* words;  // choices × blocks, 0: not there yet
  std::int64_t* chosen;  // of this launch; −1: nothing left to choose
  std::int64_t choices;
};

// The squared distance of a lane's point in a tile to the centre, in the CPU's order.
__device__ float distance_to(const float4* tile, const float4* centre, std::int64_t quads,
                             int lane) {
  float sums[kDistanceLanes] = {};
#pragma unroll 2
  for (std::int64_t quad = 0; quad < quads; quad += 4) {
    float4 point[4];
#pragma unroll
    for (int j = 0; j < 4; ++j) {
      point[j] = tile[(quad + j) * kTilePoints + lane];
    }
#pragma unroll
    for (int j = 0; j < 4; ++j) {
      const float4 other = centre[quad + j];
      sums[j * 4] = add_squared_difference(point[j].x, other.x, sums[j * 4]);
      sums[j * 4 + 1] = add_squared_difference(point[j].y, other.y, sums[j * 4 + 1]);
      sums[j * 4 + 2] = add_squared_difference(point[j].z, other.z, sums[j * 4 + 2]);
      sums[j * 4 + 3] = add_squared_difference(point[j].w, other.w, sums[j * 4 + 3]);
    }
  }
  return sum_of_lanes(sums);
}

// The greatest of the block's values, to all of its threads.
__device__ std::uint64_t block_max(std::uint64_t value, std::uint64_t* of_warps) {
  value = warp_max(value);
  const int warps = static_cast<int>(blockDim.x) / 32;
  const int lane = static_cast<int>(threadIdx.x) % 32;
  __syncthreads();
  if (lane == 0) {
    of_warps[threadIdx.x / 32] = value;
  }
  __syncthreads();
  return warp_max(lane < warps ? of_warps[lane] : 0);
}

// The first warp publishes the block's farthest and waits for those of all blocks; all threads get
// the farthest of them.
__device__ std::uint64_t agree(std::uint64_t mine, std::uint64_t* words, std::uint64_t* result) {
  if (threadIdx.x < 32) {
    const int lane = static_cast<int>(threadIdx.x);
    if (lane == 0) {
      publish(words + blockIdx.x, mine);
    }
    __syncwarp();
    std::uint64_t best = 0;
    for (unsigned block = lane; block < gridDim.x; block += 32) {
      std::uint64_t word = published(words + block);
      while (word == 0) {
        word = published(words + block);
      }
      best = word > best ? word : best;
    }
    best = warp_max(best);
    if (lane == 0) {
      *result = best;
    }
  }
  __syncthreads();
  return *result;
}

// The farthest point of the slots of a warp, each of whose distances is first lowered by the new
// centre, if there is one.
template <bool kCentre>
__device__ std::uint64_t pass(const Selection& s, float* distances, const float4* resident,
                              const float4* centre, bool backwards) {
  const int lane = static_cast<int>(threadIdx.x) % 32;
  const std::int64_t warp = threadIdx.x / 32;
  const std::int64_t warps = blockDim.x / 32;
  const std::int64_t tile_size = s.quads * kTilePoints;
  const std::int64_t mine = warp < s.slots ? (s.slots - warp + warps - 1) / warps : 0;
  std::uint64_t best = 1;  // less than that of any point
  for (std::int64_t i = 0; i < mine; ++i) {
    // To and fro, so that what was read last and is still in the L2 comes first.
    const std::int64_t slot = warp + (backwards ? mine - 1 - i : i) * warps;
    const std::int64_t tile = blockIdx.x + slot * gridDim.x;
    float distance = distances[slot * kTilePoints + lane];
    if (distance < 0.0F) {
      continue;
    }
    if (kCentre) {
      const float4* const points =
          slot < s.resident ? resident + slot * tile_size : s.tiles + tile * tile_size;
      distance = fminf(distance, distance_to(points, centre, s.quads, lane));
      distances[slot * kTilePoints + lane] = distance;
    }
    const std::uint64_t key =
        farthest_key(distance, static_cast<std::uint32_t>(tile * kTilePoints + lane));
    best = key > best ? key : best;
  }
  return best;
}

// Launched cooperatively: blocks wait for one another, so all must run at once.
__global__ void __launch_bounds__(kMostWarps * 32, 1) choose_farthest(const Selection s) {
  extern __shared__ float4 shared[];  // a centre, the resident tiles, distances
  __shared__ std::uint64_t of_warps[32];
  __shared__ std::uint64_t farthest;
  const std::int64_t tile_size = s.quads * kTilePoints;
  float4* const centre = shared;
  float4* const resident = centre + s.quads;
  float* const given = s.distances + blockIdx.x * s.slots * kTilePoints;
  float* const kept = s.keep ? reinterpret_cast<float*>(resident + s.resident * tile_size) : given;
  for (std::int64_t slot = 0; slot < s.resident; ++slot) {
    const std::int64_t tile = blockIdx.x + slot * gridDim.x;
    for (std::int64_t i = threadIdx.x; i < tile_size && tile < s.tile_count; i += blockDim.x) {
      resident[slot * tile_size + i] = s.tiles[tile * tile_size + i];
    }
  }
  for (std::int64_t i = threadIdx.x; i < s.slots * kTilePoints && s.keep; i += blockDim.x) {
    kept[i] = given[i];
  }
  __syncthreads();
  std::uint64_t best = pass<false>(s, kept, resident, centre, false);
  for (std::int64_t choice = 0; choice < s.choices; ++choice) {
    best = agree(block_max(best, of_warps), s.words + choice * gridDim.x, &farthest);
    const bool none = !(farthest_distance(best) > 0.0F);  // every point coincides with a centre
    const std::int64_t row = farthest_row(best);
    if (blockIdx.x == 0 && threadIdx.x == 0) {
      s.chosen[choice] = none ? -1 : row;
    }
    if (none) {
      break;  // all blocks alike
    }
    for (std::int64_t quad = threadIdx.x; quad < s.quads; quad += blockDim.x) {
      centre[quad] = s.tiles[tiled_offset(row, quad, s.quads) / 4];
    }
    __syncthreads();
    best = pass<true>(s, kept, resident, centre, choice % 2 == 0);
    __syncthreads();  // before the next centre takes this one's place
  }
  __syncthreads();
  for (std::int64_t i = threadIdx.x; i < s.slots * kTilePoints && s.keep; i += blockDim.x) {
    given[i] = kept[i];
  }
}

int attribute(cudaDeviceAttr which) {
  int device = 0;
  int value = 0;
  check(cudaGetDevice(&device), "asking for the device");
  check(cudaDeviceGetAttribute(&value, which, device), "asking for the device's limits");
  return value;
}

// How the points are spread over blocks, warps and shared memory.
struct Layout {
  std::int64_t quads = 0;
  std::int64_t tiles = 0;
  std::int64_t blocks = 0;
  std::int64_t slots = 0;
  std::int64_t warps = 0;
  std::int64_t resident = 0;
  bool keep = false;
  std::int64_t shared = 0;  // bytes
};

Layout layout_of(std::int64_t rows, std::int64_t cols) {
  Layout layout;
  layout.quads = (cols + kDistanceLanes - 1) / kDistanceLanes * (kDistanceLanes / 4);
  layout.tiles = (rows + kTilePoints - 1) / kTilePoints;
  layout.blocks = std::min<std::int64_t>(layout.tiles, attribute(cudaDevAttrMultiProcessorCount));
  layout.slots = (layout.tiles + layout.blocks - 1) / layout.blocks;
  const std::int64_t turns = (layout.slots + kMostWarps - 1) / kMostWarps;
  layout.warps = (layout.slots + turns - 1) / turns;
  std::int64_t room = attribute(cudaDevAttrMaxSharedMemoryPerBlockOptin) - kStatic;
  layout.shared = layout.quads * 16;
  room -= layout.shared;
  if (room < 0) {
    throw Error(ErrorKind::kUnavailable, "CUDA: a coreset of vectors of " + std::to_string(cols) +
                                             " numbers does not fit a multiprocessor; use "
                                             "device=cpu");
  }
  const std::int64_t distances = layout.slots * kTilePoints * 4;
  layout.keep = distances <= std::min(room, kMostKept);
  if (layout.keep) {
    room -= distances;
    layout.shared += distances;
  }
  const std::int64_t tile_bytes = layout.quads * kTilePoints * 16;
  layout.resident = std::min(layout.slots, room / tile_bytes);
  layout.shared += layout.resident * tile_bytes;
  return layout;
}

Buffer<float> tiled(const float* points, std::int64_t rows, std::int64_t cols,
                    const Layout& layout) {
  Staging staging;
  const Buffer<float> given = staging.uploaded(points, rows * cols);
  Buffer<float> result(layout.tiles * kTilePoints * layout.quads * 4);
  const std::int64_t threads = layout.tiles * kTilePoints * layout.quads;
  tile_points<<<static_cast<unsigned>((threads + 255) / 256), 256>>>(
      given.get(), rows, cols, layout.quads, layout.tiles, result.get());
  check_launch("tile_points");
  check(cudaDeviceSynchronize(), "laying out points");
  return result;
}

std::vector<float> distances_by_slot(const float* squared_start, std::int64_t rows,
                                     const Layout& layout) {
  std::vector<float> result(static_cast<std::size_t>(layout.blocks * layout.slots * kTilePoints),
                            -1.0F);
  for (std::int64_t row = 0; row < rows; ++row) {
    const std::int64_t tile = row / kTilePoints;
    const std::int64_t slot = tile % layout.blocks * layout.slots + tile / layout.blocks;
    result[static_cast<std::size_t>(slot * kTilePoints + row % kTilePoints)] = squared_start[row];
  }
  return result;
}

}  // namespace

std::int64_t greedy_k_centre(const float* points, std::int64_t rows, std::int64_t cols,
                             const float* squared_start, std::int64_t count, std::int64_t* chosen,
                             const std::function<void(std::int64_t)>& advance) {
  if (count == 0 || rows == 0) {
    return 0;
  }
  const Layout layout = layout_of(rows, cols);
  const Buffer<float> tiles = tiled(points, rows, cols, layout);
  const std::vector<float> start = distances_by_slot(squared_start, rows, layout);
  Buffer<float> distances = uploaded(start.data(), static_cast<std::int64_t>(start.size()));
  const std::int64_t most = std::min(count, kChoices);
  Buffer<std::uint64_t> words(most * layout.blocks);
  Buffer<std::int64_t> choices(most);
  check(cudaFuncSetAttribute(choose_farthest, cudaFuncAttributeMaxDynamicSharedMemorySize,
                             static_cast<int>(layout.shared)),
        "asking for shared memory");
  std::int64_t done = 0;
  while (done < count) {
    Selection selection{reinterpret_cast<const float4*>(tiles.get()),
                        layout.quads,
                        layout.tiles,
                        layout.slots,
                        layout.resident,
                        layout.keep,
                        distances.get(),
                        words.get(),
                        choices.get(),
                        std::min(most, count - done)};
    words.fill_bytes(0);
    void* arguments[] = {&selection};
    check(cudaLaunchCooperativeKernel(reinterpret_cast<const void*>(&choose_farthest),
                                      dim3(static_cast<unsigned>(layout.blocks)),
                                      dim3(static_cast<unsigned>(layout.warps * 32)), arguments,
                                      static_cast<std::size_t>(layout.shared), nullptr),
          "choose_farthest");
    choices.download(chosen + done, selection.choices);
    const std::int64_t* const end = chosen + done + selection.choices;
    const std::int64_t* const last =
        std::find(chosen + done, chosen + done + selection.choices, std::int64_t{-1});
    const std::int64_t made = last - (chosen + done);
    done += made;
    if (advance) {
      advance(made);
    }
    if (last != end) {
      break;
    }
  }
  return done;
}

}  // namespace goodparts::cuda
