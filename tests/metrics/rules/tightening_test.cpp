#include "metrics/rules/tightening.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "kernels/base/error.h"
#include "metrics/rules/rules_json.h"

namespace goodparts {
namespace {

using ::testing::HasSubstr;

std::vector<std::int64_t> needed(const TighteningSchedule& schedule) {
  std::vector<std::int64_t> counts;
  for (const TighteningStep& step : schedule.steps) {
    counts.push_back(step.good_needed);
  }
  return counts;
}

// 5 %: 59, 93, 124 and 181 good parts for ranks 1, 2, 3 and 5; 153 for rank 4 is between.
TEST(Tightening, StepsAreThoseOfOrderStatistics) {
  const TighteningSchedule schedule = tightening_schedule(0, 0.05);
  EXPECT_EQ(needed(schedule), (std::vector<std::int64_t>{59, 93, 124, 153, 181}));
  EXPECT_EQ(schedule.rank, 0);
  EXPECT_FALSE(schedule.keeps_target);
  for (const TighteningStep& step : schedule.steps) {
    EXPECT_LE(step.fpr_upper, 0.05);
    EXPECT_GT(step.fpr_upper, 0.049);
  }
}

// 1 − 0.05^(1/12) = 22.1 %.
TEST(Tightening, StartsAtTheLargestScore) {
  const TighteningSchedule schedule = tightening_schedule(12, 0.05);
  EXPECT_EQ(schedule.rank, 1);
  EXPECT_FALSE(schedule.keeps_target);
  EXPECT_NEAR(schedule.fpr_upper, 0.22092219194555582, 1e-12);
  EXPECT_THAT(schedule.note, HasSubstr("not yet 5 %, which takes 59"));
}

TEST(Tightening, GoesDownARankWhenEnoughHaveBeenSeen) {
  EXPECT_EQ(tightening_schedule(92, 0.05).rank, 1);
  const TighteningSchedule schedule = tightening_schedule(93, 0.05);
  EXPECT_EQ(schedule.rank, 2);
  EXPECT_TRUE(schedule.keeps_target);
  EXPECT_TRUE(schedule.steps[0].reached);
  EXPECT_EQ(schedule.steps[0].rank, 2);
  EXPECT_EQ(schedule.steps[1].good_needed, 124);
  EXPECT_FALSE(schedule.steps[1].reached);
  EXPECT_THAT(schedule.note, HasSubstr("After 124 good parts in all (now 93) it may go to rank 3"));
}

// Each of five steps with 99 %: 0.95^90 < 0.01.
TEST(Tightening, AllStepsTogetherTakeMoreParts) {
  TighteningOptions options;
  options.all_steps_together = true;
  const TighteningSchedule schedule = tightening_schedule(1000, 0.05, options);
  EXPECT_NEAR(schedule.step_confidence, 0.99, 1e-15);
  EXPECT_EQ(schedule.steps[0].good_needed, 90);
  EXPECT_EQ(schedule.rank, 5);  // no further than the plan
}

TEST(Tightening, RefusesBadInput) {
  EXPECT_THROW(tightening_schedule(-1, 0.05), Error);
  EXPECT_THROW(tightening_schedule(1, 0.0), Error);
  TighteningOptions options;
  options.steps = 0;
  EXPECT_THROW(tightening_schedule(1, 0.05, options), Error);
}

TEST(Tightening, WritesJson) {
  const nlohmann::ordered_json json = to_json(tightening_schedule(93, 0.05));
  EXPECT_EQ(json.at("rank"), 2);
  EXPECT_EQ(json.at("steps").size(), 5U);
}

}  // namespace
}  // namespace goodparts
