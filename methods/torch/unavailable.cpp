// Takes the place of every *_torch.cpp in a build without LibTorch: settings are read and checked
// as usual, and using what needs LibTorch is an error that says so.
#include <fmt/format.h>

#include "kernels/base/error.h"
#include "methods/backbones/network.h"
#include "methods/detector.h"
#include "methods/registry.h"

namespace goodparts {

std::unique_ptr<Backbone> make_network(NetworkParts parts) {
  throw Error(
      ErrorKind::kUnavailable,
      fmt::format("backbone.arch: {} needs LibTorch, which this build was made without; use "
                  "backbone=builtin, or build with -DGOODPARTS_WITH_TORCH=ON",
                  parts.arch));
}

std::string torch_version() { return "none"; }

}  // namespace goodparts
