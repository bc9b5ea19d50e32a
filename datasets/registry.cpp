#include "datasets/registry.h"

#include "datasets/sensor/sensor_dataset.h"
#include "datasets/sensor/skab.h"
#include "datasets/tabular/csv_dataset.h"
#include "datasets/tabular/npz_dataset.h"

namespace goodparts {

const std::vector<DatasetEntry>& dataset_registry() {
  static const std::vector<DatasetEntry> entries = {
      {"csv", make_csv_dataset},
      {"npz", make_npz_dataset},
      {"sensor", make_sensor_dataset},
      {"skab", make_skab_dataset},
  };
  return entries;
}

std::unique_ptr<Dataset> make_dataset(const std::string& name, const ConfigReader& read,
                                      std::uint64_t seed) {
  std::vector<std::string> names;
  for (const DatasetEntry& entry : dataset_registry()) {
    if (name == entry.name) {
      return entry.make(read, seed);
    }
    names.emplace_back(entry.name);
  }
  require_one_of("dataset", name, names);
  return nullptr;  // not reached: require_one_of throws
}

}  // namespace goodparts
