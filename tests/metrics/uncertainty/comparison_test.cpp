// Small tests of comparisons: McNemar, Holm, Friedman and Nemenyi, seeds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "metrics/uncertainty/friedman.h"
#include "metrics/uncertainty/holm.h"
#include "metrics/uncertainty/mcnemar.h"
#include "metrics/uncertainty/normal.h"
#include "metrics/uncertainty/seeds.h"
#include "metrics/uncertainty/studentized_range.h"

namespace goodparts {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// scipy 1.10, norm.
TEST(Normal, AgreesWithScipy) {
  EXPECT_NEAR(normal_quantile_two_sided(0.95), 1.959963984540054, 1e-14);
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-14);
  EXPECT_NEAR(normal_quantile(0.1), -1.2815515655446004, 1e-14);
  EXPECT_NEAR(normal_cdf(-1.2815515655446004), 0.1, 1e-15);
  EXPECT_NEAR(normal_p_two_sided(-2.5), 0.012419330651552318, 1e-15);
}

// scipy 1.10, binomtest(smaller, sum, 0.5).
TEST(McNemar, AgreesWithScipy) {
  EXPECT_NEAR(mcnemar(3, 12, 80).p, 0.03515625, 1e-14);
  EXPECT_NEAR(mcnemar(12, 3, 80).p, 0.03515625, 1e-14);
  EXPECT_NEAR(mcnemar(0, 5, 5).p, 0.0625, 1e-14);
  EXPECT_EQ(mcnemar(7, 7, 20).p, 1.0);
  EXPECT_NEAR(mcnemar(40, 61, 500).p, 0.04604406692934279, 1e-13);
  EXPECT_EQ(mcnemar(0, 0, 9).p, 1.0);
  EXPECT_TRUE(std::isnan(mcnemar(0, 0, 0).p));
}

TEST(McNemar, CountsWhoIsRightAlone) {
  const std::vector<std::int8_t> labels{0, 0, 0, 1, 1};
  const std::vector<double> first{0.1, 0.5, 0.9, 0.9, 0.2};   // flags above 0.5
  const std::vector<double> second{8.0, 1.0, 9.0, 2.0, 7.0};  // flags above 5
  const FlagComparison c = compare_flags(first, 0.5, second, 5.0, labels);
  EXPECT_EQ(c.good.samples, 3);
  EXPECT_EQ(c.good.only_first, 1);
  EXPECT_EQ(c.good.only_second, 0);
  EXPECT_EQ(c.anomalous.samples, 2);
  EXPECT_EQ(c.anomalous.only_first, 1);
  EXPECT_EQ(c.anomalous.only_second, 1);
  EXPECT_EQ(c.all.only_first, 2);
  EXPECT_EQ(c.all.only_second, 1);
}

// By hand: sorted .01 .02 .03 .04 times 4 3 2 1, made monotone.
TEST(Holm, AdjustsInOrder) {
  EXPECT_THAT(holm_adjust(std::vector<double>{.03, .01, .04, .02}),
              ElementsAre(DoubleEq(.06), DoubleEq(.04), DoubleEq(.06), DoubleEq(.06)));
  EXPECT_THAT(holm_adjust(std::vector<double>{.6, .7}), ElementsAre(1.0, 1.0));
  EXPECT_THAT(holm_adjust({}), IsEmpty());
}

TEST(Holm, LeavesOutWhatWasNotTested) {
  const std::vector<double> adjusted = holm_adjust(std::vector<double>{kUndefined, .02, .01});
  EXPECT_TRUE(std::isnan(adjusted[0]));
  EXPECT_DOUBLE_EQ(adjusted[1], .02);
  EXPECT_DOUBLE_EQ(adjusted[2], .02);
}

// scipy 1.10, studentized_range with df = inf; the same q/√2 to three digits stand in Demšar 2006,
// table 5a.
TEST(StudentizedRange, AgreesWithScipy) {
  EXPECT_NEAR(studentized_range_cdf(3.0, 4), 0.8537285189523403, 1e-9);
  EXPECT_EQ(studentized_range_cdf(0.0, 4), 0.0);
  for (const auto& [k, q] : {std::pair{2, 1.9599639845400534},
                             {3, 2.343700586378409},
                             {5, 2.7277743708703763},
                             {10, 3.163683577053373},
                             {20, 3.5437991315177815}}) {
    EXPECT_NEAR(studentized_range_quantile(0.95, k) / std::sqrt(2.0), q, 1e-8) << k;
  }
}

