// Expected values are Pillow's, printed by tests/data/images/make_images.py.
#include "datasets/image/decode.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <opencv2/imgproc.hpp>

#include "tests/support/expect_error.h"
#include "tests/support/images.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using testing::TemporaryFolder;
using testing::test_images;

const std::vector<std::uint8_t> kColour = {0,  71,  142, 11, 82,  153, 22, 93,  164,
                                           37, 108, 179, 53, 124, 195, 69, 140, 211};
const std::vector<std::uint8_t> kGrey = {0, 11, 22, 37, 53, 69};

cv::Mat colour_image() {  // OpenCV writes BGR
  cv::Mat image;
  cv::cvtColor(cv::Mat(2, 3, CV_8UC3, const_cast<std::uint8_t*>(kColour.data())), image,
               cv::COLOR_RGB2BGR);
  return image;
}

Pixels<std::uint8_t> decode_8_bit(const std::filesystem::path& path) {
  return std::get<Pixels<std::uint8_t>>(decode_image(path));
}

TEST(Decode, ReadsColourInRgbOrderFromLosslessFormats) {
  const TemporaryFolder folder;
  for (const char* name : {"a.png", "a.bmp", "a.tif", "a.ppm", "A.PNG"}) {
    testing::write_image(folder / name, colour_image());
    const auto image = decode_8_bit(folder / name);
    EXPECT_EQ(size_of(image), (ImageSize{2, 3})) << name;
    EXPECT_THAT(image.values, ElementsAreArray(kColour)) << name;
  }
}

TEST(Decode, KeepsGreyAsOneChannel) {
  const TemporaryFolder folder;
  for (const char* name : {"a.png", "a.bmp", "a.tif", "a.pgm"}) {
    testing::write_image(folder / name,
                         cv::Mat(2, 3, CV_8UC1, const_cast<std::uint8_t*>(kGrey.data())));
    const auto image = decode_8_bit(folder / name);
    EXPECT_EQ(image.channels, 1) << name;
    EXPECT_THAT(image.values, ElementsAreArray(kGrey)) << name;
  }
}

TEST(Decode, DropsAlpha) {
  EXPECT_THAT(decode_8_bit(test_images() / "alpha.png").values, ElementsAreArray(kColour));
  EXPECT_THAT(decode_picture(test_images() / "grey_alpha.png").rgb,
              ElementsAre(0, 0, 0, 11, 11, 11, 22, 22, 22, 37, 37, 37, 53, 53, 53, 69, 69, 69));
}

TEST(Decode, ExpandsPalettesAndBits) {
  EXPECT_THAT(
      decode_8_bit(test_images() / "palette.png").values,
      ElementsAre(6, 77, 148, 6, 77, 148, 22, 93, 164, 37, 108, 179, 61, 132, 203, 61, 132, 203));
  EXPECT_THAT(decode_8_bit(test_images() / "bilevel.png").values,
              ElementsAre(0, 0, 0, 0, 255, 255));
}

TEST(Decode, SixteenBitSamplesBecomeSharesOf65535) {
  const TemporaryFolder folder;
  for (const char* name : {"a.png", "a.tif"}) {
    cv::Mat image(1, 2, CV_16UC3);
    image.at<cv::Vec3w>(0, 0) = {65535, 32768, 1};  // blue, green, red
    image.at<cv::Vec3w>(0, 1) = {0, 257, 13107};
    testing::write_image(folder / name, image);
    const auto decoded = std::get<Pixels<float>>(decode_image(folder / name));
    EXPECT_THAT(decoded.values, ElementsAre(1.0F / 65535.0F, 32768.0F / 65535.0F, 1.0F, 0.2F,
                                            257.0F / 65535.0F, 0.0F));
    EXPECT_THAT(decode_picture(folder / name).rgb, ElementsAre(0, 128, 255, 51, 1, 0));
  }
}

TEST(Decode, JpegEqualsPillowAndIgnoresItsOrientation) {
  const auto image = decode_8_bit(test_images() / "turned.jpg");
  EXPECT_EQ(size_of(image), (ImageSize{12, 20}));
  EXPECT_THAT(std::vector<int>(image.values.begin(), image.values.begin() + 12),
              ElementsAre(0, 67, 142, 16, 84, 159, 25, 91, 167, 37, 108, 164));
  EXPECT_THAT(std::vector<int>(image.values.end() - 12, image.values.end()),
              ElementsAre(111, 179, 240, 107, 183, 241, 99, 183, 243, 96, 185, 245));
  EXPECT_EQ(std::accumulate(image.values.begin(), image.values.end(), 0), 90846);
}

