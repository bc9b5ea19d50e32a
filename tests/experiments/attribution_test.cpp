// Which features made a sample anomalous, for people.
#include "experiments/run/attribution.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace goodparts {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;

TEST(StrongestFeatures, AreSharesOfWhatIsPositive) {
  const std::vector<float> explanation = {1.0F, -2.0F, 3.0F, 0.0F};
  const auto all = strongest_features(explanation, {"a", "b", "c", "d"}, 1, 5);
  EXPECT_EQ(to_text(all), "c 0.75; a 0.25");
  EXPECT_EQ(to_text(strongest_features(explanation, {}, 1, 1)), "#3 0.75");
  EXPECT_EQ(to_text(strongest_features(std::vector<float>(3, 0.0F), {}, 1, 5)), "");
}

TEST(StrongestFeatures, AreSummedOverTheWindow) {
  EXPECT_EQ(to_text(strongest_features(std::vector<float>{1.0F, 2.0F, -0.5F, 1.5F},
                                       {"p[t-1]", "q[t-1]", "p", "q"}, 2, 5)),
            "q 0.88; p 0.12");  // 3.5 and 0.5 of 4
}

TEST(WorthExplaining, IsWhatIsFlaggedAndTheHighestScores) {
  std::vector<ScoredSample> samples;
  for (std::int64_t i = 0; i < 100; ++i) {
    samples.push_back({i, static_cast<double>(i)});
  }
  ThresholdChoice choice;
  EXPECT_EQ(worth_explaining(samples, choice, 1000).size(), 20U) << "without a threshold";
  choice.available = true;
  choice.threshold = 49.0;
  const auto flagged = worth_explaining(samples, choice, 1000);
  EXPECT_EQ(flagged.size(), 50U);
  EXPECT_THAT(flagged[0], Field(&ScoredSample::index, 99));
  EXPECT_EQ(worth_explaining(samples, choice, 30).size(), 30U);
  choice.threshold = 98.0;
  EXPECT_EQ(worth_explaining(samples, choice, 1000).size(), 20U);
  samples.resize(3);
  EXPECT_EQ(worth_explaining(samples, choice, 1000).size(), 3U);
}

}  // namespace
}  // namespace goodparts
