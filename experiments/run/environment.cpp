#include "experiments/run/environment.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <hdf5.h>
#include <openblas_config.h>
#include <sys/resource.h>
#include <sys/utsname.h>

#include <filesystem>
#include <fstream>
#include <opencv2/core/version.hpp>
#include <string>

#include "experiments/version.h"
#include "kernels/cuda/device.h"
#include "methods/backbones/network.h"

extern "C" {
char* openblas_get_config();
char* openblas_get_corename();
}

namespace goodparts {
namespace {

std::string processor_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("model name")) {
      return line.substr(line.find(':') + 2);
    }
  }
  return "unknown";
}

std::string system_name() {
  std::ifstream file("/etc/os-release");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("PRETTY_NAME=")) {
      return line.substr(13, line.size() - 14);
    }
  }
  utsname name{};
  ::uname(&name);
  return name.sysname;
}

// The library that answers LibTorch's BLAS calls: whatever the dynamic linker found first for
// sgemm_.
std::string blas_in_use() {
  Dl_info info{};
  void* symbol = ::dlsym(RTLD_DEFAULT, "sgemm_");
  if (symbol == nullptr || ::dladdr(symbol, &info) == 0) {
    return "none";
  }
  std::error_code code;
  const std::filesystem::path resolved = std::filesystem::canonical(info.dli_fname, code);
  return code ? info.dli_fname : resolved.string();
}

bool blas_is_fast(const std::string& library) {
  return library.find("openblas") != std::string::npos ||
         library.find("mkl") != std::string::npos || library.find("blis") != std::string::npos;
}

}  // namespace

Facts describe_environment(Device device, int threads) {
  return {{"goodparts", kVersion},
          {"git revision", kGitRevision},
          {"compiler", fmt::format("g++ {}", __VERSION__)},
          {"build type", kBuildType},
          {"LibTorch", torch_version()},
          {"OpenCV", CV_VERSION},
          {"HDF5", fmt::format("{}.{}.{}", H5_VERS_MAJOR, H5_VERS_MINOR, H5_VERS_RELEASE)},
          {"BLAS", fmt::format("{} ({}; {})", blas_in_use(), openblas_get_config(),
                               openblas_get_corename())},
          {"system", system_name()},
          {"processor", processor_name()},
          {"device", device == Device::kCpu
                         ? "cpu"
                         : fmt::format("cuda: {}; backbone networks: {}", cuda::describe_devices(),
                                       network_device(device))},
          {"threads", std::to_string(threads)}};
}

std::vector<std::string> environment_warnings() {
  std::vector<std::string> warnings;
  if (const std::string library = blas_in_use(); !blas_is_fast(library)) {
    warnings.push_back(
        fmt::format("LibTorch uses the slow reference BLAS ({}); install libopenblas0-pthread for "
                    "about 40 times the speed",
                    library));
  }
  return warnings;
}

double peak_memory_mib() {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("VmHWM:")) {
      return std::stod(line.substr(6)) / 1024.0;
    }
  }
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

void reset_peak_memory() { std::ofstream("/proc/self/clear_refs") << "5"; }

}  // namespace goodparts
