// Images and checks that the tests of all flow methods on images share.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "methods/backbones/filter_bank.h"
#include "methods/detector.h"
#include "tests/support/memory_archive.h"
#include "tests/support/memory_source.h"
#include "tests/support/patterns.h"

namespace goodparts::testing {

inline std::vector<std::int64_t> all_of(const SampleSource& source) {
  std::vector<std::int64_t> indices(static_cast<std::size_t>(source.size()));
  std::iota(indices.begin(), indices.end(), std::int64_t{0});
  return indices;
}

// Noise, with a bright square around (35.5, 19.5) in the samples from `first_defective` on.
inline MemorySource noisy_images(std::int64_t count, std::int64_t first_defective,
                                 std::uint32_t seed) {
  constexpr std::int64_t kSide = 48;
  std::vector<std::vector<float>> images;
  for (std::int64_t i = 0; i < count; ++i) {
    std::vector<float> image =
        uniform_values(3 * kSide * kSide, seed + static_cast<std::uint32_t>(i));
    for (float& value : image) {
      value = 0.4F + 0.2F * value;
    }
    for (std::int64_t at = 0; i >= first_defective && at < 3 * 64; ++at) {
      const std::int64_t y = 32 + at % 64 / 8;
      const std::int64_t x = 16 + at % 8;
      image[static_cast<std::size_t>((at / 64 * kSide + y) * kSide + x)] = 1.0F;
    }
    images.push_back(std::move(image));
  }
  return {{3, kSide, kSide}, std::move(images)};
}

using MakeDetector = std::function<std::unique_ptr<Detector>()>;

inline void expect_same(const std::vector<SampleScore>& a, const std::vector<SampleScore>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].score, b[i].score);
    EXPECT_EQ(a[i].map.values, b[i].map.values);
  }
}

inline void expect_finds_the_square(Detector& detector) {
  detector.fit({}, noisy_images(20, 20, 100));
  const MemorySource test = noisy_images(6, 3, 200);
  const std::vector<SampleScore> scores = detector.score({}, test, all_of(test));
  for (std::size_t good = 0; good < 3; ++good) {
    for (std::size_t bad = 3; bad < 6; ++bad) {
      EXPECT_GT(scores[bad].score, scores[good].score);
    }
  }
  const AnomalyMap& map = scores[4].map;
  ASSERT_EQ(map.height, 48);
  ASSERT_EQ(map.width, 48);
  EXPECT_EQ(static_cast<float>(scores[4].score),
            *std::max_element(map.values.begin(), map.values.end()));
  const auto highest = std::max_element(map.values.begin(), map.values.end()) - map.values.begin();
  EXPECT_NEAR(static_cast<double>(highest / 48), 35.5, 8.0);
  EXPECT_NEAR(static_cast<double>(highest % 48), 19.5, 8.0);
}

inline void expect_independent_of_batch_and_threads(Detector& detector) {
  detector.fit({}, noisy_images(12, 12, 100));
  const MemorySource test = noisy_images(5, 3, 200);
  const std::vector<SampleScore> together = detector.score({}, test, all_of(test));
  Context three;
  three.threads = 3;
  expect_same(detector.score(three, test, all_of(test)), together);
  for (std::int64_t i = 0; i < test.size(); ++i) {
    expect_same(detector.score({}, test, {&i, 1}), {together[static_cast<std::size_t>(i)]});
  }
}

inline void expect_seed_decides_the_bytes(const MakeDetector& make) {
  const MemorySource test = noisy_images(2, 1, 200);
  const auto bytes = [&](std::uint64_t seed) {
    Context context;
    context.seed = seed;
    const auto detector = make();
    detector->fit(context, noisy_images(12, 12, 100));
    return detector->score({}, test, all_of(test));
  };
  const std::vector<SampleScore> first = bytes(1);
  expect_same(bytes(1), first);
  EXPECT_NE(bytes(2)[0].map.values, first[0].map.values);
}

// `loaded` was made with other settings than `detector`.
inline void expect_saved_and_loaded_alike(Detector& detector, Detector& loaded) {
  detector.fit({}, noisy_images(12, 12, 100));
  MemoryArchive archive;
  detector.save(archive);
  loaded.load(archive);
  const MemorySource test = noisy_images(4, 2, 200);
  expect_same(loaded.score({}, test, all_of(test)), detector.score({}, test, all_of(test)));
  EXPECT_EQ(loaded.facts(), detector.facts());
  archive.number("layers/count", 7.0);
  EXPECT_THROW(loaded.load(archive), Error);
}

