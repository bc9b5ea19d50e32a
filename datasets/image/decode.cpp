#include "datasets/image/decode.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <opencv2/imgcodecs.hpp>
#include <span>
#include <stdexcept>

#include "datasets/image/jpeg.h"
#include "datasets/image/opencv_setup.h"
#include "datasets/image/png_check.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::uint8_t>;

Bytes read_bytes(const fs::path& path) {
  if (fs::is_directory(path)) {
    throw std::runtime_error("is a folder, not a file");
  }
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) {
    throw std::runtime_error(fmt::format("cannot be opened ({})", std::strerror(errno)));
  }
  const auto size = static_cast<std::streamoff>(file.tellg());
  if (size == 0) {
    throw std::runtime_error("the file is empty");
  }
  Bytes bytes(static_cast<std::size_t>(size));
  file.seekg(0);
  if (!file.read(reinterpret_cast<char*>(bytes.data()), size)) {
    throw std::runtime_error("cannot be read to its end");
  }
  return bytes;
}

// Calls work(bytes); whatever is wrong with the file is told with its name and a remedy.
template <class Work>
auto with_file(const fs::path& path, const Work& work) {
  try {
    return work(read_bytes(path));
  } catch (const std::runtime_error& wrong) {
    throw Error(ErrorKind::kData, fmt::format("{}: {}; copy or export the file again, or remove it",
                                              path.string(), wrong.what()));
  }
}

template <class From, class To, class Convert>
Pixels<To> from_bgr(const cv::Mat& image, const Convert& convert) {
  const std::int64_t channels = image.channels();
  Pixels<To> pixels{image.rows, image.cols, channels, {}};
  pixels.values.reserve(image.total() * static_cast<std::size_t>(channels));
  for (int y = 0; y < image.rows; ++y) {
    const From* row = image.ptr<From>(y);
    for (std::int64_t x = 0; x < image.cols; ++x) {
      for (std::int64_t c = channels - 1; c >= 0; --c) {
        pixels.values.push_back(convert(row[x * channels + c]));
      }
    }
  }
  return pixels;
}

DecodedImage decode_with_opencv(const Bytes& bytes) {
  prepare_opencv();
  cv::Mat image;
  try {
    image = cv::imdecode(bytes,
                         cv::IMREAD_ANYCOLOR | cv::IMREAD_ANYDEPTH | cv::IMREAD_IGNORE_ORIENTATION);
  } catch (const cv::Exception& wrong) {
    throw std::runtime_error(wrong.err);
  }
  if (image.empty()) {
    throw std::runtime_error(
        "truncated, damaged or not an image (PNG, JPEG, BMP, TIFF, WebP and PNM are read)");
  }
  if (image.channels() != 1 && image.channels() != 3) {
    throw std::runtime_error(fmt::format("has {} channels; 1 or 3 are read", image.channels()));
  }
  if (image.depth() == CV_8U) {
    return from_bgr<std::uint8_t, std::uint8_t>(image, [](std::uint8_t value) { return value; });
  }
  if (image.depth() == CV_16U) {
    return from_bgr<std::uint16_t, float>(
        image, [](std::uint16_t value) { return static_cast<float>(value) / 65535.0F; });
  }
  throw std::runtime_error(
      "has signed or floating point samples, whose range is not known; convert to 8 or 16 bit");
}

DecodedImage decode(const Bytes& bytes) {
  if (is_jpeg(bytes)) {
    if (auto image = decode_jpeg(bytes)) {
      return *std::move(image);
    }
  }
  if (is_png(bytes)) {
    check_png(bytes);
  }
  return decode_with_opencv(bytes);
}

std::uint8_t to_8_bit(std::uint8_t value) { return value; }
std::uint8_t to_8_bit(float value) {
  return static_cast<std::uint8_t>(std::lround(value * 255.0F));
}

template <class T>
Picture to_picture(const Pixels<T>& image) {
  Picture picture{image.height, image.width, {}};
  const auto pixels = static_cast<std::size_t>(image.height * image.width);
  picture.rgb.reserve(pixels * 3);
  for (std::size_t i = 0; i < pixels; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      picture.rgb.push_back(
          to_8_bit(image.channels == 1 ? image.values[i] : image.values[i * 3 + c]));
    }
  }
  return picture;
}

}  // namespace

ImageSize size_of(const DecodedImage& image) {
  return std::visit(
      [](const auto& pixels) {
        return ImageSize{pixels.height, pixels.width};
      },
      image);
}

DecodedImage decode_image(const fs::path& path) {
  return with_file(path, [](const Bytes& bytes) { return decode(bytes); });
}

Picture decode_picture(const fs::path& path) {
  return std::visit([](const auto& pixels) { return to_picture(pixels); }, decode_image(path));
}

ImageSize read_image_size(const fs::path& path) {
  return with_file(path, [](const Bytes& bytes) {
    return is_png(bytes)    ? png_size(bytes)
           : is_jpeg(bytes) ? jpeg_size(bytes)
                            : size_of(decode(bytes));
  });
}

ImageSize check_image(const fs::path& path) {
  return with_file(path, [](const Bytes& bytes) {
    if (!is_png(bytes)) {
      return size_of(decode(bytes));
    }
    check_png(bytes);
    return png_size(bytes);
  });
}

}  // namespace goodparts
