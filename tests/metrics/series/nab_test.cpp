#include "metrics/series/nab.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "kernels/base/error.h"
#include "tests/metrics/series/drawn_series.h"

namespace goodparts {
namespace {

using testing::drawn_series;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::text_series;

Series quiet(std::int64_t size) {
  const std::string zeros(static_cast<std::size_t>(size), '0');
  return text_series(zeros, zeros);
}

void mark(std::vector<std::int8_t>& labels, std::int64_t begin, std::int64_t end) {
  std::fill(labels.begin() + begin, labels.begin() + end, std::int8_t{1});
}

// Expected values: golden_series.py. Those around starts without gaps are also what NAB's own
// sweeper gives.
TEST(Nab, DrawnSeries) {
  struct Golden {
    double threshold;
    double max_gap;
    NabWindows windows;
    std::int64_t count;
    std::array<double, 3> scores;
  };
  const auto start = NabWindows::kAroundStart;
  const auto events = NabWindows::kEvents;
  const std::vector<Golden> wanted = {
      {5.0, kNoGap, start, 4, {45.2490644538728, 19.3541508162502, 55.1660429692485}},
      {5.0, kNoGap, events, 4, {88.1316047726135, 76.5953954884173, 92.0877365150757}},
      {6.75, kNoGap, start, 4, {11.5220183739985, 1.9000586565016, 16.014678915999}},
      {6.75, kNoGap, events, 4, {48.7250527783517, 47.881686545308, 49.1500351855678}},
      {5.0, 10.0, start, 5, {14.7, -10.6, 23.1333333333333}},
      {5.0, 10.0, events, 5, {89.1897401238303, 79.3204047808984, 92.7931600825535}},
      {6.75, 10.0, start, 5, {-8.8, -17.6, -5.86666666666667}},
      {6.75, 10.0, events, 5, {55.3720435636819, 54.2867678357153, 56.9146957091212}}};
  const Series series = drawn_series(true);
  for (const Golden& golden : wanted) {
    NabOptions options;
    options.windows = golden.windows;
    const NabSums sums = nab_sums(flag_series(series, golden.threshold, golden.max_gap), options);
    EXPECT_EQ(sums.windows, golden.count);
    for (std::size_t p = 0; p < kNabProfiles.size(); ++p) {
      EXPECT_NEAR(nab_score(sums, kNabProfiles[p]), golden.scores[p], 1e-11);
    }
  }
}

// The worked example of Lavin & Ahmad 2015, figure 2: a false alarm before the window, two
// detections in it, of which the earlier counts, two false alarms behind it, one near and one far:
// −1.0 A_FP + 0.9999 A_TP − 0.8093 A_FP − 1.0 A_FP = 0.6909 with the standard profile.
TEST(Nab, WorkedExampleOfThePaper) {
  Series series = quiet(210);
  mark(series.labels, 100, 101);
  series.scores[60] = 1.0;
  series.scores[90] = 1.0;  // the window is 90 … 110
  series.scores[105] = 1.0;
  series.scores[119] = 1.0;  // 0.45 of its length behind it
  series.scores[200] = 1.0;
  const NabSums sums = nab_sums(flag_series(series, 0.5), {});
  EXPECT_EQ(sums.windows, 1);
  EXPECT_EQ(sums.rewards, 1.0);
  EXPECT_NEAR(sums.penalties, -1.0 - 0.8093 - 1.0, 5e-5);
  EXPECT_NEAR(sums.rewards + 0.11 * sums.penalties, 0.6909, 2e-4);
}

// The values that NAB's documentation gives for its sigmoid: −1.0 (left edge) 0.98661, −0.5
// 0.84828.
TEST(Nab, LaterDetectionsAreWorthLess) {
  Series series = quiet(400);
  mark(series.labels, 200, 220);
  series.scores[210] = 1.0;  // 10 of 20 samples are left
  NabOptions options;
  options.windows = NabWindows::kEvents;
  EXPECT_NEAR(nab_sums(flag_series(series, 0.5), options).rewards, 0.84828 / 0.98661, 1e-5);
}

TEST(Nab, PerfectIs100AndSilentIs0) {
  Series series = quiet(1000);
  mark(series.labels, 300, 330);
  mark(series.labels, 700, 701);
  for (const NabProfile& profile : kNabProfiles) {
    EXPECT_EQ(nab_score(nab_sums(flag_series(series, 0.5), {}), profile), 0.0);
  }
  series.scores[275] = 1.0;  // windows of 50 samples, 25 on each side
  series.scores[675] = 1.0;
  for (const NabProfile& profile : kNabProfiles) {
    EXPECT_EQ(nab_score(nab_sums(flag_series(series, 0.5), {}), profile), 100.0);
  }
}

TEST(Nab, ProfilesWeighFalseAndMissedAlarms) {
  const NabSums sums{4, 1, 3.0, -2.0};
  EXPECT_DOUBLE_EQ(nab_score(sums, kNabProfiles[0]), 100.0 * (3.0 - 1.0 - 0.22 + 4.0) / 8.0);
  EXPECT_DOUBLE_EQ(nab_score(sums, kNabProfiles[1]), 100.0 * (3.0 - 1.0 - 0.44 + 4.0) / 8.0);
  EXPECT_DOUBLE_EQ(nab_score(sums, kNabProfiles[2]), 100.0 * (3.0 - 2.0 - 0.22 + 8.0) / 12.0);
}

TEST(Nab, WindowsAreClippedMergedAndDroppedInProbation) {
  Series series = quiet(1000);
  mark(series.labels, 150, 151);  // begins in the first 150 samples
  mark(series.labels, 500, 501);
  mark(series.labels, 516, 517);  // four windows of 25, 12 on each side: these two meet
  mark(series.labels, 995, 999);
  EXPECT_THAT(nab_windows(flag_series(series, 0.5), {}),
              ElementsAre(Stretch{488, 529}, Stretch{983, 1000}));
  NabOptions all;
  all.probation = 0.0;
  EXPECT_THAT(nab_windows(flag_series(series, 0.5), all),
              ElementsAre(Stretch{138, 163}, Stretch{488, 529}, Stretch{983, 1000}));
  all.windows = NabWindows::kEvents;
  EXPECT_THAT(
      nab_windows(flag_series(series, 0.5), all),
      ElementsAre(Stretch{150, 151}, Stretch{500, 501}, Stretch{516, 517}, Stretch{995, 999}));
}

// NAB's own test of the probationary length: it stops growing at 5000 samples.
TEST(Nab, ProbationIsAtMost750Samples) {
  Series series = quiet(20000);
  mark(series.labels, 760, 770);
  NabOptions options;
  options.windows = NabWindows::kEvents;
  EXPECT_THAT(nab_windows(flag_series(series, 0.5), options), ElementsAre(Stretch{760, 770}));
  series.scores[749] = 1.0;
  EXPECT_EQ(nab_sums(flag_series(series, 0.5), options).penalties, 0.0);
  series.scores[750] = 1.0;
  EXPECT_EQ(nab_sums(flag_series(series, 0.5), options).penalties, -1.0);
}

TEST(Nab, GapsEndWindowsAndTheirMildness) {
  Series series = quiet(200);
  mark(series.labels, 100, 101);
  for (int i = 0; i < 200; ++i) {
    series.seconds.push_back(i + (i >= 105 ? 100.0 : 0.0));
  }
  series.scores[106] = 1.0;
  EXPECT_THAT(nab_windows(flag_series(series, 0.5, 10.0), {}), ElementsAre(Stretch{90, 105}));
  EXPECT_EQ(nab_sums(flag_series(series, 0.5, 10.0), {}).penalties, -1.0);
  EXPECT_EQ(nab_sums(flag_series(series, 0.5), {}).penalties, 0.0);  // in the window
}

TEST(Nab, IsUndefinedWithoutAWindow) {
  Series series = quiet(100);
  series.scores[50] = 1.0;
  const NabSums sums = nab_sums(flag_series(series, 0.5), {});
  EXPECT_THAT(nab_windows(flag_series(series, 0.5), {}), IsEmpty());
  EXPECT_EQ(sums.penalties, -1.0);
  EXPECT_TRUE(std::isnan(nab_score(sums, kNabProfiles[0])));
}

TEST(Nab, RefusesOptionsOutOfRange) {
  const Series series = drawn_series(false);
  const FlaggedSeries flagged = flag_series(series, 5.0);
  NabOptions options;
  options.probation = 1.0;
  EXPECT_THROW(nab_sums(flagged, options), Error);
  options = {};
  options.window_share = -0.1;
  EXPECT_THROW(nab_sums(flagged, options), Error);
  options = {};
  options.probation_limit = -1;
  EXPECT_THROW(nab_sums(flagged, options), Error);
}

}  // namespace
}  // namespace goodparts
