#include "datasets/image/jpeg.h"

#include <turbojpeg.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace goodparts {
namespace {

struct Header {
  int width = 0;
  int height = 0;
  int colorspace = 0;
};

class Decoder {
 public:
  Decoder() : handle_(tjInitDecompress(), &tjDestroy) {}

  Header header(std::span<const std::uint8_t> bytes) const {
    Header header;
    int subsampling = 0;
    check(tjDecompressHeader3(handle_.get(), bytes.data(), bytes.size(), &header.width,
                              &header.height, &subsampling, &header.colorspace));
    return header;
  }

  void decode(std::span<const std::uint8_t> bytes, const Header& header, int format,
              std::uint8_t* out) const {
    check(tjDecompress2(handle_.get(), bytes.data(), bytes.size(), out, header.width, 0,
                        header.height, format, TJFLAG_STOPONWARNING));
  }

 private:
  void check(int result) const {
    if (result != 0) {
      throw std::runtime_error(std::string("truncated or damaged JPEG: ") +
                               tjGetErrorStr2(handle_.get()));
    }
  }

  std::unique_ptr<void, int (*)(tjhandle)> handle_;
};

}  // namespace

bool is_jpeg(std::span<const std::uint8_t> bytes) {
  return bytes.size() >= 3 && bytes[0] == 0xff && bytes[1] == 0xd8 && bytes[2] == 0xff;
}

ImageSize jpeg_size(std::span<const std::uint8_t> bytes) {
  const Header header = Decoder().header(bytes);
  return {header.height, header.width};
}

std::optional<Pixels<std::uint8_t>> decode_jpeg(std::span<const std::uint8_t> bytes) {
  const Decoder decoder;
  const Header header = decoder.header(bytes);
  if (header.colorspace == TJCS_CMYK || header.colorspace == TJCS_YCCK) {
    return std::nullopt;
  }
  const bool grey = header.colorspace == TJCS_GRAY;
  Pixels<std::uint8_t> image{header.height, header.width, grey ? 1 : 3, {}};
  image.values.resize(static_cast<std::size_t>(image.height * image.width * image.channels));
  decoder.decode(bytes, header, grey ? TJPF_GRAY : TJPF_RGB, image.values.data());
  return image;
}

}  // namespace goodparts
