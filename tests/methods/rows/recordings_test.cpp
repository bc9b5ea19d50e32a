#include "methods/rows/recordings.h"

#include <gtest/gtest.h>

#include "methods/rows/moving_average.h"
#include "methods/rows/trailing_median.h"
#include "tests/support/memory_source.h"
#include "tests/support/recording_source.h"
#include "tests/support/rows.h"

namespace goodparts::testing {
namespace {

SampleInfo named(const std::string& id, const std::string& group) { return {id, group, {}}; }

TEST(Recordings, RowsNamedAfterTheirGroupAreRecorded) {
  EXPECT_TRUE(is_recorded(named("valve1/0#12", "valve1/0")));
  EXPECT_FALSE(is_recorded(named("parts.csv#12", "parts.csv#12"))) << "a row of a table";
  EXPECT_FALSE(is_recorded(named("parts.csv#12", "lot 7")));
  EXPECT_FALSE(is_recorded(named("parts.csv#12", "")));
  EXPECT_FALSE(is_recorded(named("run10#1", "run1")));
}

TEST(Recordings, StartWhereTheGroupChanges) {
  const RecordingSource source({{"a", {{1}, {2}, {3}}}, {"b", {{4}}}, {"c", {{5}, {6}}}});
  EXPECT_TRUE(holds_recordings(source));
  EXPECT_EQ(recording_start(source, 2), 0);
  EXPECT_EQ(recording_start(source, 3), 3);
  EXPECT_EQ(recording_start(source, 5), 4);
  EXPECT_EQ(samples_before(source, 2, 10), 2);
  EXPECT_EQ(samples_before(source, 2, 1), 1);
  EXPECT_EQ(samples_before(source, 4, 10), 0);
  const MemorySource table({1}, {{1}, {2}});
  EXPECT_FALSE(holds_recordings(table));
  EXPECT_EQ(recording_start(table, 1), 1);
}

TEST(TrailingMedian, DoesNotReachIntoAnotherRecording) {
  const RecordingSource source({{"a", {{9}, {8}, {7}}}, {"b", {{1}, {5}, {3}, {4}}}});
  const auto value = [](std::span<const std::int64_t> indices) {
    const double values[] = {9, 8, 7, 1, 5, 3, 4};
    std::vector<double> found;
    for (const std::int64_t index : indices) {
      found.push_back(values[index]);
    }
    return found;
  };
  const std::int64_t asked[] = {6, 2, 3, 4, 5, 6};
  const std::vector<TrailingMedian> medians = trailing_medians(source, asked, 3, value);
  const double expected[] = {4, 8, 0, 0, 3, 4};
  const std::int64_t rows[] = {6, 1, 3, 4, 5, 6};
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(medians[i].value, expected[i]) << i;
    EXPECT_EQ(medians[i].index, rows[i]) << i;
  }
}

// Long recordings are cut into pieces; the plain recursion says what must come out.
TEST(MovingAverage, OfALongRecordingIsThePlainRecursion) {
  constexpr double kLambda = 0.05;
  const std::vector<std::vector<float>> rows = uniform_rows(10'000, 1, 1);
  const RecordingSource source({{"before", uniform_rows(100, 1, 2)}, {"long", rows}});
  const CentredReader read = [&](std::span<const std::int64_t> indices) {
    std::vector<float> values(indices.size());
    source.read(indices, values);
    return std::vector<double>(values.begin(), values.end());
  };
  std::vector<std::int64_t> all;
  for (std::int64_t index = 100; index < source.size(); ++index) {
    all.push_back(index);
  }
  const MovingAverages averages = moving_averages({}, source, all, 1, kLambda, true, read);
  double plain = 0.0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    plain = kLambda * static_cast<double>(rows[i][0]) + (1.0 - kLambda) * plain;
    ASSERT_NEAR(averages.values[i], plain, 1e-15) << i;
    ASSERT_EQ(averages.steps[i], static_cast<std::int64_t>(i) + 1);
  }
  for (const std::int64_t index : {std::int64_t{9'999}, std::int64_t{4'500}, std::int64_t{100}}) {
    const std::int64_t alone[] = {index};
    EXPECT_EQ(moving_averages({}, source, alone, 1, kLambda, true, read).values[0],
              averages.values[static_cast<std::size_t>(index - 100)])
        << "to the bit, whatever else is asked for";
  }
}

// Lowry et al. 1992: λ (1 − (1 − λ)^2t) / (2 − λ).
TEST(MovingAverage, VarianceGrowsToItsLimit) {
  EXPECT_DOUBLE_EQ(moving_average_variance(0.2, 1, true), 0.2 * 0.2);
  EXPECT_NEAR(moving_average_variance(0.2, 2, true), 0.2 * (1.0 - 0.4096) / 1.8, 1e-16);
  EXPECT_DOUBLE_EQ(moving_average_variance(0.2, 1, false), 0.2 / 1.8);
  EXPECT_DOUBLE_EQ(moving_average_variance(0.2, 1000, true), 0.2 / 1.8);
  EXPECT_DOUBLE_EQ(moving_average_variance(1.0, 3, true), 1.0);
}

}  // namespace
}  // namespace goodparts::testing
