#include "kernels/ranking/radix_sort_cuda.h"

#include <cub/device/device_radix_sort.cuh>

#include "kernels/cuda/staging.h"

namespace goodparts::cuda {

std::uint64_t* radix_sort_on_device(std::uint64_t* items, std::uint64_t* room, std::int64_t count,
                                    int low_bit) {
  cub::DoubleBuffer<std::uint64_t> keys(items, room);
  std::size_t bytes = 0;
  check(cub::DeviceRadixSort::SortKeys(nullptr, bytes, keys, count, low_bit, 64),
        "planning a radix sort");
  Buffer<char> scratch(static_cast<std::int64_t>(bytes));
  check(cub::DeviceRadixSort::SortKeys(scratch.get(), bytes, keys, count, low_bit, 64), "sorting");
  check_launch("sorting");
  return keys.Current();
}

void radix_sort(std::uint64_t* items, std::int64_t count, int low_bit) {
  if (count == 0) {
    return;
  }
  Staging staging;
  Buffer<std::uint64_t> first = staging.uploaded<std::uint64_t>(items, count);
  Buffer<std::uint64_t> second(count);
  const std::uint64_t* const sorted =
      radix_sort_on_device(first.get(), second.get(), count, low_bit);
  staging.download(sorted == first.get() ? first : second, items, count);
}

}  // namespace goodparts::cuda
