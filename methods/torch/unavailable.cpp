// Takes the place of every *_torch.cpp in a build without LibTorch: settings are read and checked
// as usual, and using what needs LibTorch is an error that says so.
#include <fmt/format.h>

#include "kernels/base/error.h"
#include "methods/autoencoder/autoencoder.h"
#include "methods/backbones/network.h"
#include "methods/backbones/vit.h"
#include "methods/cflow/cflow.h"
#include "methods/detector.h"
#include "methods/efficient_ad/efficient_ad.h"
#include "methods/fastflow/fastflow.h"
#include "methods/flow/flow.h"
#include "methods/registry.h"

namespace goodparts {
namespace {

// Stands in for a method whose settings are right, but which this build lacks.
class UnavailableDetector : public Detector {
 public:
  explicit UnavailableDetector(std::string method) : method_(std::move(method)) {}

  void fit(const Context&, const SampleSource&) override { refuse(); }
  std::vector<SampleScore> score(const Context&, const SampleSource&,
                                 std::span<const std::int64_t>) const override {
    refuse();
  }
  void save(ArchiveWriter&) const override { refuse(); }
  void load(const ArchiveReader&) override { refuse(); }

 private:
  [[noreturn]] void refuse() const {
    throw Error(ErrorKind::kUnavailable,
                fmt::format("method {} needs LibTorch, which this build was made without; choose "
                            "another method, or build with -DGOODPARTS_WITH_TORCH=ON",
                            method_));
  }

  std::string method_;
};

std::unique_ptr<Detector> unavailable(const char* method, const Config& settings) {
  settings.validate();
  return std::make_unique<UnavailableDetector>(method);
}

Error backbone_needs_torch(const std::string& arch) {
  return {ErrorKind::kUnavailable,
          fmt::format("backbone.arch: {} needs LibTorch, which this build was made without; use "
                      "backbone=builtin, or build with -DGOODPARTS_WITH_TORCH=ON",
                      arch)};
}

}  // namespace

std::unique_ptr<Detector> make_autoencoder(AutoencoderConfig config) {
  return unavailable("autoencoder", config);
}
std::unique_ptr<Detector> make_cflow(CflowConfig config, BackboneConfig) {
  return unavailable("cflow", config);
}
std::unique_ptr<Detector> make_fastflow(FastFlowConfig config, BackboneConfig) {
  return unavailable("fastflow", config);
}
std::unique_ptr<Detector> make_flow(FlowConfig config, BackboneConfig) {
  return unavailable("flow", config);
}

std::unique_ptr<Detector> new_efficient_ad(const EfficientAdConfig& config,
                                           const BackboneConfig& /*backbone*/) {
  return unavailable("efficient_ad", config);
}

bool computes_bfloat16(Device /*device*/) { return false; }

std::string network_device(Device /*device*/) { return "none: this build has no LibTorch"; }

std::unique_ptr<Backbone> make_network(NetworkParts parts) {
  throw backbone_needs_torch(parts.arch);
}

std::unique_ptr<Backbone> make_vit(VitParts parts) { throw backbone_needs_torch(parts.arch); }

std::string torch_version() { return "none"; }

}  // namespace goodparts
