#include "metrics/series/range_scores.h"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/base/error.h"
#include "tests/metrics/series/drawn_series.h"

namespace goodparts {
namespace {

using testing::drawn_series;
using testing::text_series;

RangeScores measure(const Series& series, double threshold, const RangeOptions& options,
                    double max_gap_seconds = kNoGap) {
  return range_scores(range_sums(flag_series(series, threshold, max_gap_seconds), options));
}

struct Golden {
  RangeBias bias;
  double precision;
  double recall;
  double recall_existence;  // α = 0.3
  double recall_one;        // α = 0.3, γ = 1
};

void expect_golden(double max_gap_seconds, const std::vector<Golden>& wanted) {
  const Series series = drawn_series(true);
  for (const Golden& golden : wanted) {
    RangeOptions options{0.0, RangeCardinality::kReciprocal, golden.bias, golden.bias};
    const RangeScores plain = measure(series, 5.0, options, max_gap_seconds);
    EXPECT_NEAR(plain.precision, golden.precision, 1e-14);
    EXPECT_NEAR(plain.recall, golden.recall, 1e-14);
    EXPECT_NEAR(plain.f1,
                2.0 * golden.precision * golden.recall / (golden.precision + golden.recall), 1e-14);
    options.alpha = 0.3;
    EXPECT_NEAR(measure(series, 5.0, options, max_gap_seconds).recall, golden.recall_existence,
                1e-14);
    options.cardinality = RangeCardinality::kOne;
    EXPECT_NEAR(measure(series, 5.0, options, max_gap_seconds).recall, golden.recall_one, 1e-14);
  }
}

// Expected values: golden_series.py.
TEST(RangeScores, DrawnSeries) {
  expect_golden(kNoGap,
                {{RangeBias::kFlat, 0.604166666666667, 0.541111111111111, 0.678777777777778,
                  0.784166666666667},
                 {RangeBias::kFront, 0.588333333333333, 0.569382716049383, 0.698567901234568,
                  0.800925925925926},
                 {RangeBias::kBack, 0.62, 0.512839506172839, 0.658987654320988, 0.767407407407407},
                 {RangeBias::kMiddle, 0.604166666666667, 0.559469696969697, 0.691628787878788,
                  0.798838383838384}});
  expect_golden(10.0,
                {{RangeBias::kFlat, 0.587301587301587, 0.563809523809524, 0.694666666666667,
                  0.771666666666667},
                 {RangeBias::kFront, 0.579365079365079, 0.564761904761905, 0.695333333333333,
                  0.773809523809524},
                 {RangeBias::kBack, 0.595238095238095, 0.562857142857143, 0.694, 0.769523809523809},
                 {RangeBias::kMiddle, 0.583333333333333, 0.589069264069264, 0.712348484848485,
                  0.790909090909091}});
}

// Tatbul et al. 2018: with ranges of one sample, flat, α = 0 and γ = 1, the usual precision and
// recall. 5 events, 4 alarms, 3 in common.
TEST(RangeScores, OfSingleSamplesAreTheUsualOnes) {
  const Series series = text_series("1010101010", "1010100001");
  const RangeScores scores = measure(series, 0.5, {0.0, RangeCardinality::kOne});
  EXPECT_EQ(scores.precision, 3.0 / 4.0);
  EXPECT_EQ(scores.recall, 3.0 / 5.0);
  EXPECT_DOUBLE_EQ(scores.f1, 2.0 * 3.0 / 9.0);
}

// By hand: an event of 4 samples, the first flagged: weights 4 3 2 1, 1 2 3 4 and 1 2 2 1.
TEST(RangeScores, BiasWeighsPositions) {
  const Series series = text_series("01111", "01000");
  RangeOptions options;
  EXPECT_DOUBLE_EQ(measure(series, 0.5, options).recall, 0.25);
  options.recall_bias = RangeBias::kFront;
  EXPECT_DOUBLE_EQ(measure(series, 0.5, options).recall, 0.4);
  options.recall_bias = RangeBias::kBack;
  EXPECT_DOUBLE_EQ(measure(series, 0.5, options).recall, 0.1);
  options.recall_bias = RangeBias::kMiddle;
  EXPECT_DOUBLE_EQ(measure(series, 0.5, options).recall, 1.0 / 6.0);
  EXPECT_EQ(measure(series, 0.5, options).precision, 1.0);
}

TEST(RangeScores, OfNothingFlaggedAreZeroOrUndefined) {
  const RangeScores none = measure(text_series("0110", "0000"), 0.5, {});
  EXPECT_TRUE(std::isnan(none.precision));
  EXPECT_EQ(none.recall, 0.0);
  EXPECT_EQ(none.f1, 0.0);
  const RangeScores no_event = measure(text_series("0000", "0100"), 0.5, {});
  EXPECT_EQ(no_event.precision, 0.0);
  EXPECT_TRUE(std::isnan(no_event.recall));
  EXPECT_TRUE(std::isnan(no_event.f1));
  EXPECT_EQ(measure(text_series("0110", "1001"), 0.5, {}).f1, 0.0);
  EXPECT_EQ(measure(text_series("0110", "0110"), 0.5, {}).f1, 1.0);
}

TEST(RangeScores, RefuseAnAlphaOutOfRange) {
  const Series series = drawn_series(false);
  EXPECT_THROW(measure(series, 5.0, {-0.1}), Error);
  EXPECT_THROW(measure(series, 5.0, {1.1}), Error);
  EXPECT_THROW(measure(series, 5.0, {std::nan("")}), Error);
}

}  // namespace
}  // namespace goodparts
