#include "reports/leaderboard.h"

#include <gmock/gmock.h>

#include <cmath>

#include "tests/reports/records.h"

namespace goodparts {
namespace {

using testing::bare_record;
using ::testing::ElementsAre;
using testing::image_record;

TEST(Leaderboard, SpreadIsMeanAndSampleDeviation) {
  // statistics.stdev([2, 4, 4, 4, 5, 5, 7, 9]) in Python: 2.138089935299395
  const Spread eight = spread({2, 4, 4, 4, 5, 5, 7, 9});
  EXPECT_DOUBLE_EQ(eight.mean, 5.0);
  EXPECT_NEAR(eight.deviation, 2.138089935299395, 1e-14);
  EXPECT_EQ(eight.runs, 8);
}

TEST(Leaderboard, EqualValuesHaveNoSpread) {
  // Their sum divided by their number is 0.35 + 2⁻⁵⁴ or so.
  EXPECT_EQ(spread({0.35, 0.35, 0.35}).deviation, 0.0);
  EXPECT_EQ(spread({0.05, 0.05, 0.05}).deviation, 0.0);
  EXPECT_GT(spread({0.35, 0.35, 0.35000001}).deviation, 0.0);
}

TEST(Leaderboard, SpreadLeavesUndefinedValuesOut) {
  const Spread one = spread({kUndefined, 3.0});
  EXPECT_EQ(one.mean, 3.0);
  EXPECT_TRUE(std::isnan(one.deviation));
  EXPECT_EQ(one.runs, 1);
  EXPECT_TRUE(std::isnan(spread({}).mean));
}

TEST(Leaderboard, RunsThatDifferOnlyBySeedShareARow) {
  const auto rows = leaderboard({image_record(2), bare_record(), image_record(0), image_record(1)});
  ASSERT_EQ(rows.size(), 2);
  EXPECT_THAT(rows[0].runs, ElementsAre(2, 3, 0));  // seeds 0, 1, 2
  EXPECT_THAT(rows[1].runs, ElementsAre(1));
  // 0.9375, 0.9575, 0.9775
  EXPECT_NEAR(rows[0].metrics[0].second.mean, 0.9575, 1e-12);
  EXPECT_NEAR(rows[0].metrics[0].second.deviation, 0.02, 1e-12);
}

TEST(Leaderboard, AnotherSettingIsAnotherRow) {
  RunRecord other = image_record(1);
  other.config_yaml += "  note: where results go does not matter\n";
  EXPECT_EQ(leaderboard({image_record(0), other}).size(), 1);
  other.config_yaml = "method:\n  name: patchcore\n  seed: 3\nseed: 1\n";  // not the run's seed
  EXPECT_EQ(leaderboard({image_record(0), other}).size(), 2);
  other = image_record(1);
  other.backbone = "resnet18";
  EXPECT_EQ(leaderboard({image_record(0), other}).size(), 2);
}

TEST(Leaderboard, RepeatsOfOneSeedAreNotASpread) {
  EXPECT_EQ(leaderboard({image_record(0), image_record(0)}).size(), 2);
}

TEST(Leaderboard, RatesOfSeveralSeedsKeepTheWidestInterval) {
  RunRecord second = image_record(1);
  second.evaluation.at_choice.false_positive_rate = {3, 20, 0.15, 0.0320709371854637,
                                                     0.37892682654531396};
  const RateSpread rate = leaderboard({image_record(0), second})[0].false_positive_rate;
  EXPECT_NEAR(rate.rate.mean, 0.10, 1e-12);
  EXPECT_EQ(rate.low, 0.0012650894979498038);
  EXPECT_EQ(rate.high, 0.37892682654531396);
  EXPECT_EQ(rate.fewest_parts, 20);
  EXPECT_EQ(rate.most_parts, 20);  // the same test parts, not 40
}

TEST(Leaderboard, RunsWithoutAChosenThresholdHaveNoRate) {
  const RateSpread rate = leaderboard({bare_record()})[0].false_positive_rate;
  EXPECT_EQ(rate.rate.runs, 0);
  EXPECT_TRUE(std::isnan(rate.rate.mean));
}

TEST(Leaderboard, KnowsWhichMetricsAreOracles) {
  EXPECT_TRUE(is_oracle_metric("sample_f1_max"));
  EXPECT_TRUE(is_oracle_metric("sample_fpr_at_95tpr"));
  EXPECT_FALSE(is_oracle_metric("sample_auroc"));
  EXPECT_FALSE(is_oracle_metric("pixel_aupro_0.30"));
}

}  // namespace
}  // namespace goodparts
