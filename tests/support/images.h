// Images for tests: a fixed pattern, and files with them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <opencv2/imgcodecs.hpp>
#include <string>
#include <vector>

namespace goodparts::testing {

// pattern() of tests/data/images/make_images.py: (37 y + 11 x + 71 c + 5 (x y mod 13)) mod 256,
// interleaved.
inline std::vector<std::uint8_t> pattern(int height, int width, int channels) {
  std::vector<std::uint8_t> values;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < channels; ++c) {
        values.push_back(
            static_cast<std::uint8_t>((37 * y + 11 * x + 71 * c + 5 * ((x * y) % 13)) % 256));
      }
    }
  }
  return values;
}

// By the extension of `path`; creates its folder.
inline void write_image(const std::filesystem::path& path, const cv::Mat& image) {
  std::filesystem::create_directories(path.parent_path());
  cv::imwrite(path.string(), image);
}

inline void write_grey(const std::filesystem::path& path, int height, int width,
                       std::uint8_t level) {
  write_image(path, cv::Mat(height, width, CV_8UC1, cv::Scalar(level)));
}

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void write_file(const std::filesystem::path& path, const std::string& bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

// Keeps the first `keep` of the file's bytes, from the end where negative.
inline void truncate_file(const std::filesystem::path& path, std::ptrdiff_t keep) {
  const std::string bytes = read_file(path);
  const std::ptrdiff_t size = static_cast<std::ptrdiff_t>(bytes.size());
  write_file(path, bytes.substr(0, static_cast<std::size_t>(keep < 0 ? size + keep : keep)));
}

inline std::filesystem::path test_images() {
  return std::filesystem::path(GOODPARTS_SOURCE_DIR) / "tests" / "data" / "images";
}

}  // namespace goodparts::testing
