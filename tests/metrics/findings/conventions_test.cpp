#include "metrics/findings/conventions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "metrics/findings/sample_conventions.h"
#include "tests/metrics/evaluation_fixture.h"

namespace goodparts {
namespace {

using ::testing::HasSubstr;

double value_of(const std::vector<ConventionValue>& values, const std::string& metric,
                const std::string& convention) {
  for (const ConventionValue& value : values) {
    if (value.metric == metric && value.convention == convention) {
      return value.value;
    }
  }
  ADD_FAILURE() << metric << ", " << convention << " is missing";
  return kUndefined;
}

// Made with scikit-learn 1.2: roc_auc_score, average_precision_score, auc of
// precision_recall_curve, numpy.interp over roc_curve(drop_intermediate=False); clamped and rounded
// with numpy.
TEST(Conventions, SampleMetricsAreThoseOfScikitLearn) {
  UnitScores scores;
  scores.calibration = {0.05, 0.15, 0.3, 0.45};
  scores.test = {0.1, 0.4, 0.35, 0.8, 0.4, 0.9, 0.2, 0.7, 0.4, 0.6};
  scores.labels = {0, 0, 1, 1, 0, 1, 0, 0, 1, 1};
  const auto values = sample_conventions(scores, 0.45);
  EXPECT_NEAR(value_of(values, "AUROC", "raw"), 0.76, 1e-12);
  EXPECT_NEAR(value_of(values, "AUROC", "clamped"), 0.72, 1e-12);
  EXPECT_NEAR(value_of(values, "AUROC", "8 bit"), 0.76, 1e-12);
  EXPECT_NEAR(value_of(values, "average precision", "step"), 0.7892857142857144, 1e-12);
  EXPECT_NEAR(value_of(values, "average precision", "trapezoid"), 0.7934523809523809, 1e-12);
  EXPECT_NEAR(value_of(values, "FPR at 95 % recall", "reached"), 0.6, 1e-12);
  EXPECT_NEAR(value_of(values, "FPR at 95 % recall", "interpolated"), 0.6, 1e-12);
}

TEST(Conventions, InterpolationGivesAFalsePositiveRateThatNoThresholdReaches) {
  UnitScores scores;  // one step takes both good parts and the last two anomalous ones
  scores.test = {3, 3, 2, 2, 2, 2};
  scores.labels = {1, 1, 1, 1, 0, 0};
  const auto values = sample_conventions(scores, kUndefined);
  EXPECT_DOUBLE_EQ(value_of(values, "FPR at 95 % recall", "reached"), 1.0);
  EXPECT_NEAR(value_of(values, "FPR at 95 % recall", "interpolated"), 0.9, 1e-12);
  EXPECT_TRUE(std::isnan(value_of(values, "AUROC", "clamped")));
}

TEST(Conventions, OneClassAloneIsUndefinedThroughout) {
  UnitScores scores;
  scores.test = {1, 2};
  scores.labels = {0, 0};
  for (const ConventionValue& value : sample_conventions(scores, 1.5)) {
    EXPECT_TRUE(std::isnan(value.value)) << value.metric << " " << value.convention;
  }
}

TEST(Conventions, PixelsAndSeriesAreThereWhereTheDataIs) {
  ScoreTable table = testing::one_unit();
  table.in_time_order = true;
  table.calibration_pixels["a"] = {100, 2.0, 1.0};
  const Evaluation evaluation = evaluate(table, testing::maps_of_a, {});
  const auto units = compare_conventions({}, table, testing::maps_of_a, evaluation);
  ASSERT_EQ(units.size(), 1U);
  // Two of five pixels are defective and score highest: every exact convention gives 1.
  EXPECT_DOUBLE_EQ(value_of(units[0].values, "AU-PRO 0.30", "mvtec_ad"), 1.0);
  // Mean + 3σ = 5 flags just the two.
  EXPECT_DOUBLE_EQ(value_of(units[0].values, "pixel F1", "SegF1"), 1.0);
  EXPECT_FALSE(std::isnan(value_of(units[0].values, "VUS-ROC", "paper")));
  EXPECT_THAT(conventions_markdown(units), HasSubstr("| VUS-ROC"));
}

}  // namespace
}  // namespace goodparts
