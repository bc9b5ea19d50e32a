#include "metrics/intervals.h"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/base/rng.h"

namespace goodparts {
namespace {

struct Expected {
  std::int64_t count;
  std::int64_t total;
  double low;
  double high;
  double upper;
};

// scipy 1.10: beta.ppf(.025, x, n − x + 1), beta.ppf(.975, x + 1, n − x), beta.ppf(.95, x + 1, n −
// x).
TEST(ClopperPearson, AgreesWithScipy) {
  for (const Expected& e :
       {Expected{0, 20, 0.0, 0.1684334709830853, 0.13910834066826516},
        {3, 20, 0.032070937185463715, 0.37892682654531396, 0.3436638043142818},
        {20, 20, 0.8315665290169147, 1.0, 1.0},
        {7, 189, 0.015018250864295373, 0.07481884042360125, 0.06843809142112563},
        {1, 1, 0.025, 1.0, 1.0},
        {5000, 100000, 0.04865725520727074, 0.05136892088058043, 0.05114832194700964}}) {
    const Interval interval = clopper_pearson(e.count, e.total);
    EXPECT_NEAR(interval.low, e.low, 1e-12) << e.count << " of " << e.total;
    EXPECT_NEAR(interval.high, e.high, 1e-12) << e.count << " of " << e.total;
    EXPECT_NEAR(clopper_pearson_upper(e.count, e.total), e.upper, 1e-12);
  }
}

TEST(ClopperPearson, KnowsNothingWithoutTrials) {
  EXPECT_EQ(clopper_pearson(0, 0).low, 0.0);
  EXPECT_EQ(clopper_pearson(0, 0).high, 1.0);
  EXPECT_EQ(clopper_pearson_upper(0, 0), 1.0);
  const Rate rate = make_rate(0, 0);
  EXPECT_TRUE(std::isnan(rate.value));
  EXPECT_EQ(rate.low, 0.0);
  EXPECT_EQ(rate.high, 1.0);
}

TEST(ClopperPearson, RateCarriesCountsAndInterval) {
  const Rate rate = make_rate(3, 20);
  EXPECT_EQ(rate.count, 3);
  EXPECT_EQ(rate.total, 20);
  EXPECT_DOUBLE_EQ(rate.value, 0.15);
  EXPECT_NEAR(rate.low, 0.032070937185463715, 1e-12);
  EXPECT_NEAR(rate.high, 0.37892682654531396, 1e-12);
}

// 1 − 0.05^(1/n): no false alarm on the 12 to 60 good test images of an MVTec AD category.
TEST(ClopperPearson, NoFalseAlarmStillLeavesABound) {
  EXPECT_NEAR(clopper_pearson_upper(0, 12), 1.0 - std::pow(0.05, 1.0 / 12.0), 1e-12);
  EXPECT_NEAR(clopper_pearson_upper(0, 12), 0.221, 5e-4);
  EXPECT_NEAR(clopper_pearson_upper(0, 60), 0.049, 5e-4);
}

// The interval is conservative: it covers the true rate in at least 95 % of draws. 2000 seeded
// draws each; the allowance of 3 standard errors of a 95 % coverage is 1.46 %.
TEST(ClopperPearson, CoversTheTrueRate) {
  for (const double truth : {0.01, 0.05, 0.3}) {
    for (const std::int64_t parts : {20, 150}) {
      Rng rng(11, "coverage", static_cast<std::uint64_t>(parts));
      int covered = 0;
      for (int draw = 0; draw < 2000; ++draw) {
        std::int64_t count = 0;
        for (std::int64_t i = 0; i < parts; ++i) {
          count += rng.chance(truth) ? 1 : 0;
        }
        const Interval interval = clopper_pearson(count, parts);
        covered += interval.low <= truth && truth <= interval.high ? 1 : 0;
      }
      EXPECT_GE(covered / 2000.0, 0.95 - 0.0146) << truth << " " << parts;
    }
  }
}

// scipy 1.10: beta.ppf(.95, k, n + 1 − k).
TEST(RankBound, AgreesWithScipy) {
  EXPECT_NEAR(rank_fpr_bound(3, 59), 0.102889162709954, 1e-12);
  EXPECT_NEAR(rank_fpr_bound(1, 59), 0.04950760988822693, 1e-12);
  EXPECT_NEAR(rank_fpr_bound(5, 100), 0.08919625015887987, 1e-12);
  EXPECT_NEAR(rank_fpr_bound(50, 999), 0.06181998277796161, 1e-12);
  EXPECT_NEAR(rank_fpr_bound(3, 59, 0.05), 0.014000874503575202, 1e-12);
}

// The false positive rate of the k-th largest of n uniform scores is 1 − threshold.
TEST(RankBound, HoldsForDrawnThresholds) {
  Rng rng(5, "rank bound");
  const double bound = rank_fpr_bound(1, 30);
  int held = 0;
  for (int draw = 0; draw < 4000; ++draw) {
    double largest = 0.0;
    for (int i = 0; i < 30; ++i) {
      largest = std::max(largest, rng.uniform());
    }
    held += 1.0 - largest <= bound ? 1 : 0;
  }
  EXPECT_NEAR(held / 4000.0, 0.95, 0.0104);  // 3 standard errors
}

// The usual table of distribution-free tolerance limits, for 95 % confidence; the first row is 1 −
// 0.95ⁿ >= 0.95.
TEST(GoodPartsNeeded, AgreesWithTheTable) {
  const std::vector<std::int64_t> ranks = {1, 2, 3, 5};
  const std::vector<std::pair<double, std::vector<std::int64_t>>> table = {
      {0.05, {59, 93, 124, 181}}, {0.01, {299, 473, 628, 913}}, {0.001, {2995, 4742, 6294, 9151}}};
  for (const auto& [fpr, needed] : table) {
    for (std::size_t i = 0; i < ranks.size(); ++i) {
      EXPECT_EQ(good_parts_needed(fpr, ranks[i]), needed[i]) << fpr << " rank " << ranks[i];
    }
  }
}

TEST(GoodPartsNeeded, IsTheSmallestNumber) {
  EXPECT_LE(rank_fpr_bound(2, 93), 0.05);
  EXPECT_GT(rank_fpr_bound(2, 92), 0.05);
  EXPECT_EQ(good_parts_needed(0.96), 1);  // one part: 95 % of draws leave at most 95 % above it
}

TEST(SafeRank, IsTheInverseOfTheTable) {
  EXPECT_EQ(safe_rank(0.05, 58), 0);
  EXPECT_EQ(safe_rank(0.05, 59), 1);
  EXPECT_EQ(safe_rank(0.05, 92), 1);
  EXPECT_EQ(safe_rank(0.05, 93), 2);
  EXPECT_EQ(safe_rank(0.01, 913), 5);
  EXPECT_EQ(safe_rank(0.05, 0), 0);
}

}  // namespace
}  // namespace goodparts
