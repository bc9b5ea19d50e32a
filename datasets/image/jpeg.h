// JPEG through TurboJPEG, which reports damage that OpenCV decodes over in silence.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "datasets/image/pixels.h"

namespace goodparts {

bool is_jpeg(std::span<const std::uint8_t> bytes);

// Throws std::runtime_error with the decoder's words.
ImageSize jpeg_size(std::span<const std::uint8_t> bytes);

// Grey or RGB; none for CMYK, which TurboJPEG does not convert. Throws std::runtime_error with the
// decoder's words where the data is truncated or damaged, warnings included.
std::optional<Pixels<std::uint8_t>> decode_jpeg(std::span<const std::uint8_t> bytes);

}  // namespace goodparts
