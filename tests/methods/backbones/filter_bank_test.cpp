// Expected amplitudes: the filters' responses to a pure wave, from their transfer functions
// (NumPy).
#include "methods/backbones/filter_bank.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "tests/support/memory_archive.h"
#include "tests/support/patterns.h"

namespace goodparts {
namespace {

using ::testing::ElementsAre;

// channel 2 i is the mean and 2 i + 1 the deviation of plane i; from kFirstAmplitude on, the
// orientations.
constexpr std::int64_t kFirstAmplitude = 6;

float at(const FloatArray& map, std::int64_t channel, std::int64_t y, std::int64_t x) {
  return map.values[static_cast<std::size_t>((channel * map.shape[1] + y) * map.shape[2] + x)];
}

template <class Value>  // float(channel, y, x)
std::vector<float> make_image(std::int64_t height, std::int64_t width, const Value& value) {
  std::vector<float> image;
  for (std::int64_t c = 0; c < 3; ++c) {
    for (std::int64_t y = 0; y < height; ++y) {
      for (std::int64_t x = 0; x < width; ++x) {
        image.push_back(static_cast<float>(value(c, y, x)));
      }
    }
  }
  return image;
}

TEST(FilterBank, SeesColourAndNoTextureInAFlatImage) {
  const double rgb[] = {0.8, 0.5, 0.2};
  const auto image = make_image(32, 48, [&](auto c, auto, auto) { return rgb[c]; });
  for (const FloatArray& map : FilterBank(filter_bank_layers()).features(image, 32, 48)) {
    EXPECT_NEAR(at(map, 0, 1, 1), 0.5555F, 1e-6);  // 0.299 R + 0.587 G + 0.114 B
    EXPECT_NEAR(at(map, 2, 1, 1), 0.3F, 1e-6);     // R − G
    EXPECT_NEAR(at(map, 4, 1, 1), -0.45F, 1e-6);   // B − (R + G) / 2
    for (const std::int64_t channel : {1, 3, 5}) {
      EXPECT_NEAR(at(map, channel, 1, 1), 0.0F, 1e-3);  // log(1 + 1000 × rounding)
    }
    for (std::int64_t channel = kFirstAmplitude; channel < map.shape[0]; ++channel) {
      EXPECT_NEAR(at(map, channel, 0, 0), 0.0F, 1e-3);  // also at the border
    }
  }
}

TEST(FilterBank, AnswersToAWaveByItsOrientation) {
  const auto wave = [](std::int64_t t) {
    return 0.5 + 0.25 * std::cos(2.0 * std::numbers::pi * static_cast<double>(t) / 4.0);
  };
  const auto across = make_image(64, 64, [&](auto, auto, auto x) { return wave(x); });
  const auto down = make_image(64, 64, [&](auto, auto y, auto) { return wave(y); });
  const FilterBank bank({"stride4"});
  const FloatArray along_x = bank.features(across, 64, 64)[0];
  const FloatArray along_y = bank.features(down, 64, 64)[0];
  const auto amplitude = [](const FloatArray& map, std::int64_t k) {
    return std::expm1(at(map, kFirstAmplitude + k, 8, 8)) / 1000.0;
  };
  const double expected[] = {0.123047, 0.043643, 0.002005, 0.000051, 0.002005, 0.043643};
  for (std::int64_t k = 0; k < 6; ++k) {
    EXPECT_NEAR(amplitude(along_x, k), expected[k], 1e-6) << k;
    EXPECT_NEAR(amplitude(along_y, k), expected[(k + 3) % 6], 1e-6) << k;
  }
}

TEST(FilterBank, MeasuresMeanAndDeviationOfEachCell) {
  // Brightness x / 100: in the cell of columns 8 … 15 the mean is 0.115, the deviation √5.25 / 100.
  const auto image =
      make_image(16, 24, [](auto, auto, auto x) { return static_cast<double>(x) / 100.0; });
  const FloatArray map = FilterBank({"stride8"}).features(image, 16, 24)[0];
  EXPECT_NEAR(at(map, 0, 1, 1), 0.115, 1e-6);
  EXPECT_NEAR(at(map, 1, 1, 1), std::log(1.0 + 22.9129), 1e-5);
}

TEST(FilterBank, CoversImagesOfAnySize) {
  const FilterBank bank({"stride4", "stride8", "stride16"});
  const std::vector<FloatArray> maps =
      bank.features(testing::pattern(3 * 33 * 50, 631, 997), 33, 50);
  EXPECT_THAT(maps[0].shape, ElementsAre(12, 9, 13));
  EXPECT_THAT(maps[1].shape, ElementsAre(18, 5, 7));
  EXPECT_THAT(maps[2].shape, ElementsAre(18, 3, 4));
  const std::vector<FloatArray> pixel = bank.features(std::vector<float>{0.1F, 0.2F, 0.3F}, 1, 1);
  EXPECT_THAT(pixel[2].shape, ElementsAre(18, 1, 1));
  for (const FloatArray& map : maps) {
    EXPECT_EQ(static_cast<std::int64_t>(map.values.size()),
              map.shape[0] * map.shape[1] * map.shape[2]);
    for (const float value : map.values) {
      EXPECT_TRUE(std::isfinite(value));
    }
  }
}

TEST(FilterBank, IsKeptInAModelByItsLayers) {
  testing::MemoryArchive archive;
  FilterBank({"stride16"}).save(archive);
  const std::unique_ptr<Backbone> loaded = load_backbone(archive);
  EXPECT_THAT(loaded->layers(), ElementsAre("stride16"));
  EXPECT_EQ(loaded->describe(), "builtin: fixed filter bank, not trained");
}

}  // namespace
}  // namespace goodparts
