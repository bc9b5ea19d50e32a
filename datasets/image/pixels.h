// Decoded images: interleaved samples, row by row, one (grey) or three (RGB) channels.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

namespace goodparts {

template <class T>
struct Pixels {
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::int64_t channels = 0;
  std::vector<T> values;
};

// 8-bit images stay 8-bit (0 … 255), so that resizing rounds as other tools do; deeper ones become
// float in [0, 1].
using DecodedImage = std::variant<Pixels<std::uint8_t>, Pixels<float>>;

struct ImageSize {
  std::int64_t height = 0;
  std::int64_t width = 0;
  bool operator==(const ImageSize&) const = default;
};

}  // namespace goodparts
