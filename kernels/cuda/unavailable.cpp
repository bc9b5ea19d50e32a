// Takes the place of every .cu file in a build without CUDA: asking for a CUDA kernel is an error
// that says what to do.
#include "kernels/base/error.h"
#include "kernels/coreset/greedy_k_centre_cuda.h"
#include "kernels/cuda/device.h"
#include "kernels/knn/nearest_rows_cuda.h"

namespace goodparts::cuda {
namespace {

constexpr const char* kWhy =
    "this build of goodparts has no CUDA; use device=cpu, or build where nvcc is installed "
    "(-DGOODPARTS_WITH_CUDA=ON)";

[[noreturn]] void refuse() { throw Error(ErrorKind::kUnavailable, std::string("CUDA: ") + kWhy); }

}  // namespace

Devices devices() { return {{}, kWhy}; }

std::string describe_devices() { return std::string("none: ") + kWhy; }

void require_device(const std::string& asked) {
  throw Error(ErrorKind::kUnavailable, asked + ": " + kWhy);
}

struct BankSearch::Impl {};
BankSearch::BankSearch(const float*, std::int64_t, std::int64_t) { refuse(); }
BankSearch::~BankSearch() = default;
void BankSearch::search(const float*, std::int64_t, std::int64_t, float*, std::int64_t*,
                        const std::function<void()>&) const {
  refuse();
}
void BankSearch::search_on_device(const float*, std::int64_t, std::int64_t, float*, std::int64_t*,
                                  const std::function<void()>&) const {
  refuse();
}

std::int64_t greedy_k_centre(const float*, std::int64_t, std::int64_t, const float*, std::int64_t,
                             std::int64_t*, const std::function<void(std::int64_t)>&) {
  refuse();
}

}  // namespace goodparts::cuda
