// PatchCore with convention=anomalydino. Expected values: NumPy, SciPy and PyTorch 1.13 from the
// equations of Damm et al. 2024. Of pattern(n, f, m) = (i · f mod m) / m they are made
// by the lines quoted at each test.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "methods/patchcore/patch_embedding.h"
#include "methods/patchcore/patch_scores.h"
#include "methods/patchcore/patchcore.h"
#include "tests/support/memory_archive.h"
#include "tests/support/memory_source.h"
#include "tests/support/patterns.h"

namespace goodparts {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::FloatNear;
using ::testing::HasSubstr;
using testing::MemorySource;
using ::testing::Pair;
using testing::pattern;
using ::testing::Pointwise;

PatchCoreConfig anomalydino() {
  PatchCoreConfig config;
  config.convention = "anomalydino";
  config.coreset_ratio = 1.0;
  return config;
}

std::vector<float> vectors(const PatchGrid& grid, const std::vector<std::int64_t>& places) {
  std::vector<float> values;
  for (const std::int64_t place : places) {
    const auto begin = grid.values.begin() + place * grid.dim;
    values.insert(values.end(), begin, begin + grid.dim);
  }
  return values;
}

// v = np.concatenate([F.interpolate(m[None], (4, 5), mode="bilinear")[0] for m in (a, b)])
// v = v.reshape(8, -1).T; v /= np.linalg.norm(v, axis=1, keepdims=True); v[[0, 7, 19]]
TEST(EmbedAnomalyDino, JoinsLayersOnTheFinestGridAtUnitLength) {
  const FloatArray fine{{3, 4, 5}, pattern(3 * 4 * 5, 37, 101)};
  const FloatArray coarse{{5, 2, 3}, pattern(5 * 2 * 3, 53, 103)};
  const PatchGrid grid = embed_anomalydino({fine, coarse});
  EXPECT_EQ(grid.size, (GridSize{4, 5}));
  EXPECT_EQ(grid.dim, 8);
  EXPECT_THAT(
      vectors(grid, {0, 7, 19}),
      Pointwise(FloatNear(1e-6F),
                std::vector<float>{0.0F,       0.3740942F, 0.7481884F, 0.0F,       0.1000446F,
                                   0.2000892F, 0.3001338F, 0.4001784F, 0.3319253F, 0.5240925F,
                                   0.1281115F, 0.2355448F, 0.2869364F, 0.338328F,  0.3897196F,
                                   0.4411112F, 0.4657342F, 0.1392401F, 0.2976858F, 0.277781F,
                                   0.3201544F, 0.3625278F, 0.4049012F, 0.4472745F}));
  const PatchGrid other = embed_anomalydino({coarse, fine});
  EXPECT_EQ(other.size, (GridSize{4, 5}));
  EXPECT_THAT(vectors(other, {7}),
              Pointwise(FloatNear(1e-6F),
                        std::vector<float>{0.2355448F, 0.2869364F, 0.338328F, 0.3897196F,
                                           0.4411112F, 0.3319253F, 0.5240925F, 0.1281115F}));
}

TEST(EmbedAnomalyDino, LeavesZeroVectorsAndKeepsHugeOnesFinite) {
  const PatchGrid grid = embed_anomalydino({{{2, 1, 3}, {0, 3e30F, 3, 0, -4e30F, 4}}});
  EXPECT_THAT(grid.values,
              Pointwise(FloatNear(1e-6F), std::vector<float>{0, 0, 0.6F, -0.8F, 0.6F, 0.8F}));
}

// Vectors of pattern(…) − 1/2 at unit length.
PatchGrid unit_vectors(GridSize size, std::int64_t dim, std::int64_t factor, std::int64_t modulus) {
  const std::int64_t places = size.height * size.width;
  const std::vector<float> values = pattern(places * dim, factor, modulus);
  FloatArray map{{dim, size.height, size.width}, std::vector<float>(values.size())};
  for (std::int64_t i = 0; i < places * dim; ++i) {
    map.values[static_cast<std::size_t>(i % dim * places + i / dim)] =
        values[static_cast<std::size_t>(i)] - 0.5F;
  }
  return embed_anomalydino({map});
}

// q, k: pattern(330 * 4, 7919, 20011) and pattern(20 * 4, 104729, 20011) − ½, at unit length
// d = (1 - q @ k.T).min(1); d[[0, 7, 100, 329]]; np.mean(np.sort(d)[::-1][:330 // 100])
TEST(AnomalyDinoScores, AreCosineDistancesAndTheMeanOfTheirHighestHundredth) {
  const PatchGrid queries = unit_vectors({15, 22}, 4, 7919, 20011);
  const MemoryBank bank(unit_vectors({1, 20}, 4, 104729, 20011).values, 4);
  const PatchScores scores = score_patches({}, queries, bank, anomalydino());
  ASSERT_EQ(scores.patches.size(), 330U);
  EXPECT_NEAR(scores.patches[0], 0.21212791, 1e-6);
  EXPECT_NEAR(scores.patches[7], 0.18794264, 1e-6);
  EXPECT_NEAR(scores.patches[100], 0.18774194, 1e-6);
  EXPECT_NEAR(scores.patches[329], 0.20574053, 1e-6);
  EXPECT_NEAR(scores.sample, 0.53754983, 1e-6);  // the highest: 0.53770075
}

// q, k: pattern(225 * 3, 37, 101)[:18] and pattern(7 * 3, 53, 103) − ½, at unit length
// d = (1 - q @ k.T).min(1).reshape(2, 3)
// gaussian_filter(F.interpolate(d, (8, 9), mode="bilinear"), 4.0)
TEST(AnomalyDinoScores, OfFewPatchesAreTheHighestAndMapsAreBilinear) {
  const PatchGrid queries = unit_vectors({2, 3}, 3, 37, 101);
  const MemoryBank bank(unit_vectors({1, 7}, 3, 53, 103).values, 3);
  const PatchCoreConfig config = anomalydino();
  const PatchScores scores = score_patches({}, queries, bank, config);
  EXPECT_THAT(scores.patches, Pointwise(FloatNear(1e-6F),
                                        std::vector<float>{0.64472921F, 0.87772522F, 0.89565726F,
                                                           0.08255164F, 0.10824174F, 0.1693447F}));
  EXPECT_NEAR(scores.sample, 0.89565726, 1e-6);
  const std::vector<float> map =
      anomaly_maps({}, scores.patches.data(), 1, queries.size, map_style({8, 9}, config)).front();
  EXPECT_NEAR(map[0], 0.53537169, 1e-5);
  EXPECT_NEAR(map[3 * 9 + 5], 0.49754558, 1e-5);
  EXPECT_NEAR(map[7 * 9 + 8], 0.37935145, 1e-5);
}

TEST(AnomalyDino, RefusesRows) {
  PatchCore detector(anomalydino(), {});
  try {
    detector.fit({}, MemorySource({2}, {{1, 2}, {3, 4}}));
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kConfig);
    EXPECT_THAT(error.what(), HasSubstr("method.convention: anomalydino"));
    EXPECT_THAT(error.what(), HasSubstr("original or anomalib"));
  }
  PatchCoreConfig original;
  PatchCore rows(original, {});
  rows.fit({}, MemorySource({2}, {{1, 2}, {3, 4}}));
  testing::MemoryArchive archive;
  rows.save(archive);
  archive.entries["patchcore/convention"] = std::string("anomalydino");
  EXPECT_THROW(rows.load(archive), Error);
}

