#include "methods/patchcore/turned_images.h"

#include <fmt/format.h>

#include <algorithm>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

// Quarter turns, counterclockwise, of a square plane mirrored left to right before that.
void turn(const float* from, std::int64_t side, std::int64_t turns, bool mirrored, float* out) {
  for (std::int64_t y = 0; y < side; ++y) {
    for (std::int64_t x = 0; x < side; ++x) {
      std::int64_t v = y;
      std::int64_t u = x;
      for (std::int64_t i = 0; i < turns; ++i) {
        const std::int64_t before = v;
        v = u;
        u = side - 1 - before;
      }
      *out++ = from[v * side + (mirrored ? side - 1 - u : u)];
    }
  }
}

}  // namespace

std::int64_t turned_copies(const std::string& augment) {
  return augment == "none" ? 1 : augment == "rotate" ? 4 : 8;
}

TurnedImages::TurnedImages(const SampleSource& images, const std::string& augment)
    : images_(images), copies_(turned_copies(augment)) {
  const std::vector<std::int64_t>& dims = images.shape().dims;
  if (copies_ > 1 && dims[1] != dims[2]) {
    throw Error(
        ErrorKind::kConfig,
        fmt::format("method.augment: {} turns images by 90°, which needs square ones; these "
                    "are {} × {}: set dataset.resize or dataset.crop to one number",
                    augment, dims[1], dims[2]));
  }
}

void TurnedImages::read(std::span<const std::int64_t> indices, std::span<float> out) const {
  const std::vector<std::int64_t>& dims = shape().dims;
  const std::int64_t plane = dims[1] * dims[2];
  std::vector<float> image(static_cast<std::size_t>(shape().elements()));
  float* to = out.data();
  for (const std::int64_t index : indices) {
    const std::int64_t original = index / copies_;
    const std::int64_t copy = index % copies_;
    images_.read({&original, 1}, image);
    if (copy == 0) {
      to = std::copy(image.begin(), image.end(), to);
      continue;
    }
    for (std::int64_t c = 0; c < dims[0]; ++c) {
      turn(image.data() + c * plane, dims[1], copy % 4, copy >= 4, to);
      to += plane;
    }
  }
}

}  // namespace goodparts
