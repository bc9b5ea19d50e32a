// Expected vectors: the embedding code of PatchCore's original release and of anomalib, on
// PyTorch 1.13.
#include "methods/patchcore/patch_embedding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/patterns.h"

namespace goodparts {
namespace {

using ::testing::FloatNear;
using testing::pattern;
using ::testing::Pointwise;

std::vector<FloatArray> two_layers() {
  return {{{3, 4, 5}, pattern(3 * 4 * 5, 37, 101)}, {{5, 2, 3}, pattern(5 * 2 * 3, 53, 103)}};
}

std::vector<float> vectors(const PatchGrid& grid, const std::vector<std::int64_t>& places) {
  std::vector<float> values;
  for (const std::int64_t place : places) {
    const auto begin = grid.values.begin() + place * grid.dim;
    values.insert(values.end(), begin, begin + grid.dim);
  }
  return values;
}

TEST(EmbedOriginal, AveragesDown) {
  const PatchGrid grid = embed_original(two_layers(), 8, 6);
  EXPECT_EQ(grid.size, (GridSize{4, 5}));
  EXPECT_EQ(grid.dim, 6);
  EXPECT_THAT(
      vectors(grid, {0, 7, 19}),
      Pointwise(FloatNear(1e-6F),
                std::vector<float>{0.09917492F, 0.179703F, 0.2146865F, 0.1551086F, 0.1971221F,
                                   0.2510402F, 0.389274F, 0.4535891F, 0.4762376F, 0.1934427F,
                                   0.3141614F, 0.4330405F, 0.289604F, 0.2090347F, 0.1516502F,
                                   0.1442441F, 0.2256126F, 0.2328556F}));
}

TEST(EmbedOriginal, RepeatsValuesWhereAskedForMoreThanThereAre) {
  const PatchGrid grid = embed_original(two_layers(), 40, 70);
  const std::vector<float> patch = vectors(grid, {7});
  ASSERT_EQ(patch.size(), 70U);
  EXPECT_THAT(std::vector<float>(patch.begin(), patch.begin() + 6),
              Pointwise(FloatNear(1e-6F), std::vector<float>{0.4579208F, 0.4826733F, 0.2574257F,
                                                             0.1237624F, 0.2648515F, 0.4727723F}));
  EXPECT_THAT(std::vector<float>(patch.end() - 6, patch.end()),
              Pointwise(FloatNear(1e-6F), std::vector<float>{0.2226942F, 0.4538835F, 0.625F,
                                                             0.6122572F, 0.5400485F, 0.4933252F}));
}

TEST(EmbedAnomalib, AveragesNeighbourhoodsAndJoinsChannels) {
  const PatchGrid grid = embed_anomalib(two_layers());
  EXPECT_EQ(grid.size, (GridSize{4, 5}));
  EXPECT_EQ(grid.dim, 8);
  EXPECT_THAT(
      vectors(grid, {0, 7, 19}),
      Pointwise(FloatNear(1e-6F),
                std::vector<float>{0.1551155F, 0.1892189F, 0.2233223F, 0.1240561F, 0.162891F,
                                   0.201726F,  0.2405609F, 0.2793959F, 0.4532453F, 0.4466447F,
                                   0.440044F,  0.1909385F, 0.2491909F, 0.3074434F, 0.3656958F,
                                   0.4239482F, 0.2717272F, 0.1947195F, 0.2288229F, 0.1305286F,
                                   0.1693635F, 0.2081985F, 0.2470334F, 0.2858684F}));
}

}  // namespace
}  // namespace goodparts
