#include "datasets/folder/folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "datasets/image/conditions.h"
#include "datasets/image/image_unit.h"
#include "datasets/image/list_images.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

namespace fs = std::filesystem;

std::string folder_name(const fs::path& folder) {
  return fs::canonical(folder).filename().string();
}

// Images for training and for testing, good and bad, have to be apart, so no folder may be or hold
// another one.
void require_apart(const std::vector<std::string>& folders) {
  for (std::size_t i = 0; i < folders.size(); ++i) {
    for (std::size_t j = 0; j < folders.size(); ++j) {
      const fs::path outer = fs::canonical(folders[i]);
      const fs::path inner = fs::canonical(folders[j]);
      if (i != j && std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first ==
                        outer.end()) {
        throw Error(
            ErrorKind::kData,
            fmt::format("{}: is given twice, or lies in {}; dataset.good, test_good and test_bad "
                        "need folders apart from each other",
                        folders[j], folders[i]));
      }
    }
  }
}

std::vector<ImageFile> list_files(const std::string& folder, const std::string& setting,
                                  const std::string& prefix, std::vector<std::string>& warnings) {
  const std::vector<std::string> names = require_images(folder, true, setting);
  const ConditionTable conditions(folder);
  std::vector<ImageFile> files;
  for (const std::string& name : names) {
    ImageFile file{fs::path(folder) / name, {}};
    file.info.id = prefix + name;
    conditions.apply(name, file.info);
    files.push_back(std::move(file));
  }
  std::ranges::copy(conditions.warnings(names), std::back_inserter(warnings));
  return files;
}

// Moves the good test images out of `good` where they have no folder of their own.
void add_good_test(const FolderConfig& config, std::uint64_t seed, std::vector<ImageFile>& good,
                   ImageUnit& unit) {
  if (config.test_good) {
    for (ImageFile& file :
         list_files(*config.test_good, "dataset.test_good", "test_good/", unit.warnings)) {
      add_test(unit, std::move(file), kGood);
    }
    return;
  }
  std::vector<std::string> ids;
  for (const ImageFile& file : good) {
    ids.push_back(file.info.id);
  }
  const HeldOut split =
      hold_out(ids, config.test_fraction, Rng(seed, "test"), "dataset.test_fraction");
  for (const std::size_t i : split.held) {
    add_test(unit, good[i], kGood);
  }
  std::vector<ImageFile> kept;
  for (const std::size_t i : split.kept) {
    kept.push_back(std::move(good[i]));
  }
  good = std::move(kept);
}

void add_bad_test(const FolderConfig& config, ImageUnit& unit) {
  std::set<std::string> names;
  for (const std::string& folder : config.test_bad) {
    require_folder(folder, "dataset.test_bad");
    const std::string name = folder_name(folder);
    if (!names.insert(name).second) {
      throw Error(ErrorKind::kData,
                  fmt::format("{}: a second folder of dataset.test_bad is named {}; rename one",
                              folder, name));
    }
    for (ImageFile& file :
         list_files(folder, "dataset.test_bad", "test_bad/" + name + "/", unit.warnings)) {
      const std::string defect = folder_name(file.path.parent_path());
      if (defect == kGood) {
        throw Error(
            ErrorKind::kData,
            fmt::format("{}: lies in dataset.test_bad, but its folder is named {}, which stands "
                        "for images without a defect; rename or move it",
                        file.path.string(), kGood));
      }
      add_test(unit, std::move(file), defect);
    }
  }
}

ImageUnit list_unit(const FolderConfig& config, std::uint64_t seed) {
  ImageUnit unit;
  std::vector<ImageFile> good = list_files(config.good, "dataset.good", "good/", unit.warnings);
  unit.name = folder_name(fs::canonical(config.good).parent_path());
  add_good_test(config, seed, good, unit);
  add_bad_test(config, unit);
  std::vector<std::string> folders = config.test_bad;
  folders.push_back(config.good);
  if (config.test_good) {
    folders.push_back(*config.test_good);
  }
  require_apart(folders);
  add_training(unit, good, config.calibration, config.shots, seed);
  look_at_counts(unit);
  return unit;
}

std::string describe_protocol(const FolderConfig& config) {
  const std::string test = config.test_good ? "a folder of its own"
                                            : fmt::format("{:g} % of the good ones, by seed",
                                                          100.0 * config.test_fraction);
  return fmt::format("folders of images: trained on good ones, {}{}; good test images: {}",
                     config.calibration.describe(), describe_shots(config.shots), test);
}

}  // namespace

void FolderConfig::visit(ConfigVisitor& visitor) {
  visitor.field("good", good);
  visitor.field("test_good", test_good);
  visitor.field("test_bad", test_bad);
  visitor.field("test_fraction", test_fraction);
  input.visit(visitor);
  calibration.visit(visitor);
  visitor.field("shots", shots);
}

void FolderConfig::validate() const {
  if (good.empty()) {
    throw Error(ErrorKind::kConfig,
                "dataset.good: not given; set it to the folder of good images to train on");
  }
  require_fraction("dataset.test_fraction", test_fraction);
  require_shots(shots);
  input.validate();
  calibration.validate();
}

std::unique_ptr<Dataset> open_folder(const FolderConfig& config, std::uint64_t seed) {
  config.validate();
  std::vector<ImageUnit> units;
  units.push_back(list_unit(config, seed));
  return make_image_dataset(std::move(units), config.input.input(), false,
                            describe_protocol(config));
}

}  // namespace goodparts
