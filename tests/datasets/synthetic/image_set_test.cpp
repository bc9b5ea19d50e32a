#include "datasets/synthetic/image_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "datasets/synthetic/image_defects.h"
#include "datasets/synthetic/image_part.h"
#include "datasets/synthetic/image_products.h"
#include "tests/support/expect_error.h"

namespace goodparts {
namespace {

using ::testing::ElementsAre;

SyntheticImageConfig small() {
  SyntheticImageConfig config;
  config.category = {"printed_tile"};
  config.train = 20;
  config.test_good = 6;
  config.test_defective = 12;
  config.image_size = 64;
  config.input.resize = {32};
  return config;
}

std::vector<float> read_all(const SampleSource& source) {
  std::vector<std::int64_t> indices(static_cast<std::size_t>(source.size()));
  std::iota(indices.begin(), indices.end(), 0);
  std::vector<float> out(indices.size() * static_cast<std::size_t>(source.shape().elements()));
  source.read(indices, out);
  return out;
}

TEST(SyntheticImages, HasTheAskedCounts) {
  const auto dataset = open_synthetic_images(small(), 0);
  const Unit unit = dataset->open(0);
  EXPECT_EQ(unit.name, "printed_tile");
  EXPECT_EQ(unit.train->size(), 16);
  EXPECT_EQ(unit.calibration->size(), 4);
  EXPECT_EQ(unit.test->size(), 18);
  std::map<std::string, int> counts;
  std::set<std::string> ids;
  for (std::int64_t i = 0; i < unit.test->size(); ++i) {
    ++counts[unit.test_labels->defect(i)];
    ids.insert(unit.test->info(i).id);
  }
  EXPECT_THAT(counts, ElementsAre(std::pair("dent", 3), std::pair("good", 6), std::pair("hole", 3),
                                  std::pair("missing_pattern", 2), std::pair("scratch", 2),
                                  std::pair("stain", 2)));
  EXPECT_EQ(ids.size(), 18U);
  EXPECT_EQ(unit.test->shape().dims, (std::vector<std::int64_t>{3, 32, 32}));
  EXPECT_EQ(unit.test->geometry(0).height, 64);
  EXPECT_EQ(unit.test->picture(0).rgb.size(), 64U * 64U * 3U);
}

TEST(SyntheticImages, TheSeedDecidesEverything) {
  const std::vector<float> first = read_all(*open_synthetic_images(small(), 5)->open(0).test);
  EXPECT_EQ(first, read_all(*open_synthetic_images(small(), 5)->open(0).test));
  EXPECT_NE(first, read_all(*open_synthetic_images(small(), 6)->open(0).test));
}

TEST(SyntheticImages, MorePartsLeaveTheOthersAlone) {
  SyntheticImageConfig more = small();
  more.test_good = 9;
  const Unit few = open_synthetic_images(small(), 0)->open(0);
  const Unit many = open_synthetic_images(more, 0)->open(0);
  ASSERT_EQ(few.test->info(8).id, many.test->info(8).id);
  EXPECT_EQ(few.test->picture(8).rgb, many.test->picture(8).rgb);
}

TEST(SyntheticImages, GoodPartsHaveEmptyMasksAndDefectiveOnesDoNot) {
  const Unit unit = open_synthetic_images(small(), 0)->open(0);
  for (std::int64_t i = 0; i < unit.test_labels->size(); ++i) {
    const Mask mask = unit.test_labels->mask(i);
    EXPECT_EQ(mask.height, 64);
    const auto marked = std::accumulate(mask.pixels.begin(), mask.pixels.end(), 0);
    EXPECT_EQ(marked > 0, unit.test_labels->anomalous(i)) << unit.test->info(i).id;
    EXPECT_LT(marked, 64 * 64 / 4);
  }
}

class EveryDefect : public ::testing::TestWithParam<std::tuple<std::string, std::string>> {};

TEST_P(EveryDefect, ChangesThePartWithinItsMaskAlone) {
  const auto& [product, defect] = GetParam();
  for (std::uint64_t index = 0; index < 4; ++index) {
    PartPlan plan{product, "stream", 0, index, {}, kGood, 1.0};
    plan.look.noise = 0.01;
    const DrawnPart good = draw_part(plan, 96);
    plan.defect = defect;
    const DrawnPart bad = draw_part(plan, 96);
    double inside = 0.0;
    std::int64_t marked = 0;
    for (std::size_t pixel = 0; pixel < bad.mask.pixels.size(); ++pixel) {
      for (std::size_t c = 0; c < 3; ++c) {
        const int change =
            std::abs(int{bad.image.values[pixel * 3 + c]} - int{good.image.values[pixel * 3 + c]});
        if (bad.mask.pixels[pixel] == 0) {
          ASSERT_EQ(change, 0) << "outside the mask";
        }
        inside += change;
      }
      marked += bad.mask.pixels[pixel];
    }
    ASSERT_GT(marked, 0);
    EXPECT_GT(inside / (3.0 * static_cast<double>(marked)), 2.0)
        << "a mean change of two grey levels of 255";
  }
}

INSTANTIATE_TEST_SUITE_P(Products, EveryDefect,
                         ::testing::Combine(::testing::ValuesIn(synthetic_products()),
                                            ::testing::ValuesIn(synthetic_defects())),
                         [](const auto& info) {
                           return std::get<0>(info.param) + "_" + std::get<1>(info.param);
                         });

double mean_brightness(const Picture& picture) {
  return std::accumulate(picture.rgb.begin(), picture.rgb.end(), 0.0) /
         static_cast<double>(picture.rgb.size());
}

TEST(SyntheticImages, ConditionsAreListedAndChangeTheLook) {
  SyntheticImageConfig config = small();
  config.test_good = 60;
  const Unit unit = open_synthetic_images(config, 0)->open(0);
  std::map<std::string, std::vector<double>> brightness;
  for (std::int64_t i = 0; i < unit.test->size(); ++i) {
    const SampleInfo& info = unit.test->info(i);
    ASSERT_EQ(info.conditions.size(), 3U);
    EXPECT_EQ(info.conditions[0].name, "shift");
    EXPECT_EQ(info.conditions[1].name, "lot");
    EXPECT_EQ(info.conditions[1].text, info.group);
    EXPECT_EQ(info.conditions[2].name, "lighting");
    EXPECT_NEAR(info.conditions[2].number, 96.0, 20.0);
    brightness[info.conditions[0].text].push_back(mean_brightness(unit.test->picture(i)));
  }
  ASSERT_EQ(brightness.size(), 3U);
  const auto mean = [&](const std::string& shift) {
    const auto& values = brightness.at(shift);
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  };
  EXPECT_GT(mean("day") / mean("night"), 1.05);
}

std::map<std::string, double> share_of(const SampleSource& source, std::size_t condition) {
  std::map<std::string, double> shares;
  for (std::int64_t i = 0; i < source.size(); ++i) {
    shares[source.info(i).conditions.at(condition).text] +=
        1.0 / static_cast<double>(source.size());
  }
  return shares;
}

TEST(SyntheticImages, ConditionShiftBringsNightsAndNewLotsToTheTest) {
  SyntheticImageConfig config = small();
  config.train = 1000;
  config.test_good = 1000;
  config.test_defective = 0;
  config.condition_shift = 1.0;
  const Unit shifted = open_synthetic_images(config, 0)->open(0);
  EXPECT_NEAR(share_of(*shifted.train, 0).at("night"), 0.1, 0.04);
  EXPECT_NEAR(share_of(*shifted.test, 0).at("night"), 1.0 / 3.0, 0.06);
  EXPECT_EQ(share_of(*shifted.train, 1).count("L7"), 0U);
  EXPECT_EQ(share_of(*shifted.test, 1).count("L1"), 0U);
  config.condition_shift = 0.0;
  const Unit alike = open_synthetic_images(config, 0)->open(0);
  EXPECT_NEAR(share_of(*alike.test, 0).at("night"), 0.1, 0.04);
  EXPECT_EQ(share_of(*alike.test, 1).count("L7"), 0U);
}

TEST(SyntheticImages, RejectsSettingsOutOfRange) {
  const auto with = [](auto change) {
    SyntheticImageConfig config = small();
    change(config);
    return open_synthetic_images(config, 0);
  };
  EXPECT_ERROR(with([](auto& c) { c.category = {"printed_tiles"}; }), ErrorKind::kConfig,
               "dataset.category", "did you mean 'printed_tile'?");
  EXPECT_ERROR(with([](auto& c) { c.category = {}; }), ErrorKind::kConfig, "dataset.category");
  EXPECT_ERROR(with([](auto& c) { c.train = 1; }), ErrorKind::kConfig, "dataset.train: 1");
  EXPECT_ERROR(with([](auto& c) { c.image_size = 8; }), ErrorKind::kConfig,
               "dataset.image_size: 8");
  EXPECT_ERROR(with([](auto& c) { c.defect_strength = 0; }), ErrorKind::kConfig,
               "dataset.defect_strength: 0");
  EXPECT_ERROR(with([](auto& c) { c.condition_shift = 2; }), ErrorKind::kConfig,
               "dataset.condition_shift: 2");
  EXPECT_ERROR(with([](auto& c) { c.test_good = c.test_defective = 0; }), ErrorKind::kConfig,
               "dataset.test_good");
}

}  // namespace
}  // namespace goodparts
