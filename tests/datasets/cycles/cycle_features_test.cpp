#include "datasets/cycles/cycle_features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace goodparts {
namespace {

using ::testing::DoubleEq;
using ::testing::DoubleNear;
using ::testing::ElementsAre;

std::vector<double> values(const std::vector<double>& cycle, std::int64_t part = 1,
                           std::int64_t parts = 1) {
  std::vector<double> found;
  for (const std::string& statistic : cycle_statistics()) {
    found.push_back(CycleFeature{"S", statistic, part, parts}.value(cycle));
  }
  return found;
}

// NumPy 1.24, for the samples y at x of a part: y.mean(), y.std(), y.min(), y.max(),
// np.polyfit(x, y, 1)[0] * n
TEST(CycleFeatures, AreThoseOfNumPy) {
  const std::vector<double> cycle = {2, 4, 1, 7, 5, 9, 3};
  EXPECT_THAT(values(cycle), ElementsAre(DoubleEq(4.428571428571429), DoubleEq(2.610809554642438),
                                         1.0, 9.0, DoubleNear(4.25, 1e-12)));
  EXPECT_THAT(values(cycle, 1, 3),
              ElementsAre(3.0, 1.0, 2.0, 4.0, DoubleNear(14.0, 1e-12)));  // 2, 4
  EXPECT_THAT(values(cycle, 2, 3),
              ElementsAre(4.0, 3.0, 1.0, 7.0, DoubleNear(42.0, 1e-12)));  // 1, 7
  EXPECT_THAT(values(cycle, 3, 3),
              ElementsAre(DoubleEq(5.666666666666667), DoubleEq(2.494438257849294), 3.0, 9.0,
                          DoubleNear(-7.0, 1e-12)));  // 5, 9, 3
}

TEST(CycleFeatures, MissingSamplesAreLeftOut) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(values({2, none, 1, 7}),  // NumPy 1.24, of x = 0, 2, 3
              ElementsAre(DoubleEq(3.3333333333333335), DoubleEq(2.6246692913372702), 1.0, 7.0,
                          DoubleNear(5.428571428571428, 1e-12)));
  for (const double value : values({none, none, 1, 7}, 1, 2)) {
    EXPECT_TRUE(std::isnan(value));
  }
}

TEST(CycleFeatures, SlopeDoesNotDependOnTheRate) {
  std::vector<double> slow;
  std::vector<double> fast;
  for (int i = 0; i < 60; ++i) {
    slow.push_back(3.0 * i / 60.0);
  }
  for (int i = 0; i < 6000; ++i) {
    fast.push_back(3.0 * i / 6000.0);
  }
  const CycleFeature slope{"S", "slope", 2, 4};
  EXPECT_NEAR(slope.value(slow), 3.0, 1e-9);
  EXPECT_NEAR(slope.value(fast), 3.0, 1e-9);
  EXPECT_EQ(slope.value(std::vector<double>(8, 0.1)), 0.0);
  EXPECT_EQ(slope.value(std::vector<double>{1, 2, 3, 4}), 0.0);  // single samples
}

TEST(CycleFeatures, NamesReadBack) {
  const std::vector<CycleFeature> plan = plan_cycle_features("PS1", {"mean", "slope"}, 2);
  std::vector<std::string> names;
  for (const CycleFeature& feature : plan) {
    names.push_back(feature.name());
    const auto again = CycleFeature::parse(names.back());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->sensor, "PS1");
    EXPECT_EQ(again->name(), names.back());
  }
  EXPECT_THAT(names,
              ElementsAre("PS1[1/2].mean", "PS1[1/2].slope", "PS1[2/2].mean", "PS1[2/2].slope"));
  EXPECT_EQ(plan_cycle_features("a.b", {"mean"}, 1)[0].name(), "a.b.mean");
  EXPECT_EQ(CycleFeature::parse("a.b.mean")->sensor, "a.b");
  EXPECT_EQ(CycleFeature::parse("S[x].mean")->sensor, "S[x]");  // a sensor of that name
  EXPECT_EQ(CycleFeature::parse("S[3/2].mean")->sensor, "S[3/2]");
  for (const char* other : {"PS1", "PS1.median", ".mean", ""}) {
    EXPECT_FALSE(CycleFeature::parse(other)) << other;
  }
}

}  // namespace
}  // namespace goodparts
