#include "metrics/certificate/parts_needed.h"

#include <gtest/gtest.h>

#include "metrics/intervals.h"

namespace goodparts {
namespace {

// The table of good parts needed to promise a rate with 95 % confidence (ranks 1, 2, 3 and 5 are 0,
// 1, 2 and 4 false alarms); scipy 1.10, beta.ppf(.95, k, n + 1 − k).
TEST(PartsNeeded, IsTheTableOfOrderStatistics) {
  const auto needed = [](double rate, std::int64_t false_alarms) {
    return further_good_parts(rate, false_alarms, false_alarms) + false_alarms;
  };
  EXPECT_EQ(needed(0.05, 0), 59);
  EXPECT_EQ(needed(0.05, 1), 93);
  EXPECT_EQ(needed(0.05, 2), 124);
  EXPECT_EQ(needed(0.05, 4), 181);
  EXPECT_EQ(needed(0.01, 0), 299);
  EXPECT_EQ(needed(0.01, 1), 473);
  EXPECT_EQ(needed(0.01, 2), 628);
  EXPECT_EQ(needed(0.01, 4), 913);
  EXPECT_EQ(needed(0.001, 0), 2995);
  EXPECT_EQ(needed(0.001, 1), 4742);
  EXPECT_EQ(needed(0.001, 2), 6294);
  EXPECT_EQ(needed(0.001, 4), 9151);
}

TEST(PartsNeeded, NoneWhereItIsCertified) {
  EXPECT_EQ(further_good_parts(0.05, 0, 59), 0);
  EXPECT_EQ(further_good_parts(0.05, 0, 58), 1);
  EXPECT_EQ(further_good_parts(0.05, 0, 5000), 0);
  EXPECT_EQ(further_good_parts(0.05, 0, 0), 59);
}

// Without a false alarm so far both are the same. With some, the smallest total at which the bound
// of a total that goes on like that is within the rate, found here by trying each.
TEST(PartsNeeded, AtTheObservedRate) {
  EXPECT_EQ(further_good_parts_at_observed_rate(0.05, 0, 10), 49);
  for (const auto& [flagged, good] : {std::pair{1, 50}, {1, 30}, {3, 100}, {4, 100}}) {
    std::int64_t total = good;
    const double observed = static_cast<double>(flagged) / good;
    const auto allowed = [&](std::int64_t n) {  // the most false alarms that the bound allows
      return safe_rank(0.05, n) - 1;
    };
    while (static_cast<double>(allowed(total)) < observed * static_cast<double>(total) - 1e-9 ||
           allowed(total) < flagged) {
      ++total;
    }
    EXPECT_EQ(further_good_parts_at_observed_rate(0.05, flagged, good), total - good)
        << flagged << " of " << good;
  }
}

TEST(PartsNeeded, OutOfReach) {
  EXPECT_FALSE(further_good_parts_at_observed_rate(0.05, 5, 100));
  EXPECT_FALSE(further_good_parts_at_observed_rate(0.05, 10, 100));
  EXPECT_FALSE(further_good_parts_at_observed_rate(0.05, 49'999'999, 1'000'000'000));
}

}  // namespace
}  // namespace goodparts
