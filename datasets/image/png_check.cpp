#include "datasets/image/png_check.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace goodparts {
namespace {

constexpr std::array<std::uint8_t, 8> kSignature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
constexpr std::size_t kChunkOverhead = 12;  // length, type, CRC: four bytes each

std::uint32_t big_endian(std::span<const std::uint8_t> bytes, std::size_t at) {
  return (std::uint32_t{bytes[at]} << 24) | (std::uint32_t{bytes[at + 1]} << 16) |
         (std::uint32_t{bytes[at + 2]} << 8) | std::uint32_t{bytes[at + 3]};
}

}  // namespace

bool is_png(std::span<const std::uint8_t> bytes) {
  return bytes.size() >= kSignature.size() &&
         std::equal(kSignature.begin(), kSignature.end(), bytes.begin());
}

ImageSize png_size(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < 24) {
    throw std::runtime_error("truncated PNG: ends within its header");
  }
  return {big_endian(bytes, 20), big_endian(bytes, 16)};
}

void check_png(std::span<const std::uint8_t> bytes) {
  std::size_t at = kSignature.size();
  while (true) {
    if (bytes.size() - at < kChunkOverhead) {
      throw std::runtime_error("truncated PNG: ends before its IEND chunk");
    }
    const std::size_t length = big_endian(bytes, at);
    const std::string type(bytes.begin() + static_cast<std::ptrdiff_t>(at) + 4,
                           bytes.begin() + static_cast<std::ptrdiff_t>(at) + 8);
    if (length > bytes.size() - at - kChunkOverhead) {
      throw std::runtime_error("truncated PNG: ends within its " + type + " chunk");
    }
    const auto checked = bytes.subspan(at + 4, length + 4);  // the CRC covers type and data
    const auto crc = ::crc32(0, checked.data(), static_cast<uInt>(checked.size()));
    if (crc != big_endian(bytes, at + 8 + length)) {
      throw std::runtime_error("damaged PNG: wrong checksum in its " + type + " chunk");
    }
    if (type == "IEND") {
      return;
    }
    at += kChunkOverhead + length;
  }
}

}  // namespace goodparts
