#include "experiments/store/pictures.h"

#include <algorithm>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

cv::Mat view(const Picture& picture) {
  return {static_cast<int>(picture.height), static_cast<int>(picture.width), CV_8UC3,
          const_cast<std::uint8_t*>(picture.rgb.data())};  // only read
}

Picture copy(const cv::Mat& rgb) {
  Picture picture{rgb.rows, rgb.cols, {}};
  picture.rgb.assign(rgb.data, rgb.data + rgb.total() * 3);
  return picture;
}

// 0 … 1, and the inferno colours of it.
cv::Mat strength(const AnomalyMap& map, double low, double high) {
  const cv::Mat values(static_cast<int>(map.height), static_cast<int>(map.width), CV_32FC1,
                       const_cast<float*>(map.values.data()));  // only read
  const double scale = high > low ? 1.0 / (high - low) : 0.0;
  cv::Mat scaled = (values - low) * scale;
  return cv::max(0.0, cv::min(1.0, scaled));
}

cv::Mat colours(const cv::Mat& strength) {
  cv::Mat bytes;
  cv::Mat bgr;
  cv::Mat rgb;
  strength.convertTo(bytes, CV_8UC1, 255.0);
  cv::applyColorMap(bytes, bgr, cv::COLORMAP_INFERNO);
  cv::cvtColor(bgr, rgb, cv::COLOR_BGR2RGB);
  return rgb;
}

std::string encode(const char* extension, const cv::Mat& rgb, const std::vector<int>& options) {
  cv::Mat bgr;
  cv::cvtColor(rgb, bgr, cv::COLOR_RGB2BGR);
  std::vector<unsigned char> bytes;
  if (!cv::imencode(extension, bgr, bytes, options)) {
    throw Error(ErrorKind::kOutput, std::string("cannot encode a picture as ") + extension);
  }
  return {bytes.begin(), bytes.end()};
}

}  // namespace

Picture heatmap(const AnomalyMap& map, double low, double high) {
  return copy(colours(strength(map, low, high)));
}

Picture overlay(const Picture& original, const AnomalyMap& map, double low, double high) {
  const cv::Mat share = strength(map, low, high);
  const cv::Mat heat = colours(share);
  const cv::Mat below = view(original);
  cv::Mat mixed = below.clone();
  for (int y = 0; y < mixed.rows; ++y) {
    for (int x = 0; x < mixed.cols; ++x) {
      const float weight = 0.75F * share.at<float>(y, x);
      auto& pixel = mixed.at<cv::Vec3b>(y, x);
      const auto& colour = heat.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c) {
        pixel[c] = cv::saturate_cast<std::uint8_t>((1.0F - weight) * static_cast<float>(pixel[c]) +
                                                   weight * static_cast<float>(colour[c]));
      }
    }
  }
  return copy(mixed);
}

Picture mask_picture(const Mask& mask) {
  Picture picture{mask.height, mask.width, {}};
  picture.rgb.reserve(mask.pixels.size() * 3);
  for (const std::uint8_t pixel : mask.pixels) {
    picture.rgb.insert(picture.rgb.end(), 3, pixel != 0 ? 255 : 0);
  }
  return picture;
}

std::string jpeg(const Picture& picture, std::int64_t longest) {
  cv::Mat rgb = view(picture);
  const double scale =
      static_cast<double>(longest) / static_cast<double>(std::max(picture.height, picture.width));
  if (scale < 1.0) {
    cv::Mat smaller;
    cv::resize(rgb, smaller, {}, scale, scale, cv::INTER_AREA);
    rgb = smaller;
  }
  return encode(".jpg", rgb, {cv::IMWRITE_JPEG_QUALITY, 85});
}

std::string png(const Picture& picture) { return encode(".png", view(picture), {}); }

}  // namespace goodparts
