// The CUDA devices of this machine.
//
// An operation has one signature for all devices: where Context::device asks for CUDA it calls the
// implementation in <operation>_cuda.{h,cu}. Those headers stay within C++17 and take raw pointers,
// because nvcc compiles them too. In a build without CUDA kernels/cuda/unavailable.cpp stands in
// for all of them. What runs on a device gives the results of the CPU, number for number, unless
// its header says how far it may differ.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace goodparts::cuda {

struct DeviceFacts {
  std::string name;  // "NVIDIA H200"
  int major = 0;     // compute capability
  int minor = 0;
  std::int64_t memory = 0;  // bytes
  int multiprocessors = 0;
};

struct Devices {
  std::vector<DeviceFacts> found;
  std::string why_none;  // a sentence where `found` is empty: no CUDA in this build, no driver, …
};

// Never throws.
Devices devices();

// "NVIDIA H200 (compute capability 9.0, 140 GiB)", the device that kernels use; else why there is
// none.
std::string describe_devices();

// Throws Error(kUnavailable) where no kernel can run; `asked` is what asked for it: "device=cuda".
void require_device(const std::string& asked);

}  // namespace goodparts::cuda