// All patches of a constant image are alike, so remembering a few is enough; those of a black one
// may have no direction at all.
TEST(AnomalyDino, LearnsFromConstantImages) {
  for (const float grey : {0.0F, 0.5F}) {
    for (const double ratio : {1.0, 0.05}) {
      PatchCoreConfig config = anomalydino();
      config.coreset_ratio = ratio;
      PatchCore detector(config, {});
      const MemorySource images({3, 32, 32}, {std::vector<float>(3 * 32 * 32, grey)});
      detector.fit({}, images);
      const std::int64_t first = 0;
      const SampleScore score = detector.score({}, images, {&first, 1})[0];
      EXPECT_NEAR(score.score, 0.0, 1e-12);
      EXPECT_THAT(score.map.values, Each(FloatNear(0.0F, 1e-6F)));
    }
  }
}

TEST(AnomalyDino, SaysHowItScores) {
  const PatchCore detector(anomalydino(), {});
  EXPECT_THAT(detector.facts(), Contains(Pair("convention", "anomalydino")));
  EXPECT_THAT(detector.facts(), Contains(Pair("patch score", HasSubstr("cosine"))));
  EXPECT_THAT(detector.facts(), Contains(Pair("image score", HasSubstr("1 %"))));
}

}  // namespace
}  // namespace goodparts
