// Whether a PNG file is whole (PNG specification, 5.2 and 5.3: signature, chunks with CRC-32, IEND
// last).
#pragma once

#include <cstdint>
#include <span>

#include "datasets/image/pixels.h"

namespace goodparts {

bool is_png(std::span<const std::uint8_t> bytes);

// Height and width from IHDR. Throws std::runtime_error where the file ends before.
ImageSize png_size(std::span<const std::uint8_t> bytes);

// Throws std::runtime_error saying what is wrong with the file: truncated, or a chunk whose
// checksum does not fit.
void check_png(std::span<const std::uint8_t> bytes);

}  // namespace goodparts
