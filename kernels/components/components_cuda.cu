#include "kernels/components/components_cuda.h"

#include "kernels/components/pixel_sets.h"
#include "kernels/cuda/buffer.h"

namespace goodparts::cuda {
namespace {

constexpr int kThreads = 256;
constexpr int kBlock = 1024;  // pixels that are numbered together

unsigned blocks_for(std::int64_t count, std::int64_t each) {
  return static_cast<unsigned>((count + each - 1) / each);
}

__device__ std::int64_t thread_index() {
  return blockIdx.x * static_cast<std::int64_t>(blockDim.x) + threadIdx.x;
}

__global__ void each_alone(const std::uint8_t* mask, std::int64_t count, std::int32_t* parents) {
  const std::int64_t pixel = thread_index();
  if (pixel < count) {
    parents[pixel] = mask[pixel] != 0 ? static_cast<std::int32_t>(pixel) : -1;
  }
}

// A thread a pixel joins it to its neighbours on the left and above; the others do the same from
// their side.
__global__ void join_neighbours(std::int64_t height, std::int64_t width, std::int32_t* parents) {
  const std::int64_t pixel = thread_index();
  if (pixel >= height * width || parents[pixel] < 0) {
    return;
  }
  const std::int64_t x = pixel % width;
  const auto load = [parents](std::int32_t p) {
    return *static_cast<volatile std::int32_t*>(parents + p);  // others write it
  };
  const auto lower = [parents](std::int32_t p, std::int32_t to) {
    return atomicMin(parents + p, to);
  };
  const auto join = [&](std::int64_t other) {
    if (load(static_cast<std::int32_t>(other)) >= 0) {
      join_sets(static_cast<std::int32_t>(pixel), static_cast<std::int32_t>(other), load, lower);
    }
  };
  if (x > 0) {
    join(pixel - 1);
  }
  if (pixel >= width) {
    join(pixel - width);
    if (x > 0) {
      join(pixel - width - 1);
    }
    if (x + 1 < width) {
      join(pixel - width + 1);
    }
  }
}

// The representatives in each block of pixels.
__global__ void __launch_bounds__(kBlock)
    count_regions(const std::int32_t* parents, std::int64_t count, std::int32_t* regions) {
  const std::int64_t pixel = thread_index();
  const int found = __syncthreads_count(pixel < count && parents[pixel] == pixel ? 1 : 0);
  if (threadIdx.x == 0) {
    regions[blockIdx.x] = found;
  }
}

// Counts → how many come before; the sum behind the last. One block, a stretch for each thread.
__global__ void __launch_bounds__(kBlock) sums_before(std::int32_t* counts, std::int64_t blocks) {
  __shared__ std::int32_t sums[kBlock];
  const std::int64_t each = (blocks + kBlock - 1) / kBlock;
  const std::int64_t begin = min(blocks, static_cast<std::int64_t>(threadIdx.x) * each);
  const std::int64_t end = min(blocks, begin + each);
  std::int32_t sum = 0;
  for (std::int64_t i = begin; i < end; ++i) {
    sum += counts[i];
  }
  sums[threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.x == 0) {
    std::int32_t before = 0;
    for (std::int32_t& one : sums) {
      const std::int32_t mine = one;
      one = before;
      before += mine;
    }
    counts[blocks] = before;
  }
  __syncthreads();
  sum = sums[threadIdx.x];
  for (std::int64_t i = begin; i < end; ++i) {
    const std::int32_t mine = counts[i];
    counts[i] = sum;
    sum += mine;
  }
}

// Numbers representatives by the order of their pixels.
__global__ void __launch_bounds__(kBlock)
    number_regions(const std::int32_t* parents, std::int64_t count, const std::int32_t* before,
                   std::int32_t* numbers) {
  __shared__ std::int32_t of_warps[kBlock / 32];
  const std::int64_t pixel = thread_index();
  const int lane = static_cast<int>(threadIdx.x) % 32;
  const bool is_one = pixel < count && parents[pixel] == pixel;
  const unsigned ones = __ballot_sync(0xFFFFFFFFU, is_one ? 1 : 0);
  if (lane == 0) {
    of_warps[threadIdx.x / 32] = __popc(ones);
  }
  __syncthreads();
  if (is_one) {
    std::int32_t number = before[blockIdx.x] + __popc(ones & ((1U << lane) - 1U));
    for (unsigned warp = 0; warp < threadIdx.x / 32; ++warp) {
      number += of_warps[warp];
    }
    numbers[pixel] = number;
  }
}

__global__ void write_labels(const std::int32_t* parents, const std::int32_t* numbers,
                             std::int64_t count, std::int32_t* labels) {
  const std::int64_t pixel = thread_index();
  if (pixel >= count) {
    return;
  }
  std::int32_t label = -1;
  if (parents[pixel] >= 0) {
    label = numbers[representative(static_cast<std::int32_t>(pixel),
                                   [parents](std::int32_t p) { return parents[p]; })];
  }
  labels[pixel] = label;
}

}  // namespace

std::int64_t label_components_on_device(const std::uint8_t* mask, std::int64_t height,
                                        std::int64_t width, std::int32_t* labels,
                                        std::int32_t* room) {
  const std::int64_t count = height * width;
  if (count == 0) {
    return 0;
  }
  const unsigned blocks = blocks_for(count, kThreads);
  const unsigned wide = blocks_for(count, kBlock);
  std::int32_t* const parents = room;
  std::int32_t* const before = room + count;
  each_alone<<<blocks, kThreads>>>(mask, count, parents);
  check_launch("each_alone");
  join_neighbours<<<blocks, kThreads>>>(height, width, parents);
  check_launch("join_neighbours");
  count_regions<<<wide, kBlock>>>(parents, count, before);
  check_launch("count_regions");
  sums_before<<<1, kBlock>>>(before, wide);
  check_launch("sums_before");
  // Of representatives; the rest is never read.
  Buffer<std::int32_t> numbers(count);
  number_regions<<<wide, kBlock>>>(parents, count, before, numbers.get());
  check_launch("number_regions");
  write_labels<<<blocks, kThreads>>>(parents, numbers.get(), count, labels);
  check_launch("write_labels");
  std::int32_t regions = 0;
  check(cudaMemcpy(&regions, before + wide, sizeof regions, cudaMemcpyDeviceToHost),
        "copying the number of regions");
  return regions;
}

std::vector<std::int64_t> connected_components(const std::uint8_t* mask, std::int64_t height,
                                               std::int64_t width, std::int32_t* labels) {
  const std::int64_t count = height * width;
  const Buffer<std::uint8_t> on_device = uploaded(mask, count);
  Buffer<std::int32_t> found(count);
  Buffer<std::int32_t> room(count + blocks_for(count, kBlock) + 1);
  const std::int64_t regions =
      label_components_on_device(on_device.get(), height, width, found.get(), room.get());
  found.download(labels, count);
  std::vector<std::int64_t> areas(static_cast<std::size_t>(regions), 0);
  for (std::int64_t pixel = 0; pixel < count; ++pixel) {
    if (labels[pixel] >= 0) {
      ++areas[static_cast<std::size_t>(labels[pixel])];
    }
  }
  return areas;
}

}  // namespace goodparts::cuda
