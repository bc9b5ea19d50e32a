#include "metrics/uncertainty/bootstrap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "metrics/metric_names.h"
#include "metrics/uncertainty/paired_bootstrap.h"
#include "tests/metrics/uncertainty/samples.h"

namespace goodparts {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Context with_threads(int threads) {
  Context context;
  context.seed = 3;
  context.threads = threads;
  return context;
}

std::vector<BootstrapEstimate> estimates(const Samples& s, const BootstrapOptions& options = {},
                                         int threads = 1) {
  return bootstrap_metrics(with_threads(threads), s.scores, {s.labels}, sample_ranking_metrics(),
                           options);
}

// scipy 1.10 and numpy 1.24 (quantile, norm) on the formulas of Davison & Hinkley 1997.
TEST(BootstrapInterval, AgreesWithFormulasInNumpy) {
  std::vector<double> replicates;
  for (int i = 0; i < 101; ++i) {
    replicates.push_back(std::pow(i * 37 % 101 / 100.0, 2));
  }
  Jackknife without(2);
  for (int i = 0; i < 11; ++i) {
    without[0].push_back(i * i % 11 / 40.0);
  }
  for (int i = 0; i < 7; ++i) {
    without[1].push_back(i * 3 % 7 / 30.0);
  }
  const double a = acceleration(without);
  EXPECT_NEAR(a, -0.014465122733350416, 1e-15);
  const BootstrapEstimate e = bootstrap_interval(0.2, replicates, a);
  EXPECT_NEAR(e.percentile.low, 0.00065, 1e-12);
  EXPECT_NEAR(e.percentile.high, 0.95065, 1e-12);
  EXPECT_NEAR(e.bca.low, 0.00012222642864416177, 1e-12);
  EXPECT_NEAR(e.bca.high, 0.9014070586706473, 1e-12);
  EXPECT_NEAR(e.standard_error, 0.302797098731147, 1e-12);
  EXPECT_NEAR(e.bias, 0.13499999999999995, 1e-12);
  EXPECT_EQ(e.interval.low, e.bca.low);
  EXPECT_EQ(e.method, "BCa bootstrap");
  const BootstrapEstimate p =
      bootstrap_interval(0.2, replicates, a, 0.95, BootstrapMethod::kPercentile);
  EXPECT_EQ(p.interval.high, p.percentile.high);
  EXPECT_EQ(p.bca.high, e.bca.high);
  EXPECT_EQ(p.method, "percentile bootstrap");
  EXPECT_THAT(e.caveat, IsEmpty());
}

TEST(BootstrapInterval, WithoutUnitsThereIsNoAcceleration) {
  EXPECT_EQ(acceleration({}), 0.0);
  EXPECT_EQ(acceleration({{0.5}, {}}), 0.0);
  EXPECT_EQ(acceleration({{0.5, 0.5, 0.5}}), 0.0);
  EXPECT_EQ(acceleration({{0.5, kUndefined, 0.4}}), 0.0);
}

TEST(BootstrapInterval, StatesWhatIsNotDefined) {
  const BootstrapEstimate equal = bootstrap_interval(1.0, {1.0, 1.0, 1.0}, 0.0);
  EXPECT_TRUE(std::isnan(equal.percentile.low));
  EXPECT_TRUE(std::isnan(equal.interval.high));
  EXPECT_THAT(equal.caveat, HasSubstr("show no spread"));
  const BootstrapEstimate rare =
      bootstrap_interval(0.4, {kUndefined, 0.3, kUndefined, kUndefined, 0.5}, 0.0);
  EXPECT_TRUE(std::isnan(rare.percentile.low));
  EXPECT_THAT(rare.caveat, HasSubstr("2 of 5"));
  EXPECT_TRUE(std::isnan(bootstrap_interval(kUndefined, {0.3, 0.4}, 0.0).percentile.low));
}

TEST(BootstrapInterval, SaysWhereReplicatesPileUp) {
  std::vector<double> replicates(100, 0.5);
  for (std::size_t i = 0; i < 100; ++i) {
    replicates[i] = i < 96 ? 0.5 + 0.001 * static_cast<double>(i) : 1.0;
  }
  EXPECT_THAT(bootstrap_interval(0.55, replicates, 0.0).caveat,
              HasSubstr("4 % of the bootstrap replicates are 1.000"));
  EXPECT_THAT(bootstrap_interval(0.55, replicates, 0.0, 0.9).caveat, IsEmpty());  // leaves out 5 %
}

TEST(Bootstrap, F1MaxIsAnOracleAndSaysSo) {
  Rng rng(3, "plenty");
  const auto e = estimates(binormal(rng, 100, 100, kShiftForAuroc80), {500, 0.95});
  EXPECT_THAT(e[0].caveat, IsEmpty());
  EXPECT_THAT(e[1].caveat, IsEmpty());
  EXPECT_THAT(e[2].caveat, HasSubstr("F1-max picks its threshold"));
}

TEST(BootstrapInterval, EstimateBeyondAllReplicatesHasNoBca) {
  const BootstrapEstimate e = bootstrap_interval(0.9, {0.1, 0.2, 0.3}, 0.0);
  EXPECT_TRUE(std::isnan(e.bca.low));
  EXPECT_EQ(e.interval.low, e.percentile.low);
  EXPECT_FALSE(std::isnan(e.interval.low));
}

TEST(BootstrapP, CountsTheEstimateAsOne) {
  EXPECT_DOUBLE_EQ(bootstrap_p({1.0, 2.0, 3.0}), 0.5);             // 2 · 1 / 4
  EXPECT_DOUBLE_EQ(bootstrap_p({-1.0, 2.0, 3.0, 0.0, 4.0}), 1.0);  // 2 · 3 / 6
  EXPECT_DOUBLE_EQ(bootstrap_p({-1.0, -2.0, -3.0, kUndefined}), 0.5);
  EXPECT_DOUBLE_EQ(bootstrap_p({0.0, 0.0}), 1.0);
  EXPECT_TRUE(std::isnan(bootstrap_p({kUndefined})));
}

// Closed form of the AUROC's variance over stratified resamples, from the matrix of all pairs:
// ((n − 1) var(row means) + (m − 1) var(column means) + var(all)) / (m n), numpy 1.24.
// Others: 20,000 resamples in numpy, metrics of scikit-learn 1.2. The tolerances are four or more
// standard errors of the two simulations, the quantiles' to the next attainable value.
TEST(Bootstrap, AgreesWithScikitLearnOnResamples) {
  const std::vector<BootstrapEstimate> e = estimates(tied_samples(1.5, 37), {20000, 0.95});
  ASSERT_EQ(e.size(), 4);
  EXPECT_DOUBLE_EQ(e[0].value, 0.7762962962962963);
  EXPECT_DOUBLE_EQ(e[1].value, 0.6115421490672566);
  EXPECT_DOUBLE_EQ(e[2].value, 0.52);
  EXPECT_DOUBLE_EQ(e[3].value, 0.6666666666666666);
  EXPECT_NEAR(e[0].standard_error, 0.06671386227617085, 0.0015);
  EXPECT_NEAR(e[1].standard_error, 0.09652181, 0.003);
  EXPECT_NEAR(e[2].standard_error, 0.07093652, 0.003);
  EXPECT_NEAR(e[3].standard_error, 0.09768838, 0.003);
  EXPECT_NEAR(e[0].percentile.low, 0.63407407, 0.008);
  EXPECT_NEAR(e[0].percentile.high, 0.8962963, 0.006);
  EXPECT_NEAR(e[1].percentile.low, 0.42397779, 0.008);
  EXPECT_NEAR(e[1].percentile.high, 0.80092246, 0.008);
  EXPECT_NEAR(e[2].percentile.low, 0.48275862, 0.006);
  EXPECT_NEAR(e[2].percentile.high, 0.75, 0.01);
  EXPECT_NEAR(e[3].percentile.low, 0.4, 0.0223);
  EXPECT_NEAR(e[3].percentile.high, 0.77777778, 0.0223);
}

TEST(Bootstrap, PairsAgreeWithScikitLearnOnResamples) {
  const Samples a = tied_samples(1.5, 37);
  const Samples b = tied_samples(2.0, 17);
  const auto c = bootstrap_compare(with_threads(1), a.scores, b.scores, {a.labels},
                                   sample_ranking_metrics(), {20000, 0.95});
  EXPECT_NEAR(c[0].difference.value, 0.03037037, 1e-8);
  EXPECT_NEAR(c[0].difference.standard_error, 0.09653855, 0.003);
  EXPECT_NEAR(c[0].difference.percentile.low, -0.15925926, 0.008);
  EXPECT_NEAR(c[0].difference.percentile.high, 0.22, 0.008);
  EXPECT_NEAR(c[1].difference.value, 0.09178911, 1e-8);
  EXPECT_NEAR(c[1].difference.standard_error, 0.1471105, 0.005);
  EXPECT_NEAR(c[1].difference.percentile.low, -0.20325502, 0.012);
  EXPECT_NEAR(c[1].difference.percentile.high, 0.37267193, 0.012);
  EXPECT_GT(c[0].p, 0.5);
  EXPECT_LT(c[0].p, 1.0);
}

TEST(Bootstrap, ADetectorDoesNotDifferFromItself) {
  const Samples a = tied_samples(1.5, 37);
  const auto c = bootstrap_compare(with_threads(1), a.scores, a.scores, {a.labels},
                                   sample_ranking_metrics(), {200, 0.95});
  for (const BootstrapComparison& comparison : c) {
    EXPECT_EQ(comparison.difference.value, 0.0);
    EXPECT_EQ(comparison.p, 1.0);
    EXPECT_TRUE(std::isnan(comparison.difference.interval.low));
  }
}

TEST(Bootstrap, ThreadsChangeNothing) {
  Rng rng(2, "threads");
  const Samples s = binormal(rng, 700, 80, 1.0);  // good ones are jackknifed in blocks
  const auto one = estimates(s, {300, 0.95}, 1);
  const auto three = estimates(s, {300, 0.95}, 3);
  for (std::size_t m = 0; m < one.size(); ++m) {
    EXPECT_EQ(one[m].standard_error, three[m].standard_error);
    EXPECT_EQ(one[m].bca.low, three[m].bca.low);
    EXPECT_EQ(one[m].bca.high, three[m].bca.high);
  }
  EXPECT_THAT(one[0].caveat, IsEmpty());
}

// Every sample four times as a group: the groups are as many as the samples were.
TEST(Bootstrap, GroupsKeepRepeatedSamplesFromNarrowingTheInterval) {
  const Samples s = tied_samples(1.5, 37);
  Samples repeated;
  std::vector<std::string> groups;
  for (std::size_t i = 0; i < s.scores.size(); ++i) {
    for (int k = 0; k < 4; ++k) {
      repeated.scores.push_back(s.scores[i]);
      repeated.labels.push_back(s.labels[i]);
      groups.push_back("part " + std::to_string(i));
    }
  }
  const auto single = estimates(s, {500, 0.95});
  const auto grouped =
      bootstrap_metrics(with_threads(1), repeated.scores, {repeated.labels, groups},
                        sample_ranking_metrics(), {500, 0.95});
  const auto naive = estimates(repeated, {500, 0.95});
  for (std::size_t m = 0; m < single.size(); ++m) {
    EXPECT_NEAR(grouped[m].percentile.low, single[m].percentile.low, 1e-12);
    EXPECT_NEAR(grouped[m].percentile.high, single[m].percentile.high, 1e-12);
    EXPECT_NEAR(grouped[m].bca.low, single[m].bca.low, 1e-12);
  }
  EXPECT_LT(naive[0].standard_error, 0.6 * single[0].standard_error);
  EXPECT_THAT(grouped[0].caveat, HasSubstr("45 good and 15 anomalous groups"));
}

TEST(Bootstrap, UndefinedWithoutAClass) {
  for (const BootstrapEstimate& e : estimates({{1.0, 2.0, 3.0}, {0, 0, 0}}, {50, 0.95})) {
    EXPECT_TRUE(std::isnan(e.value));
    EXPECT_TRUE(std::isnan(e.interval.low));
    EXPECT_THAT(e.caveat, HasSubstr("Not defined"));
  }
}

TEST(Bootstrap, SeparateClassesShowNoSpread) {
  const auto e = estimates({{1.0, 2.0, 3.0, 4.0}, {0, 0, 1, 1}}, {50, 0.95});
  EXPECT_EQ(e[0].value, 1.0);
  EXPECT_TRUE(std::isnan(e[0].interval.low));
  EXPECT_THAT(e[0].caveat, HasSubstr("show no spread"));
}

TEST(Bootstrap, StopsWhenAsked) {
  std::atomic<bool> cancelled{true};
  Context context;
  context.cancelled = &cancelled;
  const Samples s = tied_samples(1.5, 37);
  EXPECT_THROW(bootstrap_metrics(context, s.scores, {s.labels}, sample_ranking_metrics()), Error);
}

TEST(Bootstrap, NamesAreThoseOfReports) {
  std::vector<std::string> names;
  for (const RankingMetric& metric : sample_ranking_metrics()) {
    names.push_back(metric.name);
  }
  EXPECT_THAT(names,
              ElementsAre("sample_auroc", "sample_ap", "sample_f1_max", "sample_fpr_at_95tpr"));
}

// More draws and settings: bootstrap_slow_test.cpp. 0.95 ± 3 standard errors of 200 draws.
TEST(Bootstrap, IntervalsCoverThePopulationsValue) {
  const std::vector<RankingMetric> metrics = sample_ranking_metrics();
  int covered = 0;
  for (std::uint64_t draw = 0; draw < 200; ++draw) {
    Rng rng(1, "few draws", draw);
    const Samples s = binormal(rng, 60, 40, kShiftForAuroc90);
    Context context;
    context.seed = draw;
    const BootstrapEstimate e = bootstrap_metrics(context, s.scores, {s.labels},
                                                  std::span(metrics).first(1), {200, 0.95})[0];
    covered += e.interval.low <= 0.9 && 0.9 <= e.interval.high ? 1 : 0;
  }
  EXPECT_GE(covered, 200 * 0.904);
  EXPECT_LE(covered, 200 * 0.996);
}

}  // namespace
}  // namespace goodparts
