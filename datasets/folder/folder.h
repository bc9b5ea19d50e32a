// Plain folders of good and bad images, without masks. Subfolders are read too.
//
// The defect of a bad image is the name of the folder it lies in. Each given folder may have a
// conditions.csv (datasets/image/conditions.h). An id is the role of the folder and the path inside
// it: good/000.png, test_good/000.png, test_bad/<folder>/000.png. The dataset is one unit, named
// after the folder that holds `good`.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "datasets/dataset.h"
#include "datasets/image/hold_out.h"
#include "datasets/image/image_input.h"
#include "kernels/base/config.h"

namespace goodparts {

struct FolderConfig : Config {
  std::string good;
  std::optional<std::string> test_good;  // none: test_fraction of `good` is held out by seed
  std::vector<std::string> test_bad;     // none: only false positives can be measured
  double test_fraction = 0.2;
  ImageInputConfig input;
  CalibrationConfig calibration;
  std::optional<std::int64_t> shots;  // train on so many, drawn by seed; none: all

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

// Throws Error(kConfig) for settings out of range, Error(kData) for folders that are missing, empty
// or within each other. Opening the unit checks the files themselves: Error(kData) for truncated or
// damaged images.
std::unique_ptr<Dataset> open_folder(const FolderConfig& config, std::uint64_t seed);

}  // namespace goodparts
