// Image sets in the layout of MVTec AD (Bergmann et al. 2019, "MVTec AD — a comprehensive
// real-world dataset for unsupervised anomaly detection"):
//
//     root/category/train/good/*.png
//     root/category/test/good/*.png
//     root/category/test/<defect>/<name>.png
//     root/category/ground_truth/<defect>/<name>_mask.png      (or <name>.png)
//     root/category/conditions.csv                             (optional, see
//     datasets/image/conditions.h)
//
// Each category is a unit. An id is the path below the category: test/crack/000.png.
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

struct MvtecConfig : Config {
  std::string root;
  std::vector<std::string> category = {
      "all"};  // folders below root; "all": every one that has train/good
  ImageInputConfig input;
  CalibrationConfig calibration;
  std::optional<std::int64_t>
      train_limit;                    // the first so many of train/good in name order; none: all
  std::optional<std::int64_t> shots;  // train on so many, drawn by seed; none: all
  bool masks = true;                  // false: look for no masks, so no pixel metrics

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

// Lists all categories at once. Throws Error(kConfig) for settings out of range, Error(kData) for
// missing folders, images or masks. Unit opening checks the unit's files themselves: Error(kData)
// for truncated or damaged images and masks of another size than their image.
std::unique_ptr<Dataset> open_mvtec(const MvtecConfig& config, std::uint64_t seed);

}  // namespace goodparts
