#include "datasets/synthetic/image_part.h"

#include <algorithm>
#include <cmath>

#include "datasets/image/opencv_setup.h"
#include "datasets/synthetic/image_defects.h"
#include "datasets/synthetic/image_products.h"

namespace goodparts {
namespace {

Pixels<std::uint8_t> photograph(const cv::Mat3f& surface, const PartLook& look, Rng rng) {
  const int size = surface.rows;
  Pixels<std::uint8_t> image{size, size, 3, {}};
  image.values.reserve(static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3);
  const double down = look.gradient * std::sin(look.gradient_angle);
  const double across = look.gradient * std::cos(look.gradient_angle);
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      const double light =
          look.gain * (1.0 + down * (2.0 * y / size - 1.0) + across * (2.0 * x / size - 1.0));
      for (int c = 0; c < 3; ++c) {
        const double value = surface(y, x)[c] * light + rng.normal(0.0, look.noise);
        image.values.push_back(
            static_cast<std::uint8_t>(std::lround(255.0 * std::clamp(value, 0.0, 1.0))));
      }
    }
  }
  return image;
}

}  // namespace

DrawnPart draw_part(const PartPlan& plan, int size) {
  prepare_opencv();
  const auto stream = [&](const char* what) {
    return Rng(plan.seed, what + plan.stream, plan.index);
  };
  Rng texture = stream("texture:");
  Surface surface = draw_surface(plan.product, size, plan.look, texture);
  cv::Mat1b mask(size, size, std::uint8_t{0});
  if (plan.defect != kGood) {
    Rng defect = stream("defect:");
    mask = draw_defect(plan.defect, plan.strength, surface, defect);
  }
  return {photograph(surface.rgb, plan.look, stream("noise:")),
          {size, size, {mask.begin(), mask.end()}}};
}

}  // namespace goodparts
