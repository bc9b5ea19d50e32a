// One drawn part as the camera sees it: surface, defect, lighting, noise, 8 bit.
#pragma once

#include <cstdint>
#include <string>

#include "datasets/dataset.h"
#include "datasets/image/pixels.h"
#include "datasets/synthetic/image_conditions.h"

namespace goodparts {

struct PartPlan {
  std::string product;
  std::string
      stream;  // with seed and index, decides all that is random; a defect has a stream of its own
  std::uint64_t seed = 0;
  std::uint64_t index = 0;
  PartLook look;
  std::string defect;  // kGood: none
  double strength = 0.0;
};

struct DrawnPart {
  Pixels<std::uint8_t> image;  // RGB
  Mask mask;
};

// The same plan with and without a defect differs only within the mask.
DrawnPart draw_part(const PartPlan& plan, int size);

}  // namespace goodparts
