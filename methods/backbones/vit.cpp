#include "methods/backbones/vit.h"

namespace goodparts {

std::vector<std::string> position_interpolations() { return {"dinov2", "timm"}; }

std::unique_ptr<Backbone> load_vit(const ArchiveReader& archive) {
  VitParts parts;
  parts.arch = archive.text("backbone/arch");
  parts.shape = vit_shape(parts.arch);
  parts.layers = archive.texts("backbone/layers");
  parts.origin = archive.text("backbone/origin");
  parts.position_interpolation = archive.text("backbone/position_interpolation");
  parts.weights = load_vit(archive, vit_tensors(parts.shape, parts.layers));
  return make_vit(std::move(parts));
}

}  // namespace goodparts
