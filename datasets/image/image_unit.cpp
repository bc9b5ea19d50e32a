#include "datasets/image/image_unit.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "datasets/image/list_images.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

class ImageDataset : public Dataset {
 public:
  ImageDataset(std::vector<ImageUnit> units, const ImageInput& input, bool with_masks,
               std::string protocol)
      : units_(std::move(units)),
        input_(input),
        with_masks_(with_masks),
        protocol_(std::move(protocol)) {
    for (const ImageUnit& unit : units_) {
      warnings_.insert(warnings_.end(), unit.warnings.begin(), unit.warnings.end());
    }
  }

  std::vector<std::string> unit_names() const override {
    std::vector<std::string> names;
    for (const ImageUnit& unit : units_) {
      names.push_back(unit.name);
    }
    return names;
  }

  Unit open(const Context& context, std::size_t index) const override {
    const ImageUnit& unit = units_.at(index);
    check(context, unit);
    return {unit.name, make_image_files(unit.train, input_),
            make_image_files(unit.calibration, input_), make_image_files(unit.test, input_),
            make_image_labels(unit.labels, with_masks_)};
  }

  InputSpec input() const override { return input_.spec(); }
  std::string protocol() const override { return protocol_; }

  std::vector<std::string> warnings() const override {
    const std::scoped_lock lock(mutex_);
    return warnings_;
  }

 private:
  void check(const Context& context, const ImageUnit& unit) const {
    std::vector<LabelledImage> images = unit.labels;
    for (const auto* files : {&unit.train, &unit.calibration}) {
      for (const ImageFile& file : *files) {
        images.push_back({file.path, kGood, {}});
      }
    }
    std::vector<std::string> unmarked;
    for (const std::size_t i : check_images(context, images)) {
      unmarked.push_back(unit.test.at(i).info.id);
    }
    if (unmarked.empty()) {
      return;
    }
    const std::string warning = fmt::format("{}: the masks of {} defective images mark nothing: {}",
                                            unit.name, unmarked.size(), name_some(unmarked));
    const std::scoped_lock lock(mutex_);
    if (std::ranges::find(warnings_, warning) == warnings_.end()) {
      warnings_.push_back(warning);
    }
  }

  std::vector<ImageUnit> units_;
  ImageInput input_;
  bool with_masks_;
  std::string protocol_;
  mutable std::mutex mutex_;
  mutable std::vector<std::string>
      warnings_;  // grows when units are opened and their files looked into
};

}  // namespace

void add_test(ImageUnit& unit, ImageFile file, const std::string& defect,
              const std::filesystem::path& mask) {
  unit.labels.push_back({file.path, defect, mask});
  unit.test.push_back(std::move(file));
}

void add_training(ImageUnit& unit, const std::vector<ImageFile>& good,
                  const CalibrationConfig& config, std::optional<std::int64_t> shots,
                  std::uint64_t seed) {
  std::vector<const SampleInfo*> samples;
  for (const ImageFile& file : good) {
    samples.push_back(&file.info);
  }
  const HeldOut split = config.split(samples, Rng(seed, "calibration:" + unit.name));
  const auto left = static_cast<std::int64_t>(split.kept.size());
  if (shots && *shots > left) {
    throw Error(ErrorKind::kData,
                fmt::format("dataset.shots: {} asked for, but {} has {} good images to train on",
                            *shots, unit.name, left));
  }
  std::vector<std::int64_t> chosen =
      Rng(seed, "shots:" + unit.name).sample(left, shots.value_or(left));
  std::sort(chosen.begin(), chosen.end());
  for (const std::int64_t i : chosen) {
    unit.train.push_back(good[split.kept[static_cast<std::size_t>(i)]]);
  }
  for (const std::size_t i : split.held) {
    unit.calibration.push_back(good[i]);
  }
}

void require_shots(std::optional<std::int64_t> shots) {
  if (shots && *shots < 1) {
    throw Error(ErrorKind::kConfig,
                fmt::format("dataset.shots: {} is below 1; null trains on every image", *shots));
  }
}

std::string describe_shots(std::optional<std::int64_t> shots) {
  return shots ? fmt::format(", few-shot: {} of them, by seed", *shots) : "";
}

void look_at_counts(ImageUnit& unit) {
  const auto good = std::ranges::count(unit.labels, kGood, &LabelledImage::defect);
  if (good == 0) {
    unit.warnings.push_back(
        fmt::format("{}: no good test images, so neither false positives nor AUROC can be measured",
                    unit.name));
  }
  if (good == static_cast<std::ptrdiff_t>(unit.labels.size())) {
    unit.warnings.push_back(fmt::format(
        "{}: no defective test images, so only false positives can be measured", unit.name));
  }
}

std::unique_ptr<Dataset> make_image_dataset(std::vector<ImageUnit> units, const ImageInput& input,
                                            bool with_masks, std::string protocol) {
  return std::make_unique<ImageDataset>(std::move(units), input, with_masks, std::move(protocol));
}

}  // namespace goodparts
