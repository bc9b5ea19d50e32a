#include "kernels/forest/path_lengths_cuda.h"

#include <algorithm>
#include <mutex>

#include "kernels/cuda/staging.h"

namespace goodparts::cuda {
namespace {

constexpr int kThreads = 512;
constexpr std::int64_t kTreeBytes = 49152;  // of shared memory for trees, so that blocks share one
constexpr std::int64_t kRowBytes = 32768;   // and for rows
constexpr std::int64_t kMostRows = std::int64_t{1} << 22;  // on the device at once

struct Split {
  std::int32_t feature;
  float threshold;
};

struct Forest {
  const Split* splits;
  const double* leaves;
  const std::int32_t* next;  // null: no tree goes on below
  const FlatNode* deep;
  const double* deep_leaves;
  int trees;
  int columns;
  int levels;
  int at_once;     // trees in shared memory
  bool keep_rows;  // in shared memory, each of its values a block's threads apart
};

__device__ double deep_length(const Forest& forest, std::int32_t at, const float* row) {
  FlatNode node = forest.deep[at];
  while (node.feature >= 0) {
    node = forest.deep[node.left + (row[node.feature] < node.threshold ? 0 : 1)];
  }
  return forest.deep_leaves[node.left];
}

// A thread a row; a block walks a few trees at a time, which lie in shared memory.
__global__ void __launch_bounds__(kThreads)
    walk(const Forest forest, double* sums, const float* rows, std::int64_t count) {
  extern __shared__ double shared[];
  const int entries = 1 << forest.levels;
  double* const leaves = shared;
  auto* const splits = reinterpret_cast<Split*>(leaves + forest.at_once * entries);
  auto* const kept = reinterpret_cast<float*>(splits + forest.at_once * entries);
  const std::int64_t row = blockIdx.x * static_cast<std::int64_t>(kThreads) + threadIdx.x;
  const bool real = row < count;
  const float* const mine = rows + (real ? row : 0) * forest.columns;
  const float* values = mine;
  int stride = 1;
  if (forest.keep_rows) {
    for (int c = 0; c < forest.columns; ++c) {
      kept[c * kThreads + threadIdx.x] = mine[c];
    }
    values = kept + threadIdx.x;
    stride = kThreads;
  }
  double sum = real ? sums[row] : 0.0;
  for (int first = 0; first < forest.trees; first += forest.at_once) {
    const int trees = min(forest.at_once, forest.trees - first);
    const std::int64_t begin = static_cast<std::int64_t>(first) * entries;
    __syncthreads();
    for (int i = static_cast<int>(threadIdx.x); i < trees * entries; i += kThreads) {
      splits[i] = forest.splits[begin + i];
      leaves[i] = forest.leaves[begin + i];
    }
    __syncthreads();
    for (int tree = 0; tree < trees && real; ++tree) {
      const Split* const root = splits + tree * entries;
      int at = 1;
      for (int level = 0; level < forest.levels; ++level) {
        const Split split = root[at];
        at = 2 * at + (values[split.feature * stride] < split.threshold ? 0 : 1);
      }
      const int slot = tree * entries + at - entries;
      const std::int32_t below = forest.next == nullptr ? -1 : forest.next[begin + slot];
      sum += below < 0 ? leaves[slot] : deep_length(forest, below, mine);
    }
  }
  if (real) {
    sums[row] = sum;
  }
}

}  // namespace

struct ForestWalk::Impl {
  Buffer<Split> splits;
  Buffer<double> leaves;
  Buffer<std::int32_t> next;
  Buffer<FlatNode> deep;
  Buffer<double> deep_leaves;
  Forest forest{};
  std::int64_t shared = 0;
  std::mutex turn;  // what follows serves one call at a time
  Staging staging;
};

ForestWalk::ForestWalk(const FlatForest& flat) : impl_(std::make_unique<Impl>()) {
  Impl& impl = *impl_;
  std::vector<Split> splits(flat.features.size());
  for (std::size_t i = 0; i < splits.size(); ++i) {
    splits[i] = {flat.features[i], flat.thresholds[i]};
  }
  const auto size = [](const auto& values) { return static_cast<std::int64_t>(values.size()); };
  impl.splits = uploaded(splits.data(), size(splits));
  impl.leaves = uploaded(flat.leaves.data(), size(flat.leaves));
  impl.next = uploaded(flat.next.data(), size(flat.next));
  impl.deep = uploaded(flat.deep.data(), size(flat.deep));
  impl.deep_leaves = uploaded(flat.deep_leaves.data(), size(flat.deep_leaves));
  const std::int64_t tree_bytes =
      flat.entries() * static_cast<std::int64_t>(sizeof(Split) + sizeof(double));
  const std::int64_t at_once =
      std::max<std::int64_t>(1, std::min(flat.trees, kTreeBytes / tree_bytes));
  const std::int64_t row_bytes = flat.columns * kThreads * 4;
  impl.forest = {impl.splits.get(),
                 impl.leaves.get(),
                 impl.next.get(),
                 impl.deep.get(),
                 impl.deep_leaves.get(),
                 static_cast<int>(flat.trees),
                 static_cast<int>(flat.columns),
                 flat.levels,
                 static_cast<int>(at_once),
                 row_bytes <= kRowBytes};
  impl.shared = at_once * tree_bytes + (impl.forest.keep_rows ? row_bytes : 0);
  check(cudaFuncSetAttribute(walk, cudaFuncAttributeMaxDynamicSharedMemorySize,
                             static_cast<int>(kTreeBytes + kRowBytes)),
        "asking for shared memory");
}

ForestWalk::~ForestWalk() = default;

void ForestWalk::add_to_on_device(double* sums, const float* rows, std::int64_t count) const {
  if (count == 0) {
    return;
  }
  walk<<<static_cast<unsigned>((count + kThreads - 1) / kThreads), kThreads,
         static_cast<std::size_t>(impl_->shared)>>>(impl_->forest, sums, rows, count);
  check_launch("walking the forest");
}

void ForestWalk::add_to(double* sums, const float* rows, std::int64_t count) const {
  const std::lock_guard<std::mutex> guard(impl_->turn);
  Staging& staging = impl_->staging;
  const std::int64_t columns = impl_->forest.columns;
  const std::int64_t most = std::min(kMostRows, count);
  Buffer<float> room(most * columns);
  Buffer<double> result(most);
  for (std::int64_t first = 0; first < count; first += most) {
    const std::int64_t part = std::min(most, count - first);
    staging.upload(room, rows + first * columns, part * columns);
    staging.upload<double>(result, sums + first, part);
    add_to_on_device(result.get(), room.get(), part);
    staging.download(result, sums + first, part);
  }
}

}  // namespace goodparts::cuda
