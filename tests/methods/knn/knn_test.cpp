#include "methods/knn/knn.h"

#include <gtest/gtest.h>

#include "tests/support/expect_error.h"
#include "tests/support/memory_source.h"
#include "tests/support/rows.h"

namespace goodparts::testing {
namespace {

Knn fitted(std::int64_t neighbours, const std::string& distance) {
  KnnConfig config;
  config.neighbours = neighbours;
  config.distance = distance;
  Knn detector(config);
  detector.fit({}, MemorySource({3}, uniform_rows(12, 3, 1)));
  return detector;
}

void expect_near(const Knn& detector, const std::vector<double>& expected) {
  std::vector<std::vector<float>> rows = uniform_rows(4, 3, 2);
  for (std::vector<float>& row : rows) {
    for (float& value : row) {
      value *= 2.0F;
    }
  }
  const std::vector<double> scores = scores_of(detector, MemorySource({3}, std::move(rows)));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(scores[i], expected[i], 1e-5) << i;
  }
}

// scikit-learn 1.2: NearestNeighbors(n_neighbors=3).fit(z of good).kneighbors(z)[0], z by
// StandardScaler; its last column and its mean.
TEST(Knn, DistancesAreScikitLearns) {
  expect_near(fitted(3, "kth"),
              {2.4912119349148996, 8.147438639948119, 2.0930358383066565, 1.008669303813319});
  expect_near(fitted(3, "mean"),
              {1.99028276445956, 7.737929089683466, 1.991380084138209, 0.9014197267675449});
}

TEST(Knn, TakesNoMoreNeighboursThanThereAreRows) {
  Knn detector({});
  detector.fit({}, MemorySource({1}, {{-1}, {1}}));  // mean 0, deviation 1
  EXPECT_EQ(scores_of(detector, MemorySource({1}, {{3}})), std::vector<double>{4.0});
  EXPECT_EQ(detector.facts().back().second, "to neighbour 2");
}

TEST(Knn, RejectsSettingsThatMakeNoSense) {
  KnnConfig config;
  config.neighbours = 0;
  EXPECT_ERROR(config.validate(), ErrorKind::kConfig, "method.neighbours", "0");
}

}  // namespace
}  // namespace goodparts::testing
