// A process table that the program draws itself: one row a moulded part, with the conditions shift,
// lot, hall temperature and mould wear, and labelled defects among the test parts
// (table_defects.h). Nothing is read from disk; the seed decides everything.
//
// One unit, named "parts". Parts are made one after another: first those to train on, then those to
// test on, so that the test parts come from later lots. Samples are named part#1234 after their
// place; the group is the lot. Made to try methods and settings out; figures reached on it say
// nothing about real parts.
#pragma once

#include <cstdint>
#include <memory>

#include "datasets/dataset.h"
#include "datasets/registry.h"
#include "kernels/base/config.h"

namespace goodparts {

struct SyntheticTableConfig : Config {
  std::int64_t train = 4000;  // good parts, calibration included
  std::int64_t test_good = 1500;
  std::int64_t test_defective = 300;  // shared evenly by the kinds of defects
  double defect_strength = 1.0;
  bool narrow_training = false;
  bool conditions_as_features = false;  // temperature and wear; shift and lot are no numbers
  double calibration_fraction = 0.2;

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

// Throws Error(kConfig) for settings out of range.
std::unique_ptr<Dataset> open_synthetic_table(const SyntheticTableConfig& config,
                                              std::uint64_t seed);

std::unique_ptr<Dataset> make_synthetic_table(const ConfigReader& read, std::uint64_t seed);

}  // namespace goodparts
