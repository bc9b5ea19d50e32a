#include "methods/registry.h"

#include "methods/isolation_forest/isolation_forest.h"
#include "methods/padim/padim.h"
#include "methods/patchcore/patchcore.h"

namespace goodparts {

const std::vector<MethodEntry>& method_registry() {
  static const std::vector<MethodEntry> entries = {
      {"isolation_forest", Reads::kBoth, make_isolation_forest},
      {"padim", Reads::kImages, make_padim},
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
