// Splitting held-out samples off by seed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "datasets/sample.h"
#include "kernels/base/config.h"
#include "kernels/base/rng.h"

namespace goodparts {

struct HeldOut {  // indices in ascending order
  std::vector<std::size_t> kept;
  std::vector<std::size_t> held;
};

// Holds out whole groups, drawn at random, until at least round(fraction · n) samples (and one) are
// held out; with a group for each sample that is exactly round(fraction · n). fraction 0 holds out
// nothing. Throws Error(kData) naming `setting` where nothing would be kept.
HeldOut hold_out(const std::vector<std::string>& groups, double fraction, Rng rng,
                 const std::string& setting);

// The settings `calibration_fraction` and `calibration_by` that every image dataset has.
struct CalibrationConfig {
  double calibration_fraction = 0.1;
  std::string calibration_by = "image";  // or "lot": whole lots

  void visit(ConfigVisitor& visitor);
  void validate() const;  // throws Error(kConfig)
  // Throws Error(kData) where lots are asked for but a sample has none, or where nothing is left to
  // train on.
  HeldOut split(const std::vector<const SampleInfo*>& samples, Rng rng) const;
  std::string describe()
      const;  // "10 % of the good training images held out for calibration (by image, seeded)"
};

// Throws Error(kConfig) unless 0 <= value < 1.
void require_fraction(const std::string& setting, double value);

}  // namespace goodparts
