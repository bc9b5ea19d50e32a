#include "metrics/histogram.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace goodparts {
namespace {

using ::testing::ElementsAre;

using Scores = std::vector<double>;

TEST(Histogram, CountsEachSetInCommonBins) {
  const Histogram histogram =
      score_histogram(Scores{0.0, 1.0}, Scores{1.9, 2.0}, Scores{7.9, 8.0}, {}, 4);
  EXPECT_THAT(histogram.edges, ElementsAre(0.0, 2.0, 4.0, 6.0, 8.0));
  EXPECT_THAT(histogram.calibration, ElementsAre(2, 0, 0, 0));
  EXPECT_THAT(histogram.good, ElementsAre(1, 1, 0, 0));
  EXPECT_THAT(histogram.anomalous, ElementsAre(0, 0, 0, 2));
}

TEST(Histogram, UnlabelledScoresWidenTheRangeOnly) {
  const Histogram histogram = score_histogram({}, Scores{0.0}, {}, Scores{10.0}, 2);
  EXPECT_THAT(histogram.edges, ElementsAre(0.0, 5.0, 10.0));
  EXPECT_THAT(histogram.good, ElementsAre(1, 0));
  EXPECT_THAT(histogram.anomalous, ElementsAre(0, 0));
}

TEST(Histogram, EqualScoresGetARangeOfOne) {
  const Histogram histogram = score_histogram({}, Scores{3.0, 3.0}, Scores{3.0}, {}, 2);
  EXPECT_THAT(histogram.edges, ElementsAre(2.5, 3.0, 3.5));
  EXPECT_THAT(histogram.good, ElementsAre(0, 2));
  EXPECT_THAT(histogram.anomalous, ElementsAre(0, 1));
}

TEST(Histogram, HugeScoresDoNotOverflow) {
  const Histogram histogram = score_histogram({}, Scores{-1.5e308}, Scores{1.5e308}, {}, 2);
  EXPECT_THAT(histogram.edges, ElementsAre(-1.5e308, 0.0, 1.5e308));
  EXPECT_THAT(histogram.good, ElementsAre(1, 0));
  EXPECT_THAT(histogram.anomalous, ElementsAre(0, 1));
}

TEST(Histogram, IsEmptyWithoutScores) {
  EXPECT_TRUE(score_histogram({}, {}, {}, {}, 3).edges.empty());
}

}  // namespace
}  // namespace goodparts
