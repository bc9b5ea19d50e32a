#include "methods/backbones/pooled_features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "methods/backbones/filter_bank.h"
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

TEST(PooledFeatures, AreMeanAndDeviationOfEachChannel) {
  const std::vector<float> image = {1, 3, 0, 0, 0, 0};
  EXPECT_THAT(pooled_features(HandMade(), image, 1, 2), ElementsAre(2, 1, 5, 0, 1, 1));
}

TEST(PooledFeatures, MakeRowsOfAnImageSource) {
  const testing::MemorySource images({3, 1, 2}, {{1, 3, 0, 0, 0, 0}, {4, 4, 0, 0, 0, 0}});
  const std::unique_ptr<SampleSource> rows = pool_images({}, HandMade(), images);
  EXPECT_EQ(rows->size(), 2);
  EXPECT_THAT(rows->shape().dims, ElementsAre(6));
  EXPECT_EQ(rows->info(1).id, "sample 1");
  EXPECT_THAT(rows->feature_names(), ElementsAre("a.0.mean", "a.0.deviation", "a.1.mean",
                                                 "a.1.deviation", "b.0.mean", "b.0.deviation"));
  std::vector<float> out(12);
  rows->read(std::vector<std::int64_t>{1, 0}, out);
  EXPECT_THAT(out, ElementsAre(4, 0, 5, 0, 1, 1, 2, 1, 5, 0, 1, 1));
}

TEST(PooledFeatures, DoNotDependOnThreads) {
  std::vector<std::vector<float>> samples;
  for (int i = 0; i < 5; ++i) {
    samples.push_back(testing::uniform_values(3 * 20 * 20, static_cast<std::uint32_t>(i)));
  }
  const testing::MemorySource images({3, 20, 20}, samples);
  const FilterBank bank({});
  Context three;
  three.threads = 3;
  const auto values = [&](const Context& context) {
    const std::unique_ptr<SampleSource> rows = pool_images(context, bank, images);
    std::vector<float> out(static_cast<std::size_t>(5 * rows->shape().elements()));
    rows->read(std::vector<std::int64_t>{0, 1, 2, 3, 4}, out);
    return out;
  };
  EXPECT_EQ(values({}), values(three));
}

}  // namespace
}  // namespace goodparts
