#include <fmt/format.h>
#include <omp.h>

#include "datasets/registry.h"
#include "experiments/commands/commands.h"
#include "experiments/embedded_conf.h"
#include "experiments/exit_code.h"
#include "experiments/run/environment.h"
#include "kernels/cuda/device.h"
#include "methods/backbones/network.h"
#include "methods/registry.h"

namespace goodparts {
namespace {

std::string options_of(const std::string& group) {
  std::string list;
  for (const auto& [path, text] : embedded_conf()) {
    if (path.starts_with(group + "/")) {
      const std::size_t begin = group.size() + 1;
      list += (list.empty() ? "" : ", ") +
              path.substr(begin, path.size() - begin - std::string(".yaml").size());
    }
  }
  return list;
}

}  // namespace

int info_command() {
  for (const auto& [name, value] : describe_environment(Device::kCpu, omp_get_max_threads())) {
    fmt::print("{:<14} {}\n", name, value);
  }
  fmt::print("{:<14} {}\n", "CUDA device", cuda::describe_devices());
  fmt::print("{:<14} {}\n", "CUDA networks", network_device(Device::kCuda));
  for (const std::string group : {"method", "backbone", "dataset"}) {
    fmt::print("{:<14} {}\n", group, options_of(group));
  }
  for (const std::string& warning : environment_warnings()) {
    fmt::print("warning: {}\n", warning);
  }
  return kExitOk;
}

}  // namespace goodparts
