#include "kernels/ranking/sort_items.h"

#include "kernels/ranking/radix_sort.h"
#include "kernels/ranking/radix_sort_cuda.h"

namespace goodparts {

void sort_items(Device device, std::vector<std::uint64_t>& items, int low_bit) {
  if (device == Device::kCuda) {
    cuda::radix_sort(items.data(), static_cast<std::int64_t>(items.size()), low_bit);
  } else {
    radix_sort(items, low_bit, 64 - low_bit);
  }
}

}  // namespace goodparts
