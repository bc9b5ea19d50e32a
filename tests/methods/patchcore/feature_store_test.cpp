#include "methods/patchcore/feature_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "methods/patchcore/memory_bank.h"
#include "tests/support/patterns.h"

namespace goodparts {
namespace {

using ::testing::ElementsAre;

// PyTorch 1.13: torch.tensor([...]).to(torch.bfloat16).view(torch.int16) & 0xffff.
TEST(Bfloat16, RoundsAsPyTorchDoes) {
  const std::pair<float, std::uint16_t> expected[] = {{1.0F, 0x3F80},        {1.00390625F, 0x3F80},
                                                      {1.01171875F, 0x3F82}, {3.14159274F, 0x4049},
                                                      {-0.1F, 0xBDCD},       {65535.0F, 0x4780}};
  for (const auto& [value, bits] : expected) {
    EXPECT_EQ(to_bfloat16(value).bits, bits) << value;
  }
  EXPECT_EQ(to_float({0x4049}), 3.140625F);
}

TEST(FeatureStore, GivesBackWhatItKeeps) {
  for (const FeaturePrecision precision :
       {FeaturePrecision::kFloat32, FeaturePrecision::kBfloat16}) {
    FeatureStore store(3, 2, precision);
    store.put(2, std::vector<float>{5.0F, 6.0F});
    store.put(0, std::vector<float>{1.0F, 2.0F, 3.0F, 1.00390625F});
    std::vector<float> room;
    const float* const rows = store.read(1, 2, room);
    EXPECT_THAT(std::vector<float>(rows, rows + 4),
                ElementsAre(3.0F, precision == FeaturePrecision::kFloat32 ? 1.00390625F : 1.0F,
                            5.0F, 6.0F));
  }
}

// The reference: the plain float selection on features that were rounded beforehand. 40 dimensions
// are projected by the original release's convention, and neither are by anomalib's; 400 by both.
TEST(FeatureStore, TheCoresetOfBfloat16FeaturesIsThatOfTheRoundedValues) {
  constexpr std::int64_t kRows = 1500;
  for (const std::int64_t dim : {40, 400}) {
    const std::vector<float> values = testing::uniform_values(kRows * dim, 1);
    std::vector<float> rounded;
    for (const float value : values) {
      rounded.push_back(to_float(to_bfloat16(value)));
    }
    FeatureStore half(kRows, dim, FeaturePrecision::kBfloat16);
    half.put(0, values);
    FeatureStore reference(kRows, dim, FeaturePrecision::kFloat32);
    reference.put(0, rounded);
    FeatureStore unrounded(kRows, dim, FeaturePrecision::kFloat32);
    unrounded.put(0, values);
    for (const char* convention : {"original", "anomalib"}) {
      PatchCoreConfig config;
      config.convention = convention;
      config.coreset_ratio = 0.1;
      config.projection_dim = 16;
      const std::vector<std::int64_t> chosen = select_coreset({}, half, config);
      EXPECT_EQ(chosen.size(), 150U);
      EXPECT_EQ(chosen, select_coreset({}, reference, config));
      EXPECT_NE(chosen, select_coreset({}, unrounded, config));
    }
  }
}

}  // namespace
}  // namespace goodparts