TEST(Decode, GreyJpegEqualsPillow) {
  const auto image = decode_8_bit(test_images() / "grey.jpg");
  EXPECT_EQ(image.channels, 1);
  EXPECT_THAT(std::vector<int>(image.values.begin(), image.values.begin() + 4),
              ElementsAre(55, 72, 80, 93));
  EXPECT_EQ(std::accumulate(image.values.begin(), image.values.end(), 0), 30041);
}

TEST(Decode, ReadsCmykJpeg) {
  EXPECT_EQ(size_of(decode_8_bit(test_images() / "cmyk.jpg")), (ImageSize{12, 20}));
}

TEST(Decode, HeaderAndCheckTellTheSize) {
  const TemporaryFolder folder;
  for (const char* name : {"a.png", "a.bmp", "a.jpg"}) {
    testing::write_grey(folder / name, 5, 9, 100);
    EXPECT_EQ(read_image_size(folder / name), (ImageSize{5, 9})) << name;
    EXPECT_EQ(check_image(folder / name), (ImageSize{5, 9})) << name;
  }
}

class Truncated : public ::testing::TestWithParam<const char*> {};

TEST_P(Truncated, IsAnErrorThatNamesTheFileWhereverItEnds) {
  const TemporaryFolder folder;
  cv::Mat image(64, 64, CV_8UC3);
  cv::randu(image, 0, 256);
  const auto path = folder / GetParam();
  testing::write_image(path, image);
  const std::string bytes = testing::read_file(path);
  for (const double share : {0.001, 0.02, 0.5, 0.9, 0.999}) {
    testing::write_file(
        path, bytes.substr(
                  0, 1 + static_cast<std::size_t>(share * static_cast<double>(bytes.size() - 2))));
    EXPECT_ERROR(decode_image(path), ErrorKind::kData, path.string(),
                 "copy or export the file again");
    EXPECT_ERROR(check_image(path), ErrorKind::kData, path.string());
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, Truncated,
                         ::testing::Values("a.png", "a.jpg", "a.bmp", "a.tif", "a.webp", "a.ppm"),
                         [](const auto& info) { return std::string(info.param).substr(2); });

TEST(Decode, SaysWhereAPngIsTruncated) {
  const TemporaryFolder folder;
  testing::write_grey(folder / "a.png", 8, 8, 3);
  testing::truncate_file(folder / "a.png", -12);
  EXPECT_ERROR(decode_image(folder / "a.png"), ErrorKind::kData,
               "truncated PNG: ends before its IEND chunk");
}

TEST(Decode, FindsAChangedByteOfAPng) {
  const TemporaryFolder folder;
  testing::write_image(folder / "a.png", colour_image());
  std::string bytes = testing::read_file(folder / "a.png");
  bytes[bytes.find("IDAT") + 6] ^= 0x10;
  testing::write_file(folder / "a.png", bytes);
  EXPECT_ERROR(decode_image(folder / "a.png"), ErrorKind::kData,
               "damaged PNG: wrong checksum in its IDAT chunk");
  EXPECT_ERROR(check_image(folder / "a.png"), ErrorKind::kData, "IDAT");
}

TEST(Decode, FindsDamageInsideAJpeg) {
  const TemporaryFolder folder;
  std::string bytes = testing::read_file(test_images() / "turned.jpg");
  for (std::size_t i = bytes.size() - 150; i < bytes.size() - 100; ++i) {
    bytes[i] = static_cast<char>(0xff);
  }
  testing::write_file(folder / "a.jpg", bytes);
  EXPECT_ERROR(decode_image(folder / "a.jpg"), ErrorKind::kData, "a.jpg",
               "truncated or damaged JPEG");
}

TEST(Decode, RejectsWhatIsNoImage) {
  const TemporaryFolder folder;
  testing::write_file(folder / "text.png", "this is no picture");
  testing::write_file(folder / "empty.png", "");
  EXPECT_ERROR(decode_image(folder / "text.png"), ErrorKind::kData, "text.png", "not an image");
  EXPECT_ERROR(decode_image(folder / "empty.png"), ErrorKind::kData, "empty.png",
               "the file is empty");
  EXPECT_ERROR(decode_image(folder / "missing.png"), ErrorKind::kData, "missing.png",
               "No such file");
  EXPECT_ERROR(decode_image(folder.path()), ErrorKind::kData, "is a folder");
  EXPECT_ERROR(decode_image(test_images() / "float.tif"), ErrorKind::kData, "float.tif",
               "8 or 16 bit");
}

}  // namespace
}  // namespace goodparts
