// Through a convolutional network, whose library must not let an image's numbers depend on its
// batch.
#include <gtest/gtest.h>

#include "methods/padim/padim.h"
#include "tests/support/memory_source.h"
#include "tests/support/patterns.h"

namespace goodparts {
namespace {

TEST(PadimOnANetwork, TheSameBitsInAnyBatchAndPosition) {
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
    PadimConfig config;
    config.dims = 20;
    config.batch_size = batch;
    Padim detector(config, backbone);
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

}  // namespace
}  // namespace goodparts
