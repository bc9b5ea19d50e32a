#include "methods/registry.h"

#include "methods/efficient_ad/efficient_ad.h"
#include "methods/isolation_forest/isolation_forest.h"
#include "methods/patchcore/patchcore.h"

namespace goodparts {

const std::vector<MethodEntry>& method_registry() {
  static const std::vector<MethodEntry> entries = {
      {"efficient_ad", Reads::kImages, make_efficient_ad},
      {"isolation_forest", Reads::kBoth, make_isolation_forest},
      {"patchcore", Reads::kBoth, make_patchcore},
  };
  return entries;
}

std::unique_ptr<Detector> make_detector(const std::string& name, const ConfigGroupReader& read) {
  std::vector<std::string> names;
  for (const MethodEntry& entry : method_registry()) {
    if (name == entry.name) {
      return entry.make(read);
    }
    names.emplace_back(entry.name);
  }
  require_one_of("method", name, names);
  return nullptr;  // not reached: require_one_of throws
}

}  // namespace goodparts
