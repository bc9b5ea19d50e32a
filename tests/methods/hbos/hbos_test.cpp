// Expected values: numpy.histogram(column, bins=4) by hand.
#include "methods/hbos/hbos.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/expect_error.h"
#include "tests/support/memory_source.h"
#include "tests/support/rows.h"

namespace goodparts::testing {
namespace {

// First column: bins of width 1 from 0 to 4 with 4, 2, 0, 1 rows. Second column: constant.
Hbos fitted() {
  HbosConfig config;
  config.bins = 4;
  Hbos detector(config);
  detector.fit(
      {},
      MemorySource({2}, {{0, 7}, {0.25F, 7}, {0.5F, 7}, {0.75F, 7}, {1, 7}, {1.5F, 7}, {4, 7}}));
  return detector;
}

TEST(Hbos, ScoresHowRareValuesAre) {
  const std::vector<double> scores = scores_of(
      fitted(), MemorySource({2}, {{0.9F, 7}, {1, 7}, {2.5F, 7}, {3, 7}, {4, 7}, {1.2F, 7.4F}}));
  const double expected[] = {0.0,           std::log(2.0), std::log(8.0),
                             std::log(4.0), std::log(4.0), std::log(2.0)};
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_NEAR(scores[i], expected[i], 1e-12) << i;
  }
}

// Half a row of the highest 4, thinned by 1 + d; the constant column's highest bin has 7.
TEST(Hbos, WhatLiesBeyondTheBinsIsRarerTheFartherItIs) {
  const std::vector<double> scores =
      scores_of(fitted(), MemorySource({2}, {{-2, 7}, {7, 7}, {0.5F, 9.5F}}));
  EXPECT_NEAR(scores[0], std::log(8.0 * 3.0), 1e-12);
  EXPECT_NEAR(scores[1], std::log(8.0 * 4.0), 1e-12);
  EXPECT_NEAR(scores[2], std::log(14.0 * 3.0), 1e-12);
}

TEST(Hbos, ExplainsByColumn) {
  const std::int64_t first[] = {0};
  const std::vector<std::vector<float>> terms =
      fitted().explain({}, MemorySource({2}, {{2.5F, 9.5F}}), first);
  ASSERT_EQ(terms.size(), 1U);
  EXPECT_FLOAT_EQ(terms[0][0], std::log(8.0F));
  EXPECT_FLOAT_EQ(terms[0][1], std::log(42.0F));
}

TEST(Hbos, RejectsSettingsThatMakeNoSense) {
  HbosConfig config;
  config.bins = 0;
  EXPECT_ERROR(config.validate(), ErrorKind::kConfig, "method.bins", "0");
}

}  // namespace
}  // namespace goodparts::testing
