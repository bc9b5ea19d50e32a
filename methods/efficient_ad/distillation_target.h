// What a distilled teacher learns to give: a backbone's feature maps of an image, projected at
// random onto the teacher's number of channels, on the teacher's grid, each channel with mean 0 and
// deviation 1 over the images that it was measured on.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/base/context.h"
#include "kernels/projection/random_projection.h"
#include "kernels/resize/resize_map.h"
#include "methods/backbones/backbone.h"

namespace goodparts {

class DistillationTarget {
 public:
  // `grid`: the teacher's, four of whose places are missing on each side of the image.
  DistillationTarget(const Backbone& backbone, std::int64_t channels, GridSize image,
                     GridSize grid);

  // Adds an image to those that the channels' mean and deviation are measured on.
  void measure(const Context& context, std::span<const float> image);
  // {channels, grid.height, grid.width}. After at least one measure().
  std::vector<float> operator()(const Context& context, std::span<const float> image) const;

 private:
  std::vector<float> projected(const Context& context, std::span<const float> image) const;

  const Backbone& backbone_;
  std::int64_t channels_;
  GridSize image_;
  GridSize grid_;
  std::int64_t measured_ = 0;  // places
  std::vector<double> sums_;
  std::vector<double> squares_;
};

}  // namespace goodparts
