#include "metrics/series/events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/metrics/series/drawn_series.h"

namespace goodparts {
namespace {

using testing::drawn_series;
using ::testing::ElementsAre;
using testing::text_series;

EventCounts count(const Series& series, double threshold, double max_gap_seconds = kNoGap) {
  return count_events(flag_series(series, threshold, max_gap_seconds));
}

// Expected values: golden_series.py.
TEST(Events, DrawnSeries) {
  const Series series = drawn_series(true);
  const EventCounts whole = count(series, 5.0);
  EXPECT_EQ(whole.tp, 20);
  EXPECT_EQ(whole.fp, 10);
  EXPECT_EQ(whole.fn, 20);
  EXPECT_EQ(whole.tn, 70);
  EXPECT_EQ(whole.events, 6);
  EXPECT_EQ(whole.found, 6);
  EXPECT_EQ(whole.alarms, 20);
  EXPECT_EQ(whole.false_alarms, 7);
  EXPECT_THAT(whole.delay_samples, ElementsAre(0, 0, 1, 0, 0, 3));
  EXPECT_THAT(whole.delay_seconds, ElementsAre(0, 0, 2, 0, 0, 6));
  const EventCounts gaps = count(series, 5.0, 10.0);
  EXPECT_EQ(gaps.events, 7);
  EXPECT_EQ(gaps.alarms, 21);
  EXPECT_EQ(gaps.false_alarms, 8);
  EXPECT_THAT(gaps.delay_samples, ElementsAre(0, 0, 1, 1, 0, 0, 3));
  EXPECT_THAT(gaps.delay_seconds, ElementsAre(0, 0, 2, 2, 0, 0, 6));
}

// SKAB's own figures for Hotelling's T², from its counts of samples: F1 .66, FAR 19.21 %, MAR 42.6
// %.
TEST(Events, RatesAreThoseThatSkabPublishes) {
  EventCounts counts;
  counts.tp = 7331;
  counts.fn = 5440;
  counts.fp = 2119;
  counts.tn = 8911;
  const PointScores scores = point_scores(counts);
  EXPECT_NEAR(scores.far, 0.1921, 0.00005);
  EXPECT_NEAR(scores.mar, 0.426, 0.00005);
  EXPECT_NEAR(scores.f1, 0.66, 0.005);
}

// By hand. Events: found late, missed, found. Alarms: one in the first event and beyond it, one
// false, one that began before the third event.
TEST(Events, FoundMissedAndFalse) {
  const EventCounts counts =
      count(text_series("0011110001100000011100", "0000111000000110111000"), 0.5);
  EXPECT_EQ(counts.events, 3);
  EXPECT_EQ(counts.found, 2);
  EXPECT_EQ(counts.alarms, 3);
  EXPECT_EQ(counts.false_alarms, 1);
  EXPECT_THAT(counts.delay_samples, ElementsAre(2, 0));
  const EventScores scores = event_scores(counts);
  EXPECT_DOUBLE_EQ(scores.precision, 2.0 / 3.0);
  EXPECT_DOUBLE_EQ(scores.recall, 2.0 / 3.0);
  EXPECT_DOUBLE_EQ(scores.f1, 4.0 / 6.0);
  const double precision = 4.0 / 8.0;  // TP: 2 and 2
  EXPECT_DOUBLE_EQ(scores.composite_f1, 2.0 * precision * (2.0 / 3.0) / (precision + 2.0 / 3.0));
}

TEST(Events, AnAlarmWithoutEndFoolsEventF1ButNotCompositeF1) {
  const EventCounts counts = count(text_series("0000100000", "1111111111"), 0.5);
  EXPECT_EQ(event_scores(counts).f1, 1.0);
  EXPECT_DOUBLE_EQ(event_scores(counts).composite_f1, 2.0 * 0.1 / 1.1);
  EXPECT_EQ(point_scores(counts).far, 1.0);
  EXPECT_EQ(point_scores(counts).mar, 0.0);
}

TEST(Events, ZeroOrUndefined) {
  const EventCounts silent = count(text_series("0110", "0000"), 0.5);
  EXPECT_EQ(event_scores(silent).f1, 0.0);
  EXPECT_EQ(event_scores(silent).composite_f1, 0.0);
  EXPECT_TRUE(std::isnan(event_scores(silent).precision));
  EXPECT_EQ(point_scores(silent).far, 0.0);
  EXPECT_EQ(point_scores(silent).mar, 1.0);
  EXPECT_EQ(point_scores(silent).f1, 0.0);
  const EventCounts no_event = count(text_series("0000", "0100"), 0.5);
  EXPECT_TRUE(std::isnan(event_scores(no_event).recall));
  EXPECT_TRUE(std::isnan(event_scores(no_event).f1));
  EXPECT_TRUE(std::isnan(event_scores(no_event).composite_f1));
  EXPECT_EQ(event_scores(no_event).precision, 0.0);
  EXPECT_EQ(point_scores(no_event).far, 0.25);
  EXPECT_TRUE(std::isnan(point_scores(no_event).mar));
  EXPECT_TRUE(std::isnan(point_scores(no_event).f1));
  EXPECT_TRUE(std::isnan(point_scores(count(text_series("111", "010"), 0.5)).far));
}

TEST(Delays, AreOfFoundEventsAndTheShareOfAll) {
  const Delays delays = summarise_delays({5.0, 0.0, 10.0, 1.0}, 8, 5.0);
  EXPECT_EQ(delays.mean, 4.0);
  EXPECT_EQ(delays.median, 3.0);
  EXPECT_EQ(delays.within_limit, 3.0 / 8.0);
  EXPECT_EQ(summarise_delays({5.0, 0.0, 10.0}, 3, 1.0).median, 5.0);
}

TEST(Delays, AreUndefinedWhereNothingIsKnown) {
  const Delays missed = summarise_delays({}, 4, 5.0);
  EXPECT_TRUE(std::isnan(missed.mean));
  EXPECT_TRUE(std::isnan(missed.median));
  EXPECT_EQ(missed.within_limit, 0.0);
  EXPECT_TRUE(std::isnan(summarise_delays({}, 0, 5.0).within_limit));
  const Delays no_limit = summarise_delays({2.0}, 1, kUndefined);
  EXPECT_EQ(no_limit.mean, 2.0);
  EXPECT_TRUE(std::isnan(no_limit.within_limit));
  const Delays no_times = summarise_delays({2.0, kUndefined}, 2, 5.0);
  EXPECT_TRUE(std::isnan(no_times.mean));
  EXPECT_TRUE(std::isnan(no_times.median));
  EXPECT_TRUE(std::isnan(no_times.within_limit));
}

}  // namespace
}  // namespace goodparts
