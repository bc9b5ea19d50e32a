#include "methods/random/random.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/memory_archive.h"
#include "tests/support/memory_source.h"
#include "tests/support/rows.h"

namespace goodparts::testing {
namespace {

Random fitted(std::uint64_t seed) {
  Context context;
  context.seed = seed;
  Random detector;
  detector.fit(context, MemorySource({1}, {{0}}));
  return detector;
}

// P(one of 1000 scores above one of 1000 others) has the deviation sqrt(2001 / 12) / 1000 = 0.0129
// (Mann and Whitney 1947).
TEST(Random, TellsNothing) {
  const MemorySource source({1}, std::vector<std::vector<float>>(2000, {0}));
  std::vector<double> scores = scores_of(fitted(0), source);
  std::vector<double> good(scores.begin(), scores.begin() + 1000);
  std::sort(good.begin(), good.end());
  double below = 0.0;
  for (std::size_t i = 1000; i < 2000; ++i) {
    below +=
        static_cast<double>(std::lower_bound(good.begin(), good.end(), scores[i]) - good.begin());
  }
  EXPECT_NEAR(below / 1e6, 0.5, 3.0 * 0.0129);
}

TEST(Random, DependsOnSeedAndIdAlone) {
  const MemorySource source({1}, {{0}, {1}, {2}});
  const std::vector<double> scores = scores_of(fitted(1), source);
  EXPECT_NE(scores[0], scores[1]);
  EXPECT_EQ(scores_of(fitted(1), source, {2, 0}), (std::vector<double>{scores[2], scores[0]}));
  EXPECT_NE(scores_of(fitted(2), source), scores);
}

TEST(Random, KeepsItsSeed) {
  MemoryArchive archive;
  fitted(~std::uint64_t{0}).save(archive);
  Random loaded;
  loaded.load(archive);
  const MemorySource source({1}, {{0}, {1}});
  EXPECT_EQ(scores_of(loaded, source), scores_of(fitted(~std::uint64_t{0}), source));
}

}  // namespace
}  // namespace goodparts::testing
