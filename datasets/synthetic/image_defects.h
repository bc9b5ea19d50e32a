// Defects drawn onto a surface, each with its exact mask: outside of it not one pixel changes.
#pragma once

#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "datasets/synthetic/image_products.h"
#include "kernels/base/rng.h"

namespace goodparts {

// dent (seen by its shading alone), hole, missing_pattern, scratch, stain
const std::vector<std::string>& synthetic_defects();

// Draws the defect into surface.rgb at a random place and size. `strength`: 1 is easy to see, 0.2
// hardly visible. Returns the mask: 1 where the defect is.
cv::Mat1b draw_defect(const std::string& defect, double strength, Surface& surface, Rng& rng);

}  // namespace goodparts
