#include "methods/registry.h"

#include "methods/always_alarm/always_alarm.h"
#include "methods/autoencoder/autoencoder.h"
#include "methods/cflow/cflow.h"
#include "methods/ecod/ecod.h"
#include "methods/efficient_ad/efficient_ad.h"
#include "methods/ewma/ewma.h"
#include "methods/fastflow/fastflow.h"
#include "methods/flow/flow.h"
#include "methods/hbos/hbos.h"
#include "methods/hotelling_t2/hotelling_t2.h"
#include "methods/isolation_forest/isolation_forest.h"
#include "methods/knn/knn.h"
#include "methods/mewma/mewma.h"
#include "methods/padim/padim.h"
#include "methods/patchcore/patchcore.h"
#include "methods/pca/pca.h"
#include "methods/random/random.h"
#include "methods/shewhart/shewhart.h"

namespace goodparts {

const std::vector<MethodEntry>& method_registry() {
  static const std::vector<MethodEntry> entries = {
      {"always_alarm", Reads::kBoth, make_always_alarm},
      {"autoencoder", Reads::kBoth, make_autoencoder},
      {"cflow", Reads::kImages, make_cflow},
      {"ecod", Reads::kBoth, make_ecod},
      {"efficient_ad", Reads::kImages, make_efficient_ad},
      {"ewma", Reads::kBoth, make_ewma},
      {"fastflow", Reads::kImages, make_fastflow},
      {"flow", Reads::kBoth, make_flow},
      {"hbos", Reads::kBoth, make_hbos},
      {"hotelling_t2", Reads::kBoth, make_hotelling_t2},
      {"isolation_forest", Reads::kBoth, make_isolation_forest},
      {"knn", Reads::kBoth, make_knn},
      {"mewma", Reads::kBoth, make_mewma},
      {"padim", Reads::kImages, make_padim},
      {"patchcore", Reads::kBoth, make_patchcore},
      {"pca", Reads::kBoth, make_pca},
      {"random", Reads::kBoth, make_random},
      {"shewhart", Reads::kBoth, make_shewhart},
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
