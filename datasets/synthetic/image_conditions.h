// Operating conditions of drawn parts and what they do to a part's look, so that false positives
// differ between conditions: the night shift is dimmer, less even and noisier, and rare in
// training; test parts also come from lots of material that training has not seen.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "datasets/sample.h"
#include "kernels/base/rng.h"

namespace goodparts {

struct PartLook {
  std::array<double, 3> tint = {1.0, 1.0, 1.0};  // of the lot's material, RGB factors
  double texture_scale = 1.0;                    // of the lot's material
  double gain = 1.0;                             // of the lighting
  double gradient = 0.0;        // relative change of the lighting from the centre to the edge
  double gradient_angle = 0.0;  // radians
  double noise = 0.0;           // standard deviation of the camera's noise, full scale 1
};

struct PartConditions {
  std::vector<Condition> listed;  // shift, lot, lighting (percent of nominal)
  PartLook look;
};

// `condition_shift` is the share of parts taken under conditions unlike those of training: 0 for
// training itself.
PartConditions draw_conditions(std::uint64_t seed, const std::string& product,
                               double condition_shift, Rng& rng);

}  // namespace goodparts
