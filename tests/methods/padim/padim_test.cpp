#include "methods/padim/padim.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "kernels/blur/blur_maps.h"
#include "kernels/resize/resize_map.h"
#include "methods/backbones/filter_bank.h"
#include "tests/support/expect_error.h"
#include "tests/support/memory_archive.h"
#include "tests/support/memory_source.h"
#include "tests/support/patterns.h"

namespace goodparts {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using testing::MemorySource;

constexpr std::int64_t kSide = 32;
using Fact = std::pair<std::string, std::string>;

std::vector<std::int64_t> all_of(const SampleSource& source) {
  std::vector<std::int64_t> indices(static_cast<std::size_t>(source.size()));
  std::iota(indices.begin(), indices.end(), std::int64_t{0});
  return indices;
}

// Noise, with a bright square in the last `defective` of them.
MemorySource make_images(std::int64_t count, std::int64_t defective, std::uint32_t seed) {
  std::vector<std::vector<float>> images;
  for (std::int64_t i = 0; i < count; ++i) {
    std::vector<float> image =
        testing::uniform_values(3 * kSide * kSide, seed + static_cast<std::uint32_t>(i));
    for (float& value : image) {
      value = 0.4F + 0.2F * value;
    }
    for (std::int64_t at = 0; i >= count - defective && at < 3 * 36; ++at) {
      const std::int64_t y = 20 + at % 36 / 6;
      const std::int64_t x = 8 + at % 6;
      image[static_cast<std::size_t>((at / 36 * kSide + y) * kSide + x)] = 1.0F;
    }
    images.push_back(std::move(image));
  }
  return {{3, kSide, kSide}, std::move(images)};
}

struct Messages : ProgressSink {
  void begin(const std::string&, std::int64_t) override {}
  void advance(std::int64_t) override {}
  void end() override {}
  void message(const std::string& text) override { all += text + "\n"; }
  std::string all;
};

class PadimTest : public ::testing::Test {
 protected:
  PadimTest() { config_.dims = 12; }

  std::vector<SampleScore> fit_and_score(const Context& context = {}) {
    Padim detector(config_, backbone_);
    detector.fit(context, train_);
    return detector.score(context, test_, all_of(test_));
  }

  PadimConfig config_;
  BackboneConfig backbone_;
  MemorySource train_ = make_images(14, 0, 100);
  MemorySource test_ = make_images(6, 3, 200);
};

void expect_same(const std::vector<SampleScore>& found, const std::vector<SampleScore>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].score, expected[i].score) << i;
    EXPECT_EQ(found[i].map.values, expected[i].map.values) << i;
  }
}

TEST_F(PadimTest, FindsTheDefectAndItsPlace) {
  const std::vector<SampleScore> scores = fit_and_score();
  for (std::size_t good = 0; good < 3; ++good) {
    for (std::size_t bad = 3; bad < 6; ++bad) {
      EXPECT_GT(scores[bad].score, 1.5 * scores[good].score);
    }
  }
  const AnomalyMap& map = scores[4].map;
  ASSERT_EQ(map.height, kSide);
  ASSERT_EQ(map.width, kSide);
  const auto highest = std::max_element(map.values.begin(), map.values.end());
  EXPECT_EQ(scores[4].score, static_cast<double>(*highest));
  EXPECT_NEAR(static_cast<double>((highest - map.values.begin()) / kSide), 22.5, 4.0);
  EXPECT_NEAR(static_cast<double>((highest - map.values.begin()) % kSide), 10.5, 4.0);
}

// One channel: a place's distance is |x − mean| over the root of variance + 0.01, worked out here;
// resizing and blur have their own tests.
TEST_F(PadimTest, MapIsTheResizedAndBlurredDistance) {
  backbone_.layers = {"stride8"};
  const FilterBank bank({"stride8"});
  std::vector<FloatArray> maps;
  for (std::int64_t i = 0; i < train_.size() + 1; ++i) {
    std::vector<float> image(3 * kSide * kSide);
    const SampleSource& source = i < train_.size() ? train_ : test_;
    const std::int64_t index = i % train_.size();
    source.read({&index, 1}, image);
    maps.push_back(bank.features(image, kSide, kSide)[0]);
  }
  config_.dims = 1;
  Padim detector(config_, backbone_);
  detector.fit({}, train_);
  testing::MemoryArchive archive;
  detector.save(archive);
  const std::int64_t channel = archive.integers("padim/selected")[0];
  std::vector<float> distances;
  for (std::int64_t place = 0; place < 16; ++place) {
    const auto value = [&](std::size_t image) {
      return static_cast<double>(
          maps[image].values[static_cast<std::size_t>(channel * 16 + place)]);
    };
    double mean = 0.0;
    double variance = 0.0;
    for (std::size_t i = 0; i < 14; ++i) {
      mean += value(i) / 14.0;
    }
    for (std::size_t i = 0; i < 14; ++i) {
      variance += (value(i) - mean) * (value(i) - mean) / 13.0;
    }
    distances.push_back(
        static_cast<float>(std::abs(value(14) - mean) / std::sqrt(variance + 0.01)));
  }
  std::vector<float> expected = resize_bilinear(distances, {4, 4}, {kSide, kSide});
  blur_maps({}, expected.data(), 1, kSide, kSide, 4.0, BlurBorder::kRepeatEdge);
  const SampleScore found = detector.score({}, test_, all_of(test_))[0];
  EXPECT_THAT(found.map.values, ::testing::Pointwise(::testing::FloatNear(1e-5F), expected));
}

