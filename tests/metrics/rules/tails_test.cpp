#include "metrics/rules/tails.h"

#include <gtest/gtest.h>

namespace goodparts {
namespace {

// scipy 1.10: binom.sf(4, 50, .05), binom.cdf(1, 50, .05).
TEST(Tails, BinomialIsThatOfScipy) {
  EXPECT_NEAR(binomial_at_least(5, 50, 0.05), 0.10361681014414346, 1e-13);
  EXPECT_NEAR(binomial_at_most(1, 50, 0.05), 0.27943175232069517, 1e-13);
  EXPECT_EQ(binomial_at_least(0, 50, 0.05), 1.0);
  EXPECT_EQ(binomial_at_most(50, 50, 0.05), 1.0);
  EXPECT_EQ(binomial_at_most(0, 0, 0.05), 1.0);
  EXPECT_EQ(binomial_at_least(1, 10, 0.0), 0.0);
}

// scipy 1.10: betabinom.sf(2, 20, 3, 57), .cdf(2, 20, 3, 57), .sf(40, 1000, 3, 57).
TEST(Tails, BetaBinomialIsThatOfScipy) {
  EXPECT_NEAR(beta_binomial_at_least(3, 20, 3, 57), 0.09991780371527292, 1e-11);
  EXPECT_NEAR(beta_binomial_at_most(2, 20, 3, 57), 0.9000821962847271, 1e-11);
  EXPECT_NEAR(beta_binomial_at_least(41, 1000, 3, 57), 0.5660111150551158, 1e-9);
  EXPECT_EQ(beta_binomial_at_least(0, 20, 3, 57), 1.0);
  EXPECT_EQ(beta_binomial_at_most(20, 20, 3, 57), 1.0);
}

// One part against n: the next exceeds the largest of n with probability 1 / (n + 1).
TEST(Tails, TheNextPartExceedsTheLargestOnceInNPlusOne) {
  EXPECT_NEAR(beta_binomial_at_least(1, 1, 1, 19), 1.0 / 20.0, 1e-14);
}

// scipy 1.10: fisher_exact([[5, 15], [2, 28]], alternative).
TEST(Tails, FisherIsThatOfScipy) {
  EXPECT_NEAR(fisher_at_least(5, 20, 2, 30), 0.07993800833763831, 1e-11);
  EXPECT_NEAR(fisher_at_most(5, 20, 2, 30), 0.9875824453067746, 1e-11);
  EXPECT_EQ(fisher_at_least(0, 20, 0, 30), 1.0);
}

}  // namespace
}  // namespace goodparts
