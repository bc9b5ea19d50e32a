#include "methods/efficient_ad/map_normalisation.h"

#include <gtest/gtest.h>

#include "methods/efficient_ad/drawn_image.h"
#include "methods/efficient_ad/efficient_ad.h"
#include "tests/support/expect_error.h"
#include "tests/support/memory_archive.h"

namespace goodparts {
namespace {

// NumPy 1.24: v = ((arange(101) * 37 % 101) ** 2 / 100).astype(float32);
// lo, hi = quantile(v.astype(float), (.9, .995)); 0.1 * (50 - lo) / (hi - lo)
TEST(MapNormalisation, FollowsNumPysQuantiles) {
  std::vector<float> values;
  for (int i = 0; i < 101; ++i) {
    const int rank = i * 37 % 101;
    values.push_back(static_cast<float>(rank * rank) / 100.0F);
  }
  const MapNormalisation normalisation = normalisation_by_quantiles(values, 0.9, 0.995);
  EXPECT_NEAR(normalisation.low, 81.0, 1e-12);
  EXPECT_NEAR(normalisation.high, 99.00500106811523, 1e-9);
  EXPECT_NEAR(normalisation(50.0), -0.17217438578716554, 1e-9);
  EXPECT_NEAR(normalisation(normalisation.low), 0.0, 1e-12);
  EXPECT_NEAR(normalisation(normalisation.high), 0.1, 1e-12);
}

TEST(MapNormalisation, OfAConstantMapKeepsDifferences) {
  const MapNormalisation normalisation = normalisation_by_quantiles({2.0F, 2.0F, 2.0F}, 0.9, 0.995);
  EXPECT_EQ(normalisation(2.0), 0.0);
  EXPECT_NEAR(normalisation(5.0), 0.3, 1e-12);
}

TEST(CombineMaps, IsTheMeanOfBothNormalised) {
  // 0.05 (3 − 1) / 2 + 0.05 (10 − 20) / 40 = 0.0375
  const std::vector<float> student = {3.0F};
  const std::vector<float> autoencoder = {10.0F};
  EXPECT_NEAR(combine_maps(student, {1.0, 3.0}, autoencoder, {20.0, 60.0})[0], 0.0375, 1e-7);
}

TEST(MapAtInputSize, PutsAPlaceInTheMiddleOfWhatItSees) {
  // 40 pixels: 2 places, padded to 10, so 4 pixels a place. The second place's four pixels begin at
  // (4 + 1) · 4 = 20; beyond it the border repeats it.
  const std::vector<float> map =
      maps_at_input_size({}, std::vector{0.0F, 1.0F}, {1, 2}, {36, 40}).front();
  ASSERT_EQ(map.size(), 36U * 40U);
  for (std::size_t row = 0; row < 36; ++row) {
    EXPECT_EQ(map[row * 40], 0.0F);
    EXPECT_EQ(map[row * 40 + 17], 0.0F);
    EXPECT_FLOAT_EQ(map[row * 40 + 19], 0.375F);
    EXPECT_FLOAT_EQ(map[row * 40 + 20], 0.625F);
    EXPECT_EQ(map[row * 40 + 22], 1.0F);
    EXPECT_EQ(map[row * 40 + 39], 1.0F);
  }
}

TEST(DrawnImage, FollowsItsGeneratorAndStaysInRange) {
  Rng first(1, "drawn");
  Rng again(1, "drawn");
  const std::vector<float> image = drawn_image(first, 20, 30);
  ASSERT_EQ(image.size(), 3U * 20U * 30U);
  EXPECT_EQ(drawn_image(again, 20, 30), image);
  EXPECT_NE(drawn_image(again, 20, 30), image);
  for (const float value : image) {
    ASSERT_GE(value, 0.0F);
    ASSERT_LE(value, 1.0F);
  }
}

TEST(EfficientAdConfig, NamesWhatIsWrong) {
  const auto expect = [](const auto& change, const std::string& key) {
    EfficientAdConfig config;
    change(config);
    EXPECT_ERROR(config.validate(), ErrorKind::kConfig, key);
    EXPECT_ERROR(new_efficient_ad(config, {}), ErrorKind::kConfig, key);
  };
  expect([](EfficientAdConfig& c) { c.channels = 100; }, "method.channels");
  expect([](EfficientAdConfig& c) { c.p_hard = 1.0; }, "method.p_hard");
  expect([](EfficientAdConfig& c) { c.q_b = 0.8; }, "method.q_b");
  expect([](EfficientAdConfig& c) { c.penalty = "imagenet"; }, "method.penalty");
  expect([](EfficientAdConfig& c) { c.training.epochs = 0; }, "method.epochs");
  expect(
      [](EfficientAdConfig& c) {
        c.teacher = "teacher.safetensors";
        c.channels = 96;
      },
      "method.channels");
  EXPECT_NO_THROW(EfficientAdConfig().validate());
}

#ifndef GOODPARTS_WITH_TORCH
TEST(EfficientAd, NeedsLibTorch) {
  const std::unique_ptr<Detector> detector = new_efficient_ad({}, {});
  testing::MemoryArchive archive;
  EXPECT_ERROR(detector->save(archive), ErrorKind::kUnavailable, "efficient_ad", "LibTorch");
}
#endif

}  // namespace
}  // namespace goodparts
