// Takes the place of every *_torch.cpp in a build without LibTorch: settings are read and checked
// as usual, and using what needs LibTorch is an error that says so.
#include <fmt/format.h>

#include "kernels/base/error.h"
#include "methods/backbones/network.h"
#include "methods/backbones/vit.h"
#include "methods/detector.h"
#include "methods/registry.h"

namespace goodparts {

namespace {

Error backbone_needs_torch(const std::string& arch) {
  return {ErrorKind::kUnavailable,
          fmt::format("backbone.arch: {} needs LibTorch, which this build was made without; use "
                      "backbone=builtin, or build with -DGOODPARTS_WITH_TORCH=ON",
                      arch)};
}

}  // namespace

std::unique_ptr<Backbone> make_network(NetworkParts parts) {
  throw backbone_needs_torch(parts.arch);
}

std::unique_ptr<Backbone> make_vit(VitParts parts) { throw backbone_needs_torch(parts.arch); }

std::string torch_version() { return "none"; }

}  // namespace goodparts
