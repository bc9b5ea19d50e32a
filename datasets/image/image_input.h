// How an image becomes a detector's input: resized (antialiased bilinear, aspect ratio not kept),
// then its centre cropped.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "datasets/dataset.h"
#include "datasets/image/pixels.h"
#include "datasets/sample.h"
#include "kernels/base/config.h"

namespace goodparts {

struct ImageInput {
  std::int64_t resize_height = 0;
  std::int64_t resize_width = 0;
  std::int64_t crop = 0;  // side of the centre square; 0: none

  Shape shape() const;  // {3, height, width}
  // Crop offsets are rounded half to even, as torchvision's CenterCrop does.
  std::int64_t crop_top() const;
  std::int64_t crop_left() const;
  ImageGeometry locate(const ImageSize& original) const;
  InputSpec spec() const;
};

// Writes shape().elements() floats in [0, 1], channel by channel; grey is repeated.
void to_input(const DecodedImage& image, const ImageInput& input, std::span<float> out);

// The settings `resize` and `crop` that every image dataset has.
struct ImageInputConfig {
  std::vector<std::int64_t> resize = {256};  // side, or height and width
  std::optional<std::int64_t> crop = 224;

  void visit(ConfigVisitor& visitor);
  void validate() const;  // throws Error(kConfig)
  ImageInput input() const;
};

}  // namespace goodparts
