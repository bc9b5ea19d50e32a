// Through a convolutional network, whose library must not let an image's numbers depend on its
// batch.
#include <gtest/gtest.h>

#include "methods/backbones/network.h"
#include "methods/patchcore/patchcore.h"
#include "tests/support/memory_archive.h"
#include "tests/support/memory_source.h"
#include "tests/support/patterns.h"

namespace goodparts {
namespace {

TEST(PatchCoreOnANetwork, TheSameBitsInAnyBatchAndPosition) {
  constexpr std::int64_t kSide = 64;
  std::vector<std::vector<float>> images;
  for (std::uint32_t i = 0; i < 8; ++i) {
    images.push_back(testing::uniform_values(3 * kSide * kSide, i));
  }
  const testing::MemorySource source({3, kSide, kSide}, images);
  BackboneConfig backbone;
  backbone.arch = "mobilenet_v2";
  backbone.weights = "random";
  std::vector<SampleScore> expected;
  for (const std::int64_t batch : {1, 2, 5, 8}) {
    PatchCoreConfig config;
    config.layer_dim = config.embedding_dim = 64;
    config.coreset_ratio = 0.2;
    config.batch_size = batch;
    PatchCore detector(config, backbone);
    detector.fit({}, source);
    for (std::int64_t i = 0; i < 8 && batch == 1; ++i) {
      expected.push_back(detector.score({}, source, {&i, 1})[0]);
    }
    const std::vector<std::int64_t> some = {3, 0, 3, 7, 3, 3, 1, 3, 6, 3};
    const std::vector<SampleScore> scores = detector.score({}, source, some);
    for (std::size_t i = 0; i < some.size(); ++i) {
      const SampleScore& alone = expected[static_cast<std::size_t>(some[i])];
      EXPECT_EQ(scores[i].score, alone.score) << batch << ", position " << i;
      EXPECT_EQ(scores[i].map.values, alone.map.values) << batch << ", position " << i;
    }
  }
}

// The greedy selection would take another path with rounded features.
TEST(PatchCoreOnANetwork, RemembersTheSameBitsWhateverItScoresWith) {
  if (!computes_bfloat16()) {
    GTEST_SKIP() << "this CPU computes no bfloat16";
  }
  constexpr std::int64_t kSide = 64;
  std::vector<std::vector<float>> images;
  for (std::uint32_t i = 0; i < 6; ++i) {
    images.push_back(testing::uniform_values(3 * kSide * kSide, i));
  }
  const testing::MemorySource source({3, kSide, kSide}, images);
  std::vector<std::vector<float>> banks;
  std::vector<double> scores;
  for (const char* const precision : {"fp32", "bf16"}) {
    BackboneConfig backbone;
    backbone.arch = "mobilenet_v2";
    backbone.weights = "random";
    backbone.precision = precision;
    PatchCoreConfig config;
    config.layer_dim = config.embedding_dim = 64;
    PatchCore detector(config, backbone);
    detector.fit({}, source);
    testing::MemoryArchive archive;
    detector.save(archive);
    banks.push_back(std::get<FloatArray>(archive.entries.at("patchcore/bank")).values);
    const std::int64_t last = 5;
    scores.push_back(detector.score({}, source, {&last, 1})[0].score);
  }
  EXPECT_EQ(banks[0], banks[1]);
  EXPECT_NE(scores[0], scores[1]);
}

}  // namespace
}  // namespace goodparts
