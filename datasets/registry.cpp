#include "datasets/registry.h"

#include "datasets/cycles/cycles_dataset.h"
#include "datasets/folder/folder.h"
#include "datasets/mvtec/mvtec.h"
#include "datasets/sensor/sensor_dataset.h"
#include "datasets/sensor/skab.h"
#include "datasets/synthetic/image_set.h"
#include "datasets/synthetic/sensor_set.h"
#include "datasets/synthetic/table_set.h"
#include "datasets/tabular/csv_dataset.h"
#include "datasets/tabular/npz_dataset.h"

namespace goodparts {
namespace {

template <class Settings, std::unique_ptr<Dataset> (*open)(const Settings&, std::uint64_t)>
std::unique_ptr<Dataset> configured(const ConfigReader& read, std::uint64_t seed) {
  Settings settings;
  read(settings);
  return open(settings, seed);
}

}  // namespace

const std::vector<DatasetEntry>& dataset_registry() {
  static const std::vector<DatasetEntry> entries = {
      {"csv", make_csv_dataset},
      {"cycles", make_cycles_dataset},
      {"folder", &configured<FolderConfig, open_folder>},
      {"mvtec", &configured<MvtecConfig, open_mvtec>},
      {"npz", make_npz_dataset},
      {"sensor", make_sensor_dataset},
      {"skab", make_skab_dataset},
      {"synthetic_image", &configured<SyntheticImageConfig, open_synthetic_images>},
      {"synthetic_sensor", make_synthetic_sensor},
      {"synthetic_table", make_synthetic_table},
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
