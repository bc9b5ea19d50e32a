#include "methods/backbones/weights_catalogue.h"

#include <algorithm>

namespace goodparts {

// Where the digests are from. torchvision and torch.hub publish the first eight digits, as the end
// of each file's name. The full SHA-256 of every file below was found, identical and with those
// eight digits, in the public repositories of several projects that do not depend on each other and
// pin the file; of DINOv2's among others in finegrain-ai/refiners, src/refiners/conversion/models/
// dinov2.py. Sizes are from the same sources. Nobody publishes a digest of the EfficientAD teacher.
const std::vector<PublishedWeights>& published_weights() {
  static const std::vector<PublishedWeights> kTable = {
      {"resnet18", "resnet18", "https://download.pytorch.org/models/resnet18-f37072fd.pth",
       "f37072fd47e89c5e827621c5baffa7500819f7896bbacec160b1a16c560e07ec", 46'830'571,
       "BSD-3-Clause", "torchvision, ImageNet-1k"},
      {"resnet50", "resnet50", "https://download.pytorch.org/models/resnet50-0676ba61.pth",
       "0676ba61b6795bbe1773cffd859882e5e297624d384b6993f7c9e683e722fb8a", 102'530'333,
       "BSD-3-Clause", "torchvision, ImageNet-1k (IMAGENET1K_V1)"},
      {"wide_resnet50_2", "wide_resnet50_2",
       "https://download.pytorch.org/models/wide_resnet50_2-95faca4d.pth",
       "95faca4d11227dddf8633dbb5ff6c8a9003c1aa5b8945c73834b8007b10950b8", 138'223'492,
       "BSD-3-Clause", "torchvision, ImageNet-1k (IMAGENET1K_V1), half precision"},
      {"mobilenet_v2", "mobilenet_v2",
       "https://download.pytorch.org/models/mobilenet_v2-b0353104.pth",
       "b03531047ffacf1e2488318dcd2aba1126cde36e3bfe1aa5cb07700aeeee9889", 0, "BSD-3-Clause",
       "torchvision, ImageNet-1k (IMAGENET1K_V1)"},
      {"dinov2_vits14", "dinov2_vits14",
       "https://dl.fbaipublicfiles.com/dinov2/dinov2_vits14/dinov2_vits14_pretrain.pth",
       "b938bf1bc15cd2ec0feacfe3a1bb553fe8ea9ca46a7e1d8d00217f29aef60cd9", 88'283'115, "Apache-2.0",
       "Meta AI, LVD-142M, self-supervised"},
      {"dinov2_vitb14", "dinov2_vitb14",
       "https://dl.fbaipublicfiles.com/dinov2/dinov2_vitb14/dinov2_vitb14_pretrain.pth",
       "0b8b82f85de91b424aded121c7e1dcc2b7bc6d0adeea651bf73a13307fad8c73", 346'378'731,
       "Apache-2.0", "Meta AI, LVD-142M, self-supervised"},
      {"efficientad_teacher_small", "",
       "https://github.com/nelson1425/EfficientAD/raw/main/models/teacher_small.pth", "", 0,
       "see the repository", "nelson1425/EfficientAD (unofficial), distilled on ImageNet"},
  };
  return kTable;
}

const PublishedWeights* find_published(std::string_view name) {
  const auto& table = published_weights();
  const auto found = std::find_if(table.begin(), table.end(), [&](const PublishedWeights& entry) {
    return entry.name == name;
  });
  return found == table.end() ? nullptr : &*found;
}

const PublishedWeights* published_for(std::string_view arch) {
  const auto& table = published_weights();
  const auto found = std::find_if(table.begin(), table.end(), [&](const PublishedWeights& entry) {
    return !arch.empty() && entry.arch == arch;
  });
  return found == table.end() ? nullptr : &*found;
}

std::vector<std::string> published_names() {
  std::vector<std::string> names;
  for (const PublishedWeights& entry : published_weights()) {
    names.push_back(entry.name);
  }
  return names;
}

}  // namespace goodparts
