// Image sets that the program draws itself: products with natural variation, operating conditions
// (shift, lot, lighting) and labelled defects with exact pixel masks. Nothing is read from disk;
// the seed decides everything.
//
// Categories: brushed_metal, printed_tile, woven_fabric. Defects: dent, hole, missing_pattern,
// scratch, stain. Made to try methods and settings out; figures reached on it say nothing about
// real parts.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "datasets/dataset.h"
#include "datasets/image/hold_out.h"
#include "datasets/image/image_input.h"
#include "kernels/base/config.h"

namespace goodparts {

struct SyntheticImageConfig : Config {
  std::vector<std::string> category = {"brushed_metal", "printed_tile", "woven_fabric"};
  std::int64_t train = 100;  // good parts, calibration included
  std::int64_t test_good = 40;
  std::int64_t test_defective = 40;  // shared evenly by the kinds of defects
  std::int64_t image_size = 128;
  double defect_strength = 1.0;
  double condition_shift = 0.5;  // share of test parts under conditions unlike those of training
  ImageInputConfig input{{128}, std::nullopt};
  CalibrationConfig calibration{0.2, "image"};

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

// Throws Error(kConfig) for settings out of range.
std::unique_ptr<Dataset> open_synthetic_images(const SyntheticImageConfig& config,
                                               std::uint64_t seed);

}  // namespace goodparts