TEST_F(PadimTest, TheSameBitsWhateverTheThreadsTheBatchAndTheMemory) {
  const std::vector<SampleScore> expected = fit_and_score();
  Context three;
  three.threads = 3;
  for (const std::int64_t batch : {1, 2, 5, 8}) {
    config_.batch_size = batch;
    expect_same(fit_and_score(three), expected);
    Padim detector(config_, backbone_);
    detector.fit({}, train_);
    const std::vector<std::int64_t> some = {4, 1, 4, 4, 0};  // one image in several positions
    const std::vector<SampleScore> scores = detector.score({}, test_, some);
    for (std::size_t i = 0; i < some.size(); ++i) {
      EXPECT_EQ(scores[i].map.values, expected[static_cast<std::size_t>(some[i])].map.values);
    }
  }
  Context other;
  other.seed = 1;
  EXPECT_NE(fit_and_score(other)[0].score, expected[0].score);  // other channels
}

TEST_F(PadimTest, SavedAndLoadedScoresTheSameBits) {
  for (const char* covariance : {"full", "low_rank"}) {
    config_.covariance = covariance;
    config_.rank = 5;
    config_.map_sigma = 2.0;
    Padim detector(config_, backbone_);
    detector.fit({}, train_);
    testing::MemoryArchive archive;
    detector.save(archive);
    Padim loaded({}, {});
    loaded.load(archive);
    EXPECT_EQ(loaded.facts(), detector.facts());
    expect_same(loaded.score({}, test_, all_of(test_)), detector.score({}, test_, all_of(test_)));
    std::get<FloatArray>(archive.entries["padim/factors"]).shape[1] += 1;
    EXPECT_ERROR(loaded.load(archive), ErrorKind::kData, "damaged");
  }
}

TEST_F(PadimTest, LowRankOfAllDirectionsIsFull) {
  const std::vector<SampleScore> full = fit_and_score();
  config_.covariance = "low_rank";
  config_.rank = 100;
  const std::vector<SampleScore> low = fit_and_score();
  for (std::size_t i = 0; i < full.size(); ++i) {
    EXPECT_NEAR(low[i].score, full[i].score, 1e-5 * full[i].score);
  }
}

TEST_F(PadimTest, OneTrainingImage) {
  train_ = make_images(1, 0, 100);
  Messages messages;
  Context context;
  context.progress = &messages;
  const std::vector<SampleScore> scores = fit_and_score(context);
  EXPECT_THAT(messages.all, HasSubstr("one training image"));
  EXPECT_GT(scores[3].score, scores[0].score);
  config_.covariance = "low_rank";
  EXPECT_NEAR(fit_and_score()[0].score, scores[0].score, 1e-5 * scores[0].score);
}

TEST_F(PadimTest, TakesAllDimensionsWhereAskedForMore) {
  config_.dims = 5000;
  Messages messages;
  Context context;
  context.progress = &messages;
  const std::vector<SampleScore> more = fit_and_score(context);
  EXPECT_THAT(messages.all, HasSubstr("method.dims=5000"));
  EXPECT_THAT(messages.all, HasSubstr("MiB"));
  config_.dims.reset();
  expect_same(fit_and_score(), more);
}

TEST_F(PadimTest, RejectsWhatItCannotLearnFrom) {
  Padim detector(config_, backbone_);
  EXPECT_ERROR(detector.fit({}, MemorySource({2}, {{1, 2}})), ErrorKind::kData, "rows");
  EXPECT_ERROR(detector.fit({}, make_images(0, 0, 1)), ErrorKind::kData, "no good image");
  std::vector<float> bad(3 * kSide * kSide, 0.5F);
  bad[7] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_ERROR(detector.fit({}, MemorySource({3, kSide, kSide}, {bad})), ErrorKind::kData,
               "sample 0", "not finite");
  detector.fit({}, train_);
  const MemorySource smaller({3, 16, 16}, {std::vector<float>(3 * 16 * 16, 0.5F)});
  EXPECT_ERROR(detector.score({}, smaller, all_of(smaller)), ErrorKind::kData, "32 × 32",
               "16 × 16");
  detector.fit({}, smaller);  // learning again may be from others
  EXPECT_EQ(detector.score({}, smaller, all_of(smaller)).size(), 1U);
}

