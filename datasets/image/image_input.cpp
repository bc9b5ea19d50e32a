#include "datasets/image/image_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "datasets/image/resize.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

constexpr std::int64_t kLargestSide = 16384;

std::int64_t centre_offset(std::int64_t whole, std::int64_t part) {
  return part == 0
             ? 0
             : static_cast<std::int64_t>(std::nearbyint(static_cast<double>(whole - part) / 2.0));
}

float to_unit(std::uint8_t value) { return static_cast<float>(value) / 255.0F; }
float to_unit(float value) { return value; }

template <class T>
void write_planes(const Pixels<T>& image, const ImageInput& input, std::span<float> out) {
  const auto resized = resize_bilinear(image, input.resize_height, input.resize_width);
  const Shape shape = input.shape();
  const std::int64_t top = input.crop_top();
  const std::int64_t left = input.crop_left();
  auto target = out.begin();
  for (std::int64_t c = 0; c < shape.dims[0]; ++c) {
    const std::int64_t channel = resized.channels == 1 ? 0 : c;
    for (std::int64_t y = 0; y < shape.dims[1]; ++y) {
      const T* row =
          resized.values.data() + ((top + y) * resized.width + left) * resized.channels + channel;
      for (std::int64_t x = 0; x < shape.dims[2]; ++x) {
        *target++ = to_unit(row[x * resized.channels]);
      }
    }
  }
}

}  // namespace

Shape ImageInput::shape() const {
  return {{3, crop == 0 ? resize_height : crop, crop == 0 ? resize_width : crop}};
}

std::int64_t ImageInput::crop_top() const { return centre_offset(resize_height, crop); }
std::int64_t ImageInput::crop_left() const { return centre_offset(resize_width, crop); }

ImageGeometry ImageInput::locate(const ImageSize& original) const {
  const Shape input = shape();
  const double rows = static_cast<double>(original.height) / static_cast<double>(resize_height);
  const double columns = static_cast<double>(original.width) / static_cast<double>(resize_width);
  const auto top = static_cast<double>(crop_top());
  const auto left = static_cast<double>(crop_left());
  return {original.height,
          original.width,
          top * rows,
          left * columns,
          (top + static_cast<double>(input.dims[1])) * rows,
          (left + static_cast<double>(input.dims[2])) * columns};
}

InputSpec ImageInput::spec() const {
  InputSpec spec;
  spec.kind = "image";
  spec.resize_height = resize_height;
  spec.resize_width = resize_width;
  spec.crop = crop;
  return spec;
}

void to_input(const DecodedImage& image, const ImageInput& input, std::span<float> out) {
  std::visit([&](const auto& pixels) { write_planes(pixels, input, out); }, image);
}

void ImageInputConfig::visit(ConfigVisitor& visitor) {
  visitor.field("resize", resize);
  visitor.field("crop", crop);
}

void ImageInputConfig::validate() const {
  if (resize.empty() || resize.size() > 2) {
    throw Error(ErrorKind::kConfig,
                fmt::format("dataset.resize: {} numbers; give a side in pixels, or [height, width]",
                            resize.size()));
  }
  for (const std::int64_t side : resize) {
    if (side < 1 || side > kLargestSide) {
      throw Error(ErrorKind::kConfig,
                  fmt::format("dataset.resize: {} is not from 1 to {} pixels", side, kLargestSide));
    }
  }
  const std::int64_t smallest = std::min(resize.front(), resize.back());
  if (crop && (*crop < 1 || *crop > smallest)) {
    throw Error(
        ErrorKind::kConfig,
        fmt::format("dataset.crop: {} is not from 1 to {}, what dataset.resize leaves; null does "
                    "not crop",
                    *crop, smallest));
  }
}

ImageInput ImageInputConfig::input() const {
  return {resize.front(), resize.back(), crop.value_or(0)};
}

}  // namespace goodparts
