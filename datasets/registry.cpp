#include "datasets/registry.h"

#include "datasets/synthetic/sensor_set.h"
#include "datasets/synthetic/table_set.h"

namespace goodparts {

const std::vector<DatasetEntry>& dataset_registry() {
  static const std::vector<DatasetEntry> entries = {
      {"synthetic_sensor", make_synthetic_sensor},
      {"synthetic_table", make_synthetic_table},
  };
  return entries;
}

std::unique_ptr<Dataset> make_dataset(const std::string& name, const ConfigReader& read, std::uint64_t seed) {
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
