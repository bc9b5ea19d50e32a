#include "experiments/evaluate/map_file.h"

#include <fmt/format.h>

#include <opencv2/imgcodecs.hpp>
#include <string>
#include <variant>

#include "datasets/image/decode.h"
#include "datasets/tabular/npy.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const std::string& what) {
  throw Error(ErrorKind::kData, fmt::format("{}: {}", path.string(), what));
}

AnomalyMap read_npy_map(const fs::path& path) {
  NpyFloats array = read_npy_floats(path.string());
  std::vector<std::int64_t> shape = array.shape;
  std::erase(shape, 1);
  while (shape.size() < 2 && shape.size() < array.shape.size()) {
    shape.insert(shape.begin(), 1);  // a map of a single row or column
  }
  if (shape.size() != 2) {
    fail(path, fmt::format("has shape {}; an anomaly map has two dimensions, height and width",
                           shape_text(array.shape)));
  }
  return {shape[0], shape[1], std::move(array.values)};
}

AnomalyMap read_picture_map(const fs::path& path) {
  cv::Mat image;
  try {
    image = cv::imread(path.string(), cv::IMREAD_UNCHANGED | cv::IMREAD_IGNORE_ORIENTATION);
  } catch (const cv::Exception& wrong) {
    fail(path, fmt::format("{}; export it again", wrong.err));
  }
  if (image.empty()) {
    fail(path, "is no image that can be read; write maps as .npy, .tiff or .png");
  }
  if (image.channels() != 1) {
    fail(path, fmt::format("has {} channels; an anomaly map has one (a coloured picture of it has "
                           "lost the scores)",
                           image.channels()));
  }
  AnomalyMap map{image.rows, image.cols, {}};
  map.values.resize(image.total());
  cv::Mat values(image.rows, image.cols, CV_32F, map.values.data());
  image.convertTo(values, CV_32F);
  return map;
}

}  // namespace

AnomalyMap read_map_file(const fs::path& path) {
  return path.extension() == ".npy" ? read_npy_map(path) : read_picture_map(path);
}

Mask read_mask_file(const fs::path& path) {
  return std::visit(
      [](const auto& pixels) {
        Mask mask{pixels.height, pixels.width, {}};
        mask.pixels.resize(static_cast<std::size_t>(pixels.height * pixels.width));
        const auto channels = static_cast<std::size_t>(pixels.channels);
        for (std::size_t i = 0; i < pixels.values.size(); ++i) {
          mask.pixels[i / channels] |= pixels.values[i] > 0 ? 1 : 0;
        }
        return mask;
      },
      decode_image(path));
}

}  // namespace goodparts
