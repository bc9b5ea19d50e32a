#include "metrics/series/series.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "kernels/base/error.h"
#include "tests/metrics/series/drawn_series.h"

namespace goodparts {
namespace {

using testing::drawn_series;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::text_series;

std::string refusal(const Series& series, double max_gap_seconds = kNoGap) {
  try {
    check_series(series, max_gap_seconds);
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

TEST(Series, EventsAndAlarmsAreTheLongestRuns) {
  const Series series = text_series("1100111001", "0110000011");
  const FlaggedSeries flagged = flag_series(series, 0.5);
  EXPECT_THAT(flagged.unbroken, ElementsAre(Stretch{0, 10}));
  EXPECT_THAT(flagged.events, ElementsAre(Stretch{0, 2}, Stretch{4, 7}, Stretch{9, 10}));
  EXPECT_THAT(flagged.alarms, ElementsAre(Stretch{1, 3}, Stretch{8, 10}));
  EXPECT_THAT(count_overlaps(flagged.events, flagged.alarms), ElementsAre(1, 0, 1));
  EXPECT_THAT(count_overlaps(flagged.alarms, flagged.events), ElementsAre(1, 1));
}

TEST(Series, OneStretchMayOverlapSeveralAndShareOne) {
  const std::vector<Stretch> wide = {{0, 5}, {5, 9}};
  const std::vector<Stretch> narrow = {{0, 1}, {2, 3}, {4, 6}};
  EXPECT_THAT(count_overlaps(wide, narrow), ElementsAre(3, 1));
  EXPECT_THAT(count_overlaps(narrow, wide), ElementsAre(1, 1, 2));
  const std::vector<Stretch> between = {{1, 2}, {3, 4}};  // neighbours do not overlap
  EXPECT_THAT(count_overlaps(narrow, between), ElementsAre(0, 0, 0));
  EXPECT_THAT(count_overlaps(between, narrow), ElementsAre(0, 0));
}

TEST(Series, GapsCutEventsAndAlarms) {
  Series series = text_series("0111110", "1111111");
  series.seconds = {0, 1, 2, 13, 14, 14, 24};
  const FlaggedSeries flagged = flag_series(series, 0.5, 10.0);  // a step of just 10 s is no gap
  EXPECT_THAT(flagged.unbroken, ElementsAre(Stretch{0, 3}, Stretch{3, 7}));
  EXPECT_THAT(flagged.events, ElementsAre(Stretch{1, 3}, Stretch{3, 6}));
  EXPECT_THAT(flagged.alarms, ElementsAre(Stretch{0, 3}, Stretch{3, 7}));
  EXPECT_THAT(flag_series(series, 0.5).events, ElementsAre(Stretch{1, 6}));
}

TEST(Series, OnlyScoresAboveTheThresholdAreFlagged) {
  Series series = text_series("000", "010");
  EXPECT_THAT(flag_series(series, 1.0).flags, ElementsAre(0, 0, 0));
  EXPECT_THAT(flag_series(series, 0.0).flags, ElementsAre(0, 1, 0));
  EXPECT_THAT(flag_series(series, -HUGE_VAL).flags, ElementsAre(1, 1, 1));
  EXPECT_THROW(flag_series(series, std::nan("")), Error);
}

TEST(Series, RefusesWhatIsNoSeries) {
  EXPECT_EQ(refusal(drawn_series(true)), "none");
  EXPECT_EQ(refusal(drawn_series(false)), "none");
  EXPECT_THAT(refusal({}), HasSubstr("no samples"));
  Series series = drawn_series(true);
  series.scores[7] = std::nan("");
  EXPECT_THAT(refusal(series), HasSubstr("series 'drawn': score nan of sample 7"));
  series = drawn_series(true);
  series.scores[8] = HUGE_VAL;
  EXPECT_THAT(refusal(series), HasSubstr("sample 8"));
  series = drawn_series(true);
  series.labels[9] = -1;
  EXPECT_THAT(refusal(series), HasSubstr("label -1 of sample 9"));
  series = drawn_series(true);
  series.labels.pop_back();
  EXPECT_THAT(refusal(series), HasSubstr("120 scores but 119 labels"));
  series = drawn_series(true);
  series.seconds.pop_back();
  EXPECT_THAT(refusal(series), HasSubstr("120 scores but 119 times"));
  series = drawn_series(true);
  series.seconds[5] = 7.0;
  EXPECT_THAT(refusal(series), HasSubstr("sample 5 at 7 s is earlier"));
  series = drawn_series(true);
  series.seconds[0] = std::nan("");
  EXPECT_THAT(refusal(series), HasSubstr("time nan of sample 0"));
  EXPECT_THAT(refusal(drawn_series(true), 0.0), HasSubstr("largest gap"));
  EXPECT_THAT(refusal(drawn_series(true), std::nan("")), HasSubstr("largest gap"));
}

}  // namespace
}  // namespace goodparts
