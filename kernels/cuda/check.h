// Every call of the CUDA runtime and every launch goes through here. For .cu files.
#pragma once

#include <cuda_runtime.h>

#include <string>

#include "kernels/base/error.h"

namespace goodparts::cuda {

// Throws Error(kUnavailable) that names what was tried.
inline void check(cudaError_t code, const char* what) {
  if (code == cudaSuccess) {
    return;
  }
  (void)cudaGetLastError();  // a recoverable error is not to be reported a second time
  const std::string message = std::string("CUDA: ") + what + ": " + cudaGetErrorString(code);
  const bool memory = code == cudaErrorMemoryAllocation;
  throw Error(ErrorKind::kUnavailable,
              message + (memory ? "; the device's memory is full: use device=cpu, or fewer or "
                                  "shorter vectors"
                                : "; use device=cpu"));
}

// After a launch: whether it could be started. What goes wrong while it runs shows at the next
// copy or synchronisation, which are checked as well.
inline void check_launch(const char* kernel) { check(cudaGetLastError(), kernel); }

}  // namespace goodparts::cuda
