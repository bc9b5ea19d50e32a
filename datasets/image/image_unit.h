// Datasets made of image files: what the readers of different folder layouts have in common.
#pragma once

#include <cstdint>
#include <memory>
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

// Splits good images into train and calibration. Throws Error(kData) where nothing is left to train
// on.
void add_training(ImageUnit& unit, const std::vector<ImageFile>& good,
                  const CalibrationConfig& config, std::uint64_t seed);

// Warns of a test set without good or without defective images.
void look_at_counts(ImageUnit& unit);

// Opening a unit first checks its files (check_images()).
std::unique_ptr<Dataset> make_image_dataset(std::vector<ImageUnit> units, const ImageInput& input,
                                            bool with_masks, std::string protocol);

}  // namespace goodparts