TEST(PadimMemory, IsPlannedInPasses) {
  const FitSize size{100, 50, 10, 55};  // Gaussians: 4 · 50 · 65 bytes; a place's features: 4000
  EXPECT_EQ(plan_fit(size, 0).passes, 1);
  EXPECT_EQ(plan_fit(size, 13000 + 50 * 4000).passes, 1);
  const FitPlan two = plan_fit(size, 13000 + 49 * 4000);
  EXPECT_EQ(two.passes, 2);
  EXPECT_EQ(two.places_at_once, 25);
  EXPECT_EQ(two.bytes, 13000 + 25 * 4000);
  EXPECT_EQ(plan_fit(size, 13000 + 3999).passes, 0);
  EXPECT_EQ(plan_fit({100, 6500, 10, 55}, 6500 * 260 + 100 * 4000).passes, 0);  // 65 are too many
}

// 32 × 32 places × (24 + 300) floats are 1.27 MiB, the features of 14 images 1.31 MiB.
TEST_F(PadimTest, LooksAtTheImagesAgainWhereMemoryIsShort) {
  std::vector<std::vector<float>> images;
  for (std::uint32_t i = 0; i < 14; ++i) {
    images.push_back(testing::uniform_values(3 * 128 * 128, i));
  }
  train_ = MemorySource({3, 128, 128}, images);
  test_ = MemorySource({3, 128, 128}, {images[0], testing::uniform_values(3 * 128 * 128, 99)});
  config_.dims = 24;
  Messages messages;
  Context context;
  context.progress = &messages;
  const std::vector<SampleScore> once = fit_and_score(context);
  EXPECT_THAT(messages.all, ::testing::Not(HasSubstr("looked at")));
  config_.memory_mib = 2;
  expect_same(fit_and_score(context), once);
  EXPECT_THAT(messages.all, HasSubstr("the images are looked at 2 times"));
}

TEST(PadimMemory, WhatDoesNotFitNamesItsSettings) {
  PadimConfig config;
  config.memory_mib = 1500;  // the covariances take 1819
  const FitSize size{200, 56 * 56, 550, 550 * 551 / 2};
  EXPECT_ERROR(require_room({}, config, size), ErrorKind::kUnavailable, "method.dims: 550",
               "low_rank", "method.memory_mib");
}

// Reads "dims: <word>" as the configuration files' reader does.
struct DimsVisitor : ConfigVisitor {
  explicit DimsVisitor(std::string text) : word(std::move(text)) {}
  void field(const char* key, std::optional<std::int64_t>&) override {
    if (std::string(key) == "dims") {
      throw Error(ErrorKind::kConfig, "not a number");
    }
  }
  void field(const char* key, std::string& value) override {
    if (std::string(key) == "dims") {
      value = word;
    }
  }
  void field(const char*, bool&) override {}
  void field(const char*, std::int64_t&) override {}
  void field(const char*, double&) override {}
  void field(const char*, std::optional<double>&) override {}
  void field(const char*, std::optional<std::string>&) override {}
  void field(const char*, std::vector<std::string>&) override {}
  void field(const char*, std::vector<std::int64_t>&) override {}
  void field(const char*, std::vector<double>&) override {}
  std::string word;
};

TEST(PadimConfig, DimsMayBeTheWordAll) {
  PadimConfig config;
  DimsVisitor all("all");
  config.visit(all);
  EXPECT_FALSE(config.dims.has_value());
  DimsVisitor every("every");
  EXPECT_ERROR(config.visit(every), ErrorKind::kConfig, "method.dims: 'every'");
}

TEST(PadimConfig, RejectsValuesOutOfRange) {
  const auto expect = [](const auto& change, const std::string& part) {
    PadimConfig config;
    change(config);
    EXPECT_ERROR(config.validate(), ErrorKind::kConfig, part);
  };
  expect([](auto& c) { c.dims = 0; }, "method.dims: 0");
  expect([](auto& c) { c.covariance = "lowrank"; }, "did you mean 'low_rank'?");
  expect([](auto& c) { c.rank = 0; }, "method.rank: 0");
  expect([](auto& c) { c.regulariser = 0.0; }, "method.regulariser: 0");
  expect([](auto& c) { c.map_sigma = std::nan(""); }, "method.map_sigma: nan");
  expect([](auto& c) { c.batch_size = 0; }, "method.batch_size: 0");
  expect([](auto& c) { c.memory_mib = 0; }, "method.memory_mib: 0");
}

TEST(PadimLayers, AreThePapersWhereNoneAreNamed) {
  Padim detector({}, {});
  detector.fit({}, make_images(3, 0, 1));
  EXPECT_THAT(detector.facts(), Contains(Fact("layers", "stride4, stride8, stride16")));
  EXPECT_THAT(detector.facts(), Contains(Fact("grid", "8 × 8")));
}

}  // namespace
}  // namespace goodparts
