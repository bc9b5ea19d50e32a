#include "metrics/ranking.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace goodparts {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;

struct Samples {
  std::vector<double> scores;
  std::vector<std::int8_t> labels;
};

// 60 samples with 27 distinct scores, every fourth anomalous.
Samples formula_samples() {
  Samples samples;
  for (int i = 0; i < 60; ++i) {
    const bool anomalous = i % 4 == 1;
    samples.labels.push_back(anomalous ? 1 : 0);
    samples.scores.push_back(i * 37 % 23 / 4.0 + (anomalous ? 1.5 : 0.0));
  }
  return samples;
}

Ranking rank(const Samples& samples) { return rank_samples(samples.scores, samples.labels); }

std::int64_t flagged(const Samples& samples, double threshold) {
  std::int64_t count = 0;
  for (const double score : samples.scores) {
    count += score > threshold ? 1 : 0;
  }
  return count;
}

// Expected values: scikit-learn 1.2, roc_auc_score, average_precision_score, the largest F1 along
// precision_recall_curve, the first false positive rate of roc_curve with a recall of 0.95 or more.
TEST(Ranking, AgreesWithScikitLearnOnTiedScores) {
  const Ranking ranking = rank(formula_samples());
  EXPECT_EQ(ranking.steps.size(), 27);
  EXPECT_EQ(ranking.anomalous, 15);
  EXPECT_EQ(ranking.good, 45);
  EXPECT_DOUBLE_EQ(auroc(ranking), 0.7762962962962963);
  EXPECT_DOUBLE_EQ(average_precision(ranking), 0.6115421490672566);
  EXPECT_DOUBLE_EQ(best_f1(ranking).value, 0.52);
  EXPECT_DOUBLE_EQ(fpr_at_recall(ranking, 0.95), 0.6666666666666666);
}

// scikit-learn flags scores >= 2.75 there, the next score below is 2.5.
TEST(Ranking, ThresholdOfBestF1FlagsExactlyItsSet) {
  const Samples samples = formula_samples();
  const BestF1 best = best_f1(rank(samples));
  EXPECT_DOUBLE_EQ(best.threshold, 2.625);
  EXPECT_EQ(flagged(samples, best.threshold), flagged(samples, 2.5));
}

TEST(Ranking, PerfectAndInverseAndConstantScores) {
  const Ranking perfect = rank({{1, 2, 3, 4}, {0, 0, 1, 1}});
  EXPECT_EQ(auroc(perfect), 1.0);
  EXPECT_EQ(average_precision(perfect), 1.0);
  EXPECT_EQ(best_f1(perfect).value, 1.0);
  EXPECT_EQ(best_f1(perfect).threshold, 2.5);
  EXPECT_EQ(fpr_at_recall(perfect, 0.95), 0.0);
  const Ranking inverse = rank({{4, 3, 2, 1}, {0, 0, 1, 1}});
  EXPECT_EQ(auroc(inverse), 0.0);
  EXPECT_DOUBLE_EQ(average_precision(inverse), (1.0 / 3.0 + 0.5) / 2.0);
  const Ranking constant = rank({{7, 7, 7, 7}, {0, 1, 0, 1}});
  EXPECT_EQ(auroc(constant), 0.5);
  EXPECT_EQ(average_precision(constant), 0.5);
  EXPECT_EQ(fpr_at_recall(constant, 0.95), 1.0);
}

TEST(Ranking, IsUndefinedWithoutOneOfTheClasses) {
  for (const Samples& samples :
       {Samples{{1, 2}, {0, 0}}, Samples{{1, 2}, {1, 1}}, Samples{{}, {}}}) {
    const Ranking ranking = rank(samples);
    EXPECT_TRUE(std::isnan(auroc(ranking)));
    EXPECT_TRUE(std::isnan(average_precision(ranking)));
    EXPECT_TRUE(std::isnan(best_f1(ranking).value));
    EXPECT_TRUE(std::isnan(best_f1(ranking).threshold));
    EXPECT_TRUE(std::isnan(fpr_at_recall(ranking, 0.95)));
    EXPECT_TRUE(roc_curve(ranking, 10).empty());
    EXPECT_TRUE(precision_recall_curve(ranking, 10).empty());
  }
}

TEST(Ranking, EveryThresholdFlagsWhatItsVertexSays) {
  const double tiny = std::numeric_limits<double>::denorm_min();
  const double one = 1.0;
  const Samples samples = {{one, std::nextafter(one, 2.0), 0.0, tiny, -tiny, -1e308, 1e308},
                           {0, 1, 0, 1, 0, 1, 0}};
  const Ranking ranking = rank(samples);
  ASSERT_EQ(ranking.vertices(), 8);
  for (std::size_t v = 0; v < ranking.vertices(); ++v) {
    EXPECT_EQ(flagged(samples, ranking.threshold(v)), static_cast<std::int64_t>(v));
  }
}

TEST(Ranking, RecallIsReachedExactlyAtNineteenOfTwenty) {
  Samples samples;
  for (int i = 0; i < 20; ++i) {
    samples.scores.push_back(20 - i);
    samples.labels.push_back(1);
  }
  samples.scores.push_back(1.5);  // between the 19th and the 20th
  samples.labels.push_back(0);
  EXPECT_EQ(fpr_at_recall(rank(samples), 0.95), 0.0);
  EXPECT_EQ(fpr_at_recall(rank(samples), 0.96), 1.0);
}

MATCHER_P3(IsPoint, x, y, threshold, "") {
  return arg.x == x && arg.y == y && arg.threshold == threshold;
}

// By hand: descending 5 (anomalous), 4 (one of each), 1 (good).
TEST(Ranking, CurvesHaveAllVertices) {
  const Ranking ranking = rank({{5, 4, 4, 1}, {1, 1, 0, 0}});
  const double lowest = std::nextafter(1.0, 0.0);
  EXPECT_THAT(roc_curve(ranking, 400),
              ElementsAre(IsPoint(0.0, 0.0, 5.0), IsPoint(0.0, 0.5, 4.5), IsPoint(0.5, 1.0, 2.5),
                          IsPoint(1.0, 1.0, lowest)));
  EXPECT_THAT(precision_recall_curve(ranking, 400),
              ElementsAre(IsPoint(0.0, 1.0, 5.0), IsPoint(0.5, 1.0, 4.5),
                          IsPoint(1.0, 2.0 / 3.0, 2.5), IsPoint(1.0, 0.5, lowest)));
}

TEST(Ranking, ThinnedCurveKeepsEndsAndArea) {
  Samples samples;
  for (int i = 0; i < 5000; ++i) {
    const bool anomalous = i % 3 == 0;
    samples.labels.push_back(anomalous ? 1 : 0);
    samples.scores.push_back(i * 7919 % 5003 + (anomalous ? 1500.5 : 0.0));
  }
  const Ranking ranking = rank(samples);
  const std::vector<CurvePoint> curve = roc_curve(ranking, 100);
  ASSERT_EQ(curve.size(), 100);
  EXPECT_EQ(curve.front().x + curve.front().y, 0.0);
  EXPECT_EQ(curve.back().x + curve.back().y, 2.0);
  double area = 0.0;
  for (std::size_t i = 1; i < curve.size(); ++i) {
    EXPECT_GE(curve[i].x, curve[i - 1].x);
    EXPECT_LT(curve[i].threshold, curve[i - 1].threshold);
    area += (curve[i].x - curve[i - 1].x) * (curve[i].y + curve[i - 1].y) / 2.0;
  }
  EXPECT_NEAR(area, auroc(ranking), 1e-3);
}

}  // namespace
}  // namespace goodparts
