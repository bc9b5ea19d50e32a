// Takes the place of every .cu file in a build without CUDA: asking for a CUDA kernel is an error
// that says what to do.
#include "kernels/base/error.h"
#include "kernels/cuda/device.h"

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

}  // namespace goodparts::cuda
