#include "methods/backbones/pooled_features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "methods/backbones/filter_bank.h"
#include "tests/support/expect_error.h"
#include "tests/support/memory_source.h"
#include "tests/support/patterns.h"

namespace goodparts {
namespace {

using ::testing::ElementsAre;

// Two layers with values a test can check by hand.
class HandMade : public Backbone {
 public:
  std::vector<FloatArray> features(std::span<const float> image, std::int64_t,
                                   std::int64_t) const override {
    return {{{2, 1, 2}, {image[0], image[1], 5, 5}}, {{1, 2, 2}, {0, 0, 2, 2}}};
  }
  const std::vector<std::string>& layers() const override { return names_; }
  std::string describe() const override { return "hand-made"; }
  void save(ArchiveWriter&) const override {}

 private:
  std::vector<std::string> names_ = {"a", "b"};
};

TEST(PooledFeatures, AreMeanAndDeviationOfEachChannelInTheOrderAskedFor) {
  const testing::MemorySource images({3, 1, 2}, {{1, 3, 0, 0, 0, 0}, {4, 4, 0, 0, 0, 0}});
  EXPECT_THAT(pooled_features({}, HandMade(), images, std::vector<std::int64_t>{1, 0}),
              ElementsAre(ElementsAre(4, 0, 5, 0, 1, 1), ElementsAre(2, 1, 5, 0, 1, 1)));
}

TEST(PooledFeatures, DoNotDependOnThreads) {
  std::vector<std::vector<float>> samples;
  for (int i = 0; i < 19; ++i) {
    samples.push_back(testing::uniform_values(3 * 20 * 20, static_cast<std::uint32_t>(i)));
  }
  const testing::MemorySource images({3, 20, 20}, samples);
  std::vector<std::int64_t> all(samples.size());
  std::iota(all.begin(), all.end(), std::int64_t{0});
  const FilterBank bank({});
  Context three;
  three.threads = 3;
  EXPECT_EQ(pooled_features({}, bank, images, all), pooled_features(three, bank, images, all));
}

TEST(PooledFeatures, NameTheImageWhoseFeaturesAreNotFinite) {
  const testing::MemorySource images({3, 1, 2},
                                     {{1, 3, 0, 0, 0, 0}, {std::nanf(""), 4, 0, 0, 0, 0}});
  EXPECT_ERROR(pooled_features({}, HandMade(), images, std::vector<std::int64_t>{0, 1}),
               ErrorKind::kData, "sample 1: ", "not finite");
}

}  // namespace
}  // namespace goodparts