// Per image, layer and place: ½ Σ z² / channels of the filter bank's features, each channel
// standardised over all places of `good` (deviation 1 where it is constant): what an identity flow
// gives, without the constant ½ ln 2π.
class PlainEnergies {
 public:
  explicit PlainEnergies(const MemorySource& good) : bank_({"stride8"}) {
    const auto maps = maps_of(good);
    const auto channels = static_cast<std::size_t>(maps[0].shape[0]);
    const std::size_t places = maps[0].values.size() / channels;
    const auto count = static_cast<double>(maps.size() * places);
    for (std::size_t c = 0; c < channels; ++c) {
      double sum = 0.0;
      double squares = 0.0;
      for (const FloatArray& map : maps) {
        for (std::size_t p = 0; p < places; ++p) {
          sum += static_cast<double>(map.values[c * places + p]);
        }
      }
      for (const FloatArray& map : maps) {
        for (std::size_t p = 0; p < places; ++p) {
          squares += std::pow(static_cast<double>(map.values[c * places + p]) - sum / count, 2);
        }
      }
      mean_.push_back(sum / count);
      deviation_.push_back(squares / count > 1e-12 ? std::sqrt(squares / count) : 1.0);
    }
  }

  std::vector<std::vector<double>> of(const MemorySource& source) const {
    std::vector<std::vector<double>> result;
    for (const FloatArray& map : maps_of(source)) {
      const std::size_t places = map.values.size() / mean_.size();
      std::vector<double>& energies = result.emplace_back(places, 0.0);
      for (std::size_t i = 0; i < map.values.size(); ++i) {
        const std::size_t c = i / places;
        const double z = (static_cast<double>(map.values[i]) - mean_[c]) / deviation_[c];
        energies[i % places] += 0.5 * z * z / static_cast<double>(mean_.size());
      }
    }
    return result;
  }

 private:
  std::vector<FloatArray> maps_of(const MemorySource& source) const {
    std::vector<FloatArray> maps;
    for (std::int64_t i = 0; i < source.size(); ++i) {
      std::vector<float> image(static_cast<std::size_t>(source.shape().elements()));
      source.read({&i, 1}, image);
      maps.push_back(bank_.features(image, source.shape().dims[1], source.shape().dims[2]).front());
    }
    return maps;
  }

  FilterBank bank_;
  std::vector<double> mean_;
  std::vector<double> deviation_;
};

inline BackboneConfig stride8() {
  BackboneConfig config;
  config.layers = {"stride8"};
  return config;
}

// Images of 8 × 8 pixels: one place in a layer of stride 8.
inline MemorySource tiny_images(std::int64_t count, std::uint32_t seed) {
  std::vector<std::vector<float>> images;
  for (std::int64_t i = 0; i < count; ++i) {
    images.push_back(uniform_values(3 * 64, seed + static_cast<std::uint32_t>(i)));
  }
  return {{3, 8, 8}, std::move(images)};
}

inline void expect_edge_cases(const MakeDetector& make) {
  const auto tiny = make();
  tiny->fit({}, tiny_images(12, 1));  // one place only
  const MemorySource test = tiny_images(3, 50);
  for (const SampleScore& sample : tiny->score({}, test, all_of(test))) {
    EXPECT_TRUE(std::isfinite(sample.score));
    EXPECT_EQ(sample.map.values.size(), 64U);
  }
  make()->fit({}, noisy_images(1, 1, 3));                             // one image, many places
  EXPECT_THROW(make()->fit({}, tiny_images(1, 1)), Error);            // one vector: nothing varies
  EXPECT_THROW(make()->fit({}, noisy_images(0, 0, 3)), Error);        // none
  EXPECT_THROW(make()->fit({}, MemorySource({2}, {{1, 2}})), Error);  // rows
  const MemorySource blank({3, 16, 16},
                           std::vector<std::vector<float>>(4, std::vector<float>(3 * 256, 0.5F)));
  EXPECT_THROW(make()->fit({}, blank), Error);
  EXPECT_THROW(tiny->score({}, MemorySource({2}, {{1, 2}}), std::vector<std::int64_t>{0}), Error);
}

}  // namespace goodparts::testing
