#include "metrics/uncertainty/wilcoxon.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace goodparts {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

WilcoxonResult of_differences(const std::vector<double>& differences) {
  return wilcoxon(differences, std::vector<double>(differences.size(), 0.0));
}

std::vector<double> formula(int count, int modulus, int shift, double offset) {
  std::vector<double> differences;
  for (int i = 1; i <= count; ++i) {
    differences.push_back((i * 7919 % modulus - shift) / 100.0 + offset);
  }
  return differences;
}

// scipy 1.10, wilcoxon(mode="exact"): no ties, no zeros.
TEST(Wilcoxon, ExactAsInScipy) {
  const WilcoxonResult six = of_differences({.04, .45, -.15, .26, -.34, .07});
  EXPECT_TRUE(six.exact);
  EXPECT_EQ(six.negative, 8.0);
  EXPECT_EQ(six.positive, 13.0);
  EXPECT_DOUBLE_EQ(six.p, 0.6875);
  EXPECT_DOUBLE_EQ(six.median, 0.055);
  EXPECT_DOUBLE_EQ(of_differences(formula(12, 101, 37, 0.0)).p, 0.33935546875);
  const WilcoxonResult most = of_differences(formula(25, 101, 37, 0.005));
  EXPECT_TRUE(most.exact);
  EXPECT_DOUBLE_EQ(most.p, 0.07547956705093384);
}

// All 2ⁿ signs one by one in numpy, ranks of scipy.stats.rankdata, zeros ranked and then left out.
TEST(Wilcoxon, ExactWithTiesAndZeros) {
  const WilcoxonResult r =
      of_differences({.02, .02, -.02, 0, .05, .05, .05, -.01, 0, .07, .03, -.03});
  EXPECT_EQ(r.pairs, 12);
  EXPECT_EQ(r.zeros, 2);
  EXPECT_EQ(r.positive, 59.5);
  EXPECT_EQ(r.negative, 15.5);
  EXPECT_DOUBLE_EQ(r.p, 0.095703125);
}

// scipy 1.10, wilcoxon(zero_method="pratt", correction=True, mode="approx").
TEST(Wilcoxon, NormalWithContinuityBeyond) {
  const WilcoxonResult more = of_differences(formula(26, 101, 37, 0.005));
  EXPECT_FALSE(more.exact);
  EXPECT_NEAR(more.p, 0.0601830313411387, 1e-12);
  const WilcoxonResult tied = of_differences(formula(40, 41, 13, 0.0));
  EXPECT_EQ(tied.zeros, 1);
  EXPECT_EQ(std::min(tied.positive, tied.negative), 162.0);
  EXPECT_NEAR(tied.p, 0.0008984818234858102, 1e-13);
}

TEST(Wilcoxon, DifferencesEqualButForRoundingAreTied) {
  const std::vector<double> first{.92, .85, .77, .95, .81, .60, .99, .88, .70, .91, .83, .79};
  const std::vector<double> second{.90, .85, .75, .96, .80, .58, .97, .85, .71, .90, .80, .75};
  const WilcoxonResult r = wilcoxon(first, second);  // enumerated as above, of rounded differences
  EXPECT_EQ(r.positive, 70.0);
  EXPECT_EQ(r.negative, 7.0);
  EXPECT_DOUBLE_EQ(r.p, 0.0107421875);
  EXPECT_DOUBLE_EQ(wilcoxon(second, first).p, r.p);
  EXPECT_EQ(wilcoxon(second, first).positive, 7.0);
}

TEST(Wilcoxon, TooFewCategoriesAreStated) {
  const WilcoxonResult five = of_differences({.1, .2, .3, .4, .5});
  EXPECT_DOUBLE_EQ(five.p, 0.0625);
  EXPECT_DOUBLE_EQ(five.smallest_p, 0.0625);
  EXPECT_THAT(five.caveat, HasSubstr("5 categories"));
  const WilcoxonResult six = of_differences({.1, .2, .3, .4, .5, .6});
  EXPECT_DOUBLE_EQ(six.p, 0.03125);
  EXPECT_THAT(six.caveat, IsEmpty());
}

TEST(Wilcoxon, NothingToCompare) {
  const WilcoxonResult same = of_differences({0.0, 0.0, 0.0});
  EXPECT_EQ(same.p, 1.0);
  EXPECT_EQ(same.zeros, 3);
  const WilcoxonResult none = of_differences({kUndefined, kUndefined});
  EXPECT_EQ(none.pairs, 0);
  EXPECT_TRUE(std::isnan(none.p));
  EXPECT_THAT(none.caveat, HasSubstr("No test"));
  EXPECT_EQ(of_differences({.1, kUndefined, -.3}).pairs, 2);
}

}  // namespace
}  // namespace goodparts
