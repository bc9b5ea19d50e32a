// Reading image files: PNG, JPEG, BMP, TIFF, WebP, PNM; grey, colour, palette or with alpha; 8 or
// 16 bit; any size.
//
// Pixels are taken as stored: an EXIF orientation is not applied (masks are drawn on stored pixels,
// and the tools whose figures we compare with ignore it too), alpha is dropped, 16-bit samples are
// divided by 65535. A file that is missing, truncated, damaged or of another kind throws
// Error(kData) naming it; a partly decoded image is never returned.
#pragma once

#include <filesystem>

#include "datasets/image/pixels.h"
#include "datasets/sample.h"

namespace goodparts {

DecodedImage decode_image(const std::filesystem::path& path);

// As 8-bit RGB at original size.
Picture decode_picture(const std::filesystem::path& path);

// From the header where the format is PNG or JPEG, otherwise by decoding.
ImageSize read_image_size(const std::filesystem::path& path);

// Finds out whether decode_image() would succeed, and returns the size. PNG is checked by its
// checksums, which is much faster than decoding it.
ImageSize check_image(const std::filesystem::path& path);

ImageSize size_of(const DecodedImage& image);

}  // namespace goodparts