const std::vector<std::vector<double>> kDetectors{
    {.92, .85, .77, .95, .81, .60, .99, .88, .70, .91, .83, .79},
    {.90, .85, .75, .96, .80, .58, .97, .85, .71, .90, .80, .75},
    {.88, .80, .77, .90, .78, .61, .95, .83, .69, .88, .81, .70},
    {.70, .72, .71, .80, .69, .55, .90, .80, .60, .85, .77, .68}};

// scipy 1.10: rankdata, friedmanchisquare, f.sf, studentized_range.
TEST(Friedman, AgreesWithScipy) {
  const FriedmanResult r = friedman(kDetectors);
  EXPECT_EQ(r.categories, 12);
  EXPECT_THAT(r.average_ranks,
              ElementsAre(DoubleEq(1.3333333333333333), DoubleEq(2.0416666666666665), 2.625, 4.0));
  EXPECT_NEAR(r.chi_squared, 28.093220338983052, 1e-12);
  EXPECT_NEAR(r.chi_squared_p, 3.4720242566311563e-06, 1e-17);
  EXPECT_NEAR(r.f, 39.08360128617364, 1e-11);
  EXPECT_NEAR(r.p, 5.7342577046662454e-11, 1e-21);
  EXPECT_NEAR(r.critical_difference, 1.3539986304310858, 1e-8);
  EXPECT_THAT(r.caveat, IsEmpty());
}

TEST(Friedman, LowerMayBeBetter) {
  std::vector<std::vector<double>> negated = kDetectors;
  for (std::vector<double>& values : negated) {
    for (double& value : values) {
      value = -value;
    }
  }
  EXPECT_EQ(friedman(negated, false).p, friedman(kDetectors).p);
  EXPECT_EQ(friedman(negated, false).average_ranks, friedman(kDetectors).average_ranks);
}

// Three detectors in the same order in each of four categories: (3!)⁻³.
TEST(Friedman, FullAgreementIsAsLikelyAsCounting) {
  const FriedmanResult r = friedman(
      std::vector<std::vector<double>>{{.9, .8, .7, .9}, {.8, .7, .6, .8}, {.7, .6, .5, .7}});
  EXPECT_DOUBLE_EQ(r.chi_squared, 8.0);
  EXPECT_TRUE(std::isinf(r.f));
  EXPECT_NEAR(r.p, 1.0 / 216.0, 1e-15);
  EXPECT_THAT(r.caveat, HasSubstr("4 categories"));
}

TEST(Friedman, StatesWhatIsNotDefined) {
  EXPECT_THAT(friedman(std::vector<std::vector<double>>{{.9, .8}}).caveat, HasSubstr("No test"));
  EXPECT_THAT(friedman({}).caveat, HasSubstr("No test"));
  const FriedmanResult one = friedman(std::vector<std::vector<double>>{{.9, kUndefined}, {.8, .7}});
  EXPECT_EQ(one.categories, 1);
  EXPECT_TRUE(std::isnan(one.p));
  EXPECT_THAT(one.average_ranks, ElementsAre(1.0, 2.0));
  const FriedmanResult equal = friedman(std::vector<std::vector<double>>{{.9, .8}, {.9, .8}});
  EXPECT_TRUE(std::isnan(equal.p));
  EXPECT_THAT(equal.caveat, HasSubstr("same value"));
}

// scipy 1.10, t.interval; numpy std(ddof=1).
TEST(Seeds, AgreeWithScipy) {
  const SeedSpread s = seed_spread(std::vector<double>{.912, .934, kUndefined, .905, .921, .918});
  EXPECT_EQ(s.seeds, 5);
  EXPECT_NEAR(s.mean, 0.918, 1e-15);
  EXPECT_NEAR(s.deviation, 0.010839741694339409, 1e-15);
  EXPECT_NEAR(s.low, 0.9045406829883106, 1e-14);
  EXPECT_NEAR(s.high, 0.9314593170116897, 1e-14);
  EXPECT_EQ(s.smallest, .905);
  EXPECT_EQ(s.largest, .934);
  EXPECT_THAT(s.caveat, IsEmpty());
}

TEST(Seeds, OneSaysNothingAboutOthers) {
  const SeedSpread one = seed_spread(std::vector<double>{.9});
  EXPECT_EQ(one.mean, .9);
  EXPECT_TRUE(std::isnan(one.deviation));
  EXPECT_TRUE(std::isnan(one.low));
  EXPECT_THAT(one.caveat, HasSubstr("One seed"));
  EXPECT_TRUE(std::isnan(seed_spread({}).mean));
  const SeedSpread equal = seed_spread(std::vector<double>{.7, .7, .7});
  EXPECT_EQ(equal.deviation, 0.0);
  EXPECT_EQ(equal.low, .7);
  EXPECT_THAT(equal.caveat, HasSubstr("3 seeds"));
}

}  // namespace
}  // namespace goodparts
