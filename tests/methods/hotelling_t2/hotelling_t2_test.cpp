#include "methods/hotelling_t2/hotelling_t2.h"

#include <gtest/gtest.h>

#include "tests/support/expect_error.h"
#include "tests/support/memory_source.h"
#include "tests/support/recording_source.h"
#include "tests/support/rows.h"

namespace goodparts::testing {
namespace {

HotellingT2Config config_with(std::int64_t median_window, double limit_factor = 1.0) {
  HotellingT2Config config;
  config.median_window = median_window;
  config.limit_factor = limit_factor;
  config.f_quantile = "exact";
  return config;
}

MemorySource doubled(std::int64_t count, std::int64_t columns, std::uint32_t seed) {
  std::vector<std::vector<float>> rows = uniform_rows(count, columns, seed);
  for (std::vector<float>& row : rows) {
    for (float& value : row) {
      value *= 2.0F;
    }
  }
  return {{columns}, std::move(rows)};
}

void expect_near(const std::vector<double>& scores, const std::vector<double>& expected,
                 double tolerance = 1e-9) {
  ASSERT_EQ(scores.size(), expected.size());
  for (std::size_t i = 0; i < scores.size(); ++i) {
    EXPECT_NEAR(scores[i], expected[i], tolerance) << i;
  }
}

// Two columns of four rows, (±1, ±1): mean 0, deviation 1, covariance 4/3 of the identity.
TEST(HotellingT2, OfUncorrelatedColumnsIsAWeightedSum) {
  HotellingT2 detector(config_with(1));
  detector.fit({}, MemorySource({2}, {{1, 1}, {1, -1}, {-1, 1}, {-1, -1}}));
  const MemorySource test({2}, {{0, 0}, {2, 0}, {3, 4}});
  expect_near(scores_of(detector, test), {0.0, 0.75 * 4.0, 0.75 * 25.0});
  const std::int64_t last[] = {2};
  const std::vector<std::vector<float>> terms = detector.explain({}, test, last);
  EXPECT_FLOAT_EQ(terms[0][0], 0.75F * 9.0F);
  EXPECT_FLOAT_EQ(terms[0][1], 0.75F * 16.0F);
}

// NumPy: z = (test - good.mean(0)) / good.std(0); S = cov(z of the good rows);
// einsum("ij,jk,ik->i", z, inv(S), z). Terms: T² less T² of the two other columns.
TEST(HotellingT2, OfCorrelatedColumnsIsNumPys) {
  HotellingT2 detector(config_with(1));
  detector.fit({}, MemorySource({3}, uniform_rows(12, 3, 1)));
  const MemorySource test = doubled(4, 3, 2);
  expect_near(scores_of(detector, test),
              {5.796635184248361, 84.72264440303013, 7.950133872048007, 1.3056373955350355});
  const std::int64_t first[] = {0};
  const std::vector<std::vector<float>> terms = detector.explain({}, test, first);
  EXPECT_NEAR(terms[0][0], 2.636730533399471, 1e-6);
  EXPECT_NEAR(terms[0][1], 0.12420763771085142, 1e-6);
  EXPECT_NEAR(terms[0][2], 2.0414885909994895, 1e-6);
}

// scipy 1.10: 3 * 11 * 13 / (12 * 9) * f.ppf(0.999, 3, 9).
TEST(HotellingT2, ControlLimitIsThatOfANewRow) {
  HotellingT2 detector(config_with(1, 2.0));
  detector.fit({}, MemorySource({3}, uniform_rows(12, 3, 1)));
  EXPECT_NEAR(detector.control_limit().value(), 2.0 * 55.221051564381646, 1e-8);
}

// NumPy: eigenvectors v of S with variance w above rounding (2 of 4); y = z v, what leaves them
// r = z - y vᵀ: sum(y² / w) + sum(r²) / min(w).
TEST(HotellingT2, OfFewerRowsThanColumnsCountsWhatLeavesTheirSpace) {
  HotellingT2 detector(config_with(1));
  detector.fit({}, MemorySource({4}, uniform_rows(3, 4, 3)));
  expect_near(scores_of(detector, MemorySource({4}, uniform_rows(2, 4, 4))),
              {19.549769174066824, 15.92081199455437});
  EXPECT_EQ(detector.facts()[2].second, "2 of 4");
}

TEST(HotellingT2, AConstantColumnCountsInItsOwnUnits) {
  HotellingT2 detector(config_with(1));
  detector.fit({}, MemorySource({3}, {{1, 1, 7}, {1, -1, 7}, {-1, 1, 7}, {-1, -1, 7}}));
  // Three units of the constant column, with the smallest variance there is: 4/3.
  expect_near(scores_of(detector, MemorySource({3}, {{2, 0, 7}, {0, 0, 10}})), {3.0, 0.75 * 9.0});
}

TEST(HotellingT2, OfAColumnThatFollowsFromAnotherIsFinite) {
  HotellingT2 detector(config_with(1));
  detector.fit({}, MemorySource({2}, {{1, 2}, {2, 4}, {3, 6}, {4, 8}}));
  EXPECT_EQ(detector.facts()[2].second, "1 of 2");
  const std::vector<double> scores =
      scores_of(detector, MemorySource({2}, {{2.5, 5}, {4, 8}, {4, 2}}));
  EXPECT_NEAR(scores[0], 0.0, 1e-12);
  EXPECT_NEAR(scores[1], 1.5 * 1.5 / (5.0 / 3.0), 1e-9);  // of one column, variance 5/3
  EXPECT_GT(scores[2], scores[1]);
}

TEST(HotellingT2, NeedsAColumnThatVaries) {
  HotellingT2 detector(config_with(1));
  EXPECT_ERROR(detector.fit({}, MemorySource({2}, {{1, 2}, {1, 2}, {1, 2}})), ErrorKind::kData,
               "hotelling_t2", "no column of the good samples varies");
}

// pandas: Series(t2).rolling(window).median().fillna(0).
TEST(HotellingT2, SmoothsRecordingsByTheirTrailingMedian) {
  const RecordingSource good({{"good", uniform_rows(12, 3, 1)}});
  const RecordingSource test({{"run", uniform_rows(7, 3, 5)}});
  HotellingT2 raw(config_with(1));
  raw.fit({}, good);
  expect_near(scores_of(raw, test),
              {4.54342234202757, 3.7212588357992744, 6.074688894525802, 2.561617314712323,
               2.4231346271421645, 4.793752708507565, 5.057622736091005});
  HotellingT2 five(config_with(5));
  five.fit({}, good);
  expect_near(scores_of(five, test),
              {0.0, 0.0, 0.0, 0.0, 3.7212588357992744, 3.7212588357992744, 4.793752708507565});
  HotellingT2 three(config_with(3));
  three.fit({}, good);
  expect_near(scores_of(three, test), {0.0, 0.0, 4.54342234202757, 3.7212588357992744,
                                       2.561617314712323, 2.561617314712323, 4.793752708507565});
}

TEST(HotellingT2, ExplainsTheRowWhoseT2IsTheMedian) {
  const RecordingSource good({{"good", uniform_rows(12, 3, 1)}});
  const RecordingSource test({{"run", uniform_rows(7, 3, 5)}});
  HotellingT2 raw(config_with(1));
  raw.fit({}, good);
  HotellingT2 five(config_with(5));
  five.fit({}, good);
  const std::int64_t last[] = {6};
  const std::int64_t median[] = {5};  // 4.79 of the last five
  EXPECT_EQ(five.explain({}, test, last), raw.explain({}, test, median));
}

TEST(HotellingT2, RowsOfTablesKeepTheirOwnT2) {
  HotellingT2 five(config_with(5));
  five.fit({}, MemorySource({3}, uniform_rows(12, 3, 1)));
  HotellingT2 raw(config_with(1));
  raw.fit({}, MemorySource({3}, uniform_rows(12, 3, 1)));
  const RecordingSource test({{"run", uniform_rows(7, 3, 5)}});
  EXPECT_EQ(scores_of(five, test), scores_of(raw, test)) << "what was learned has no past";
  EXPECT_EQ(five.facts().back().second, "none");
}

TEST(HotellingT2, RejectsSettingsThatMakeNoSense) {
  EXPECT_ERROR(config_with(4).validate(), ErrorKind::kConfig, "method.median_window", "4");
  EXPECT_ERROR(config_with(0).validate(), ErrorKind::kConfig, "method.median_window", "0");
  EXPECT_ERROR(config_with(1, 0.0).validate(), ErrorKind::kConfig, "method.limit_factor");
}

}  // namespace
}  // namespace goodparts::testing
