#include "metrics/uncertainty/delong.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "metrics/ranking.h"
#include "metrics/uncertainty/auroc_caveat.h"
#include "metrics/uncertainty/placements.h"
#include "metrics/uncertainty/separated_auroc.h"
#include "tests/metrics/uncertainty/samples.h"

namespace goodparts {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

AurocEstimate estimate(const Samples& samples, AurocScale scale = AurocScale::kLogit) {
  return delong_auroc(samples.scores, samples.labels, 0.95, scale);
}

// All pairs, one by one.
Placements slow_placements(const Samples& s) {
  Placements result;
  for (std::size_t i = 0; i < s.scores.size(); ++i) {
    double twice = 0.0;
    double others = 0.0;
    for (std::size_t j = 0; j < s.scores.size(); ++j) {
      if (s.labels[i] != s.labels[j]) {
        const double gap = (s.scores[i] - s.scores[j]) * (s.labels[i] == 1 ? 1.0 : -1.0);
        twice += gap > 0.0 ? 2.0 : gap == 0.0 ? 1.0 : 0.0;
        others += 2.0;
      }
    }
    (s.labels[i] == 1 ? result.anomalous : result.good).push_back(twice / others);
  }
  return result;
}

TEST(Placements, AreSharesOfTheOtherClass) {
  const Samples s{{1.0, 2.0, 2.0, 3.0, 0.0}, {0, 1, 0, 1, 0}};
  const Placements placed = placements(s.scores, s.labels);
  EXPECT_THAT(placed.good, ElementsAre(1.0, 0.75, 1.0));
  EXPECT_THAT(placed.anomalous, ElementsAre(2.5 / 3.0, 1.0));
}

TEST(Placements, SameAsComparingAllPairs) {
  Rng rng(7, "placements");
  for (int round = 0; round < 20; ++round) {
    Samples s = binormal(rng, 3 + rng.below(40), 3 + rng.below(40), 1.0);
    for (double& score : s.scores) {
      score = round % 2 == 0 ? score : std::round(2.0 * score);  // many ties
    }
    const Placements fast = placements(s.scores, s.labels);
    const Placements slow = slow_placements(s);
    for (std::size_t i = 0; i < slow.good.size(); ++i) {
      EXPECT_NEAR(fast.good[i], slow.good[i], 1e-15);
    }
    for (std::size_t i = 0; i < slow.anomalous.size(); ++i) {
      EXPECT_NEAR(fast.anomalous[i], slow.anomalous[i], 1e-15);
    }
  }
}

// Expected values here and below: numpy 1.24, matrix of all pairs (1, ½, 0), variances of its row
// and column means with ddof 1; scipy 1.10 for the normal quantile.
TEST(Delong, AgreesWithAllPairsInNumpy) {
  const Samples s = tied_samples(1.5, 37);
  const AurocEstimate logit = estimate(s);
  EXPECT_DOUBLE_EQ(logit.value, 0.7762962962962963);
  EXPECT_NEAR(logit.standard_error, 0.0678758913160736, 1e-14);
  EXPECT_NEAR(logit.low, 0.6173112981568932, 1e-13);
  EXPECT_NEAR(logit.high, 0.8818713743899356, 1e-13);
  EXPECT_EQ(logit.method, "DeLong, logit");
  EXPECT_EQ(logit.good, 45);
  EXPECT_EQ(logit.anomalous, 15);
  const AurocEstimate plain = estimate(s, AurocScale::kPlain);
  EXPECT_NEAR(plain.low, 0.6432619938982369, 1e-13);
  EXPECT_NEAR(plain.high, 0.9093305986943554, 1e-13);
  EXPECT_EQ(plain.method, "DeLong");
}

TEST(Delong, ComparesDetectorsOnTheSameSamples) {
  const Samples a = tied_samples(1.5, 37);
  const Samples b = tied_samples(2.0, 17);
  const AurocComparison c = delong_compare(a.scores, b.scores, a.labels);
  EXPECT_DOUBLE_EQ(c.first, 0.7762962962962963);
  EXPECT_DOUBLE_EQ(c.second, 0.7459259259259259);
  EXPECT_NEAR(c.covariance, -0.0003206741132667058, 1e-16);
  EXPECT_NEAR(c.difference, 0.03037037037037027, 1e-14);
  EXPECT_NEAR(c.standard_error, 0.09816294914127598, 1e-14);
  EXPECT_NEAR(c.low, -0.16202547456276767, 1e-13);
  EXPECT_NEAR(c.high, 0.2227662153035082, 1e-13);
  EXPECT_NEAR(c.z, 0.3093873058628391, 1e-12);
  EXPECT_NEAR(c.p, 0.7570269254940754, 1e-12);
  const AurocComparison swapped = delong_compare(b.scores, a.scores, a.labels);
  EXPECT_DOUBLE_EQ(swapped.z, -c.z);
  EXPECT_DOUBLE_EQ(swapped.p, c.p);
}

TEST(Delong, MonotoneScoresChangeNothing) {
  Samples s = tied_samples(1.5, 37);
  const AurocEstimate before = estimate(s);
  for (double& score : s.scores) {
    score = std::exp(score);
  }
  EXPECT_EQ(estimate(s).low, before.low);
  EXPECT_EQ(estimate(s).high, before.high);
}

TEST(Delong, SwappedClassesMirrorTheInterval) {
  Samples s = tied_samples(1.5, 37);
  const AurocEstimate before = estimate(s);
  for (std::int8_t& label : s.labels) {
    label = label == 1 ? 0 : 1;
  }
  const AurocEstimate after = estimate(s);
  EXPECT_NEAR(after.low, 1.0 - before.high, 1e-14);
  EXPECT_NEAR(after.high, 1.0 - before.low, 1e-14);
}

TEST(Delong, UndefinedWithoutEnoughSamples) {
  const AurocEstimate none = estimate({{1.0, 2.0}, {0, 0}});
  EXPECT_TRUE(std::isnan(none.value));
  EXPECT_TRUE(std::isnan(none.low));
  EXPECT_EQ(none.caveat, kNoAuroc);
  const AurocEstimate one = estimate({{1.0, 2.0, 1.5}, {0, 0, 1}});
  EXPECT_DOUBLE_EQ(one.value, 0.5);
  EXPECT_TRUE(std::isnan(one.standard_error));
  EXPECT_TRUE(std::isnan(one.low));
  EXPECT_EQ(one.caveat, kNoAurocInterval);
  EXPECT_EQ(estimate({}).caveat, kNoAuroc);
}

TEST(Delong, UndefinedWhereAllScoresAreEqual) {
  const AurocEstimate e = estimate({{1.0, 1.0, 1.0, 1.0}, {0, 0, 1, 1}});
  EXPECT_DOUBLE_EQ(e.value, 0.5);
  EXPECT_TRUE(std::isnan(e.low));
  EXPECT_TRUE(std::isnan(e.high));
  EXPECT_THAT(e.caveat, HasSubstr("all samples have the same score"));
}

// scipy 1.10, brentq on (θ − 1)² = z² V(θ); without assumptions 0.025^(1/20) = 0.832.
TEST(Delong, SeparateClassesGetNewcombesIntervalAndASentence) {
  Samples s;
  for (int i = 0; i < 83; ++i) {
    s.scores.push_back(i);
    s.labels.push_back(i < 20 ? 0 : 1);
  }
  const AurocEstimate e = estimate(s);
  EXPECT_EQ(e.value, 1.0);
  EXPECT_NEAR(e.low, 0.9343170795253749, 1e-12);
  EXPECT_EQ(e.high, 1.0);
  EXPECT_EQ(e.method, "Newcombe 2006, method 5");
  EXPECT_THAT(e.caveat, HasSubstr("at least 0.832"));
  for (std::int8_t& label : s.labels) {
    label = label == 1 ? 0 : 1;
  }
  const AurocEstimate inverted = estimate(s);
  EXPECT_EQ(inverted.value, 0.0);
  EXPECT_EQ(inverted.low, 0.0);
  EXPECT_NEAR(inverted.high, 1.0 - 0.9343170795253749, 1e-12);
  EXPECT_THAT(inverted.caveat, HasSubstr("at most 0.168"));
}

TEST(SeparatedAuroc, AgreesWithScipy) {
  const Interval middle = newcombe_auroc(0.9, 40, 30);
  EXPECT_NEAR(middle.low, 0.7927451513872369, 1e-12);
  EXPECT_NEAR(middle.high, 0.9525866343571566, 1e-12);
  EXPECT_NEAR(newcombe_auroc(1.0, 10, 10).low, 0.8002136128811059, 1e-12);
  EXPECT_NEAR(newcombe_auroc(0.0, 5, 7).high, 0.3172102518256429, 1e-12);
  EXPECT_NEAR(separated_auroc_low(20, 63), std::pow(0.025, 1.0 / 20.0), 1e-12);
}

TEST(Delong, SaysWhereItRestsOnLittle) {
  EXPECT_THAT(estimate(tied_samples(1.5, 37)).caveat,
              HasSubstr("Only 45 good and 15 anomalous samples"));
  Rng rng(3, "plenty");
  EXPECT_THAT(estimate(binormal(rng, 60, 60, kShiftForAuroc80)).caveat, IsEmpty());
  Samples near_one;  // one good sample outscores three anomalous ones
  for (int i = 0; i < 80; ++i) {
    near_one.scores.push_back(i == 0 ? 42.5 : i);
    near_one.labels.push_back(i < 40 ? 0 : 1);
  }
  EXPECT_THAT(estimate(near_one).caveat, HasSubstr("1 of a class overlap"));
}

TEST(Delong, ComparisonWithoutSpreadIsUndefined) {
  Samples s = tied_samples(1.5, 37);
  const AurocComparison same = delong_compare(s.scores, s.scores, s.labels);
  EXPECT_EQ(same.difference, 0.0);
  EXPECT_EQ(same.p, 1.0);
  EXPECT_TRUE(std::isnan(same.z));
  EXPECT_TRUE(std::isnan(same.low));
  EXPECT_THAT(same.caveat, HasSubstr("No interval"));
  const std::vector<std::int8_t> labels{0, 0, 1, 1};
  const AurocComparison apart =
      delong_compare(std::vector<double>{1, 2, 3, 4}, std::vector<double>{1, 1, 1, 1}, labels);
  EXPECT_EQ(apart.difference, 0.5);
  EXPECT_TRUE(std::isnan(apart.p));
  EXPECT_EQ(delong_compare(std::vector<double>{1, 2}, std::vector<double>{1, 2},
                           std::vector<std::int8_t>{0, 0})
                .caveat,
            kNoAuroc);
}

// More draws and settings: delong_slow_test.cpp. 0.95 ± 3 standard errors of 600 draws.
TEST(Delong, IntervalsCoverThePopulationsValue) {
  int covered = 0;
  for (std::uint64_t draw = 0; draw < 600; ++draw) {
    Rng rng(1, "few draws", draw);
    const AurocEstimate e = estimate(binormal(rng, 60, 40, kShiftForAuroc90));
    covered += e.low <= 0.9 && 0.9 <= e.high ? 1 : 0;
  }
  EXPECT_GE(covered, 600 * 0.923);
  EXPECT_LE(covered, 600 * 0.977);
}

}  // namespace
}  // namespace goodparts
