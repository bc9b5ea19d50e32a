#include "kernels/cuda/device.h"

#include "kernels/base/error.h"
#include "kernels/cuda/check.h"

namespace goodparts::cuda {
namespace {

constexpr int kOldestMajor = 8;  // the build's machine code and PTX start there

std::string reason(cudaError_t code) {
  if (code == cudaErrorNoDevice) {
    return "no CUDA device was found; use device=cpu";
  }
  if (code == cudaErrorInsufficientDriver) {
    return "there is no NVIDIA driver, or one too old for this build; use device=cpu";
  }
  return std::string("the CUDA driver says: ") + cudaGetErrorString(code) + "; use device=cpu";
}

std::string text(const DeviceFacts& device) {
  return device.name + " (compute capability " + std::to_string(device.major) + "." +
         std::to_string(device.minor) + ", " + std::to_string(device.memory >> 30) + " GiB)";
}

}  // namespace

Devices devices() {
  Devices result;
  int count = 0;
  if (const cudaError_t code = cudaGetDeviceCount(&count); code != cudaSuccess || count == 0) {
    (void)cudaGetLastError();
    result.why_none = reason(code == cudaSuccess ? cudaErrorNoDevice : code);
    return result;
  }
  for (int i = 0; i < count; ++i) {
    cudaDeviceProp properties{};
    if (const cudaError_t code = cudaGetDeviceProperties(&properties, i); code != cudaSuccess) {
      (void)cudaGetLastError();
      result.why_none = reason(code);
      return {{}, result.why_none};
    }
    result.found.push_back({properties.name, properties.major, properties.minor,
                            static_cast<std::int64_t>(properties.totalGlobalMem),
                            properties.multiProcessorCount});
  }
  return result;
}

std::string describe_devices() {
  const Devices all = devices();
  return all.found.empty() ? "none: " + all.why_none : text(all.found.front());
}

void require_device(const std::string& asked) {
  const Devices all = devices();
  if (all.found.empty()) {
    throw Error(ErrorKind::kUnavailable, asked + ": " + all.why_none);
  }
  if (all.found.front().major < kOldestMajor) {
    throw Error(ErrorKind::kUnavailable,
                asked + ": " + text(all.found.front()) +
                    " is too old, the kernels need compute capability 8.0; use device=cpu");
  }
}

}  // namespace goodparts::cuda
