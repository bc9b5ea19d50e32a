// The surfaces of drawn products, as evenly lit, noise-free reflectance.
#pragma once

#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "datasets/synthetic/image_conditions.h"
#include "kernels/base/rng.h"

namespace goodparts {

struct Surface {
  cv::Mat3f rgb;  // 0 … 1, RGB order
  cv::Mat3f
      bare;  // the same surface where its pattern is missing: unprinted, unbrushed, a thread gone
  cv::Mat1b solid;    // 1 where there is material that can have a defect
  cv::Mat1b pattern;  // 1 where there is a pattern that can be missing
};

const std::vector<std::string>& synthetic_products();  // brushed_metal, printed_tile, woven_fabric

// `size`: side in pixels.
Surface draw_surface(const std::string& product, int size, const PartLook& look, Rng& rng);

}  // namespace goodparts
