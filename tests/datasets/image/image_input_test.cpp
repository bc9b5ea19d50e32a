#include "datasets/image/image_input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/expect_error.h"

namespace goodparts {
namespace {

using ::testing::ElementsAre;

TEST(ImageInput, GreyIsRepeatedAndScaledToOne) {
  const ImageInput input{1, 2, 0};
  std::vector<float> out(6);
  to_input(Pixels<std::uint8_t>{1, 2, 1, {0, 255}}, input, out);
  EXPECT_EQ(input.shape().dims, (std::vector<std::int64_t>{3, 1, 2}));
  EXPECT_THAT(out, ElementsAre(0, 1, 0, 1, 0, 1));
}

TEST(ImageInput, ColourBecomesPlanes) {
  std::vector<float> out(6);
  to_input(Pixels<float>{1, 2, 3, {0.1F, 0.2F, 0.3F, 0.4F, 0.5F, 0.6F}}, {1, 2, 0}, out);
  EXPECT_THAT(out, ElementsAre(0.1F, 0.4F, 0.2F, 0.5F, 0.3F, 0.6F));
}

TEST(ImageInput, CropsTheCentre) {
  Pixels<std::uint8_t> image{4, 5, 1, {}};
  for (int i = 0; i < 20; ++i) {
    image.values.push_back(static_cast<std::uint8_t>(i));
  }
  std::vector<float> out(12);
  to_input(image, {4, 5, 2}, out);
  // torchvision 0.14: CenterCrop(2) of 4×5 takes rows 1, 2 and columns round(1.5) = 2, 3.
  EXPECT_THAT(std::vector<float>(out.begin(), out.begin() + 4),
              ElementsAre(7 / 255.0F, 8 / 255.0F, 12 / 255.0F, 13 / 255.0F));
}

TEST(ImageInput, CropOffsetsRoundHalfToEvenAsTorchvision) {
  EXPECT_EQ((ImageInput{256, 256, 224}.crop_top()), 16);
  EXPECT_EQ((ImageInput{5, 5, 4}.crop_top()), 0);   // round(0.5) = 0
  EXPECT_EQ((ImageInput{5, 5, 2}.crop_left()), 2);  // round(1.5) = 2
}

TEST(ImageInput, LocatesTheCropInTheOriginal) {
  const ImageGeometry place = ImageInput{256, 256, 224}.locate({512, 1024});
  EXPECT_EQ(place.height, 512);
  EXPECT_EQ(place.width, 1024);
  EXPECT_DOUBLE_EQ(place.top, 32.0);
  EXPECT_DOUBLE_EQ(place.bottom, 480.0);
  EXPECT_DOUBLE_EQ(place.left, 64.0);
  EXPECT_DOUBLE_EQ(place.right, 960.0);
}

TEST(ImageInput, WithoutCropTheInputIsTheWholeOriginal) {
  const ImageGeometry place = ImageInput{224, 224, 0}.locate({321, 123});
  EXPECT_DOUBLE_EQ(place.top, 0.0);
  EXPECT_DOUBLE_EQ(place.bottom, 321.0);
  EXPECT_DOUBLE_EQ(place.right, 123.0);
}

TEST(ImageInputConfig, TakesASideOrBothSides) {
  const ImageInput square = ImageInputConfig{{256}, 224}.input();
  EXPECT_EQ(square.resize_width, 256);
  const ImageInput oblong = ImageInputConfig{{100, 200}, std::nullopt}.input();
  EXPECT_EQ(oblong.shape().dims, (std::vector<std::int64_t>{3, 100, 200}));
  EXPECT_EQ(oblong.spec().kind, "image");
  EXPECT_EQ(oblong.spec().resize_height, 100);
  EXPECT_EQ(oblong.spec().resize_width, 200);
  EXPECT_EQ(oblong.spec().crop, 0);
}

TEST(ImageInputConfig, RejectsWhatDoesNotFit) {
  EXPECT_ERROR((ImageInputConfig{{}, {}}.validate(), 0), ErrorKind::kConfig, "dataset.resize");
  EXPECT_ERROR((ImageInputConfig{{1, 2, 3}, {}}.validate(), 0), ErrorKind::kConfig,
               "dataset.resize: 3 numbers");
  EXPECT_ERROR((ImageInputConfig{{0}, {}}.validate(), 0), ErrorKind::kConfig,
               "dataset.resize: 0 is not from 1");
  EXPECT_ERROR((ImageInputConfig{{224}, 256}.validate(), 0), ErrorKind::kConfig,
               "dataset.crop: 256", "224");
  EXPECT_ERROR((ImageInputConfig{{224}, 0}.validate(), 0), ErrorKind::kConfig, "dataset.crop: 0");
}

}  // namespace
}  // namespace goodparts
