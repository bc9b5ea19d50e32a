#include "datasets/mvtec/mvtec.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "datasets/image/conditions.h"
#include "datasets/image/image_unit.h"
#include "datasets/image/list_images.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

namespace fs = std::filesystem;

bool is_category(const fs::path& folder) {
  std::error_code unreadable;
  return fs::is_directory(folder / "train" / kGood, unreadable);
}

ImageFile make_file(const fs::path& folder, const std::string& id,
                    const ConditionTable& conditions) {
  ImageFile file{folder / id, {}};
  file.info.id = id;
  conditions.apply(id, file.info);
  return file;
}

fs::path find_mask(const fs::path& folder, const std::string& defect, const std::string& image) {
  const fs::path masks = folder / "ground_truth" / defect;
  const std::string stem = fs::path(image).stem().string();
  for (const std::string& name : {stem + "_mask.png", stem + ".png"}) {
    std::error_code unreadable;
    if (fs::is_regular_file(masks / name, unreadable)) {
      return masks / name;
    }
  }
  throw Error(ErrorKind::kData,
              fmt::format("{}: no mask for test/{}/{}; add it, or set dataset.masks=false to go "
                          "without pixel metrics",
                          (masks / (stem + "_mask.png")).string(), defect, image));
}

void list_train(const MvtecConfig& config, const fs::path& folder, const ConditionTable& conditions,
                std::uint64_t seed, ImageUnit& category, std::vector<std::string>& ids) {
  const std::string meaning = fmt::format("the good training images of {}", category.name);
  std::vector<ImageFile> files;
  for (const std::string& name : require_images(folder / "train" / kGood, false, meaning)) {
    files.push_back(make_file(folder, fmt::format("train/{}/{}", kGood, name), conditions));
    ids.push_back(files.back().info.id);
  }
  if (config.train_limit && *config.train_limit < static_cast<std::int64_t>(files.size())) {
    files.resize(static_cast<std::size_t>(*config.train_limit));
  }
  add_training(category, files, config.calibration, config.shots, seed);
}

void list_test(const MvtecConfig& config, const fs::path& folder, const ConditionTable& conditions,
               ImageUnit& category, std::vector<std::string>& ids) {
  require_folder(folder / "test", fmt::format("the test images of {}", category.name));
  for (const std::string& defect : list_folders(folder / "test")) {
    const std::vector<std::string> names = list_images(folder / "test" / defect, false);
    if (names.empty()) {
      category.warnings.push_back(fmt::format("{}: test/{} has no images", category.name, defect));
    }
    for (const std::string& name : names) {
      const bool has_mask = config.masks && defect != kGood;
      add_test(category, make_file(folder, fmt::format("test/{}/{}", defect, name), conditions),
               defect, has_mask ? find_mask(folder, defect, name) : fs::path());
      ids.push_back(category.test.back().info.id);
    }
  }
  if (category.test.empty()) {
    throw Error(
        ErrorKind::kData,
        fmt::format("{}: no test images of {} in its subfolders (good, and one for each defect)",
                    (folder / "test").string(), category.name));
  }
}

void require_category(const fs::path& root, const std::string& name) {
  const fs::path folder = root / name;
  require_folder(folder, fmt::format("dataset.category {}", name));
  if (is_category(folder)) {
    return;
  }
  throw Error(ErrorKind::kData,
              fmt::format("{}: dataset.category {} has no folder train/good; folders there: {}",
                          folder.string(), name, name_some(list_folders(folder))));
}

std::vector<std::string> category_names(const MvtecConfig& config) {
  const fs::path root = config.root;
  require_folder(root, "dataset.root");
  if (config.category != std::vector<std::string>{"all"}) {
    for (const std::string& name : config.category) {
      require_category(root, name);
    }
    return config.category;
  }
  if (is_category(root)) {
    const fs::path whole = fs::canonical(root);
    throw Error(
        ErrorKind::kData,
        fmt::format(
            "dataset.root: {} is a category itself; set dataset.root={} and dataset.category={}",
            config.root, whole.parent_path().string(), whole.filename().string()));
  }
  std::vector<std::string> names = list_folders(root);
  const std::vector<std::string> there = names;
  std::erase_if(names, [&](const std::string& name) { return !is_category(root / name); });
  if (names.empty()) {
    throw Error(
        ErrorKind::kData,
        fmt::format("dataset.root: {} holds no category (a folder with train/good); folders "
                    "there: {}",
                    config.root, name_some(there)));
  }
  return names;
}

ImageUnit list_category(const MvtecConfig& config, const std::string& name, std::uint64_t seed) {
  const fs::path folder = fs::path(config.root) / name;
  ImageUnit category;
  category.name = name;
  const ConditionTable conditions(folder);
  std::vector<std::string> ids;
  list_train(config, folder, conditions, seed, category, ids);
  list_test(config, folder, conditions, category, ids);
  look_at_counts(category);
  std::ranges::copy(conditions.warnings(ids), std::back_inserter(category.warnings));
  return category;
}

std::string describe_protocol(const MvtecConfig& config) {
  return fmt::format(
      "MVTec AD layout: each category trained on its train/good{}, {}{}; tested on its test "
      "folders",
      config.train_limit ? fmt::format(" (first {} images)", *config.train_limit) : "",
      config.calibration.describe(), describe_shots(config.shots));
}

}  // namespace

void MvtecConfig::visit(ConfigVisitor& visitor) {
  visitor.field("root", root);
  visitor.field("category", category);
  input.visit(visitor);
  calibration.visit(visitor);
  visitor.field("train_limit", train_limit);
  visitor.field("shots", shots);
  visitor.field("masks", masks);
}

void MvtecConfig::validate() const {
  if (root.empty()) {
    throw Error(ErrorKind::kConfig,
                "dataset.root: not given; set it to the folder that holds the categories");
  }
  if (category.empty()) {
    throw Error(ErrorKind::kConfig,
                "dataset.category: the list is empty; name categories, or 'all'");
  }
  for (const std::string& name : category) {
    if (name.empty() || std::ranges::count(category, name) > 1) {
      throw Error(ErrorKind::kConfig,
                  fmt::format("dataset.category: '{}' is empty or given twice", name));
    }
  }
  if (train_limit && *train_limit < 1) {
    throw Error(
        ErrorKind::kConfig,
        fmt::format("dataset.train_limit: {} is below 1; null takes every image", *train_limit));
  }
  require_shots(shots);
  input.validate();
  calibration.validate();
}

std::unique_ptr<Dataset> open_mvtec(const MvtecConfig& config, std::uint64_t seed) {
  config.validate();
  std::vector<ImageUnit> categories;
  for (const std::string& name : category_names(config)) {
    categories.push_back(list_category(config, name, seed));
  }
  return make_image_dataset(std::move(categories), config.input.input(), config.masks,
                            describe_protocol(config));
}

}  // namespace goodparts
