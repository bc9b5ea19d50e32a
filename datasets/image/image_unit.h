// Datasets made of image files: what the readers of different folder layouts have in common.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "datasets/dataset.h"
#include "datasets/image/hold_out.h"
#include "datasets/image/image_files.h"
#include "datasets/image/image_input.h"

namespace goodparts {

struct ImageUnit {
  std::string name;
  std::vector<ImageFile> train;
  std::vector<ImageFile> calibration;
  std::vector<ImageFile> test;
  std::vector<LabelledImage> labels;  // parallel to test
  std::vector<std::string> warnings;
};

void add_test(ImageUnit& unit, ImageFile file, const std::string& defect,
              const std::filesystem::path& mask = {});

// Splits good images into train and calibration; of what is then left to train on, draws `shots`
// by seed (none: all). So calibration images do not depend on shots, and the images of fewer shots
// are among those of more. Throws Error(kData) where nothing, or less than shots, is left to train
// on.
void add_training(ImageUnit& unit, const std::vector<ImageFile>& good,
                  const CalibrationConfig& config, std::optional<std::int64_t> shots,
                  std::uint64_t seed);

// Throws Error(kConfig) unless there is at least one.
void require_shots(std::optional<std::int64_t> shots);
// ", few-shot: 4 of them, by seed"; "" without.
std::string describe_shots(std::optional<std::int64_t> shots);

// Warns of a test set without good or without defective images.
void look_at_counts(ImageUnit& unit);

// Opening a unit first checks its files (check_images()).
std::unique_ptr<Dataset> make_image_dataset(std::vector<ImageUnit> units, const ImageInput& input,
                                            bool with_masks, std::string protocol);

}  // namespace goodparts
