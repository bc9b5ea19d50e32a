#include "methods/shewhart/shewhart.h"

#include <gtest/gtest.h>

#include "tests/support/expect_error.h"
#include "tests/support/memory_source.h"
#include "tests/support/rows.h"

namespace goodparts::testing {
namespace {

// Test rows: twice the uniform numbers, so that some lie far out.
MemorySource doubled(std::int64_t count, std::int64_t columns, std::uint32_t seed) {
  std::vector<std::vector<float>> rows = uniform_rows(count, columns, seed);
  for (std::vector<float>& row : rows) {
    for (float& value : row) {
      value *= 2.0F;
    }
  }
  return {{columns}, std::move(rows)};
}

Shewhart fitted(double confidence = 0.9973) {
  ShewhartConfig config;
  config.confidence = confidence;
  Shewhart detector(config);
  detector.fit({}, MemorySource({3}, uniform_rows(12, 3, 1)));
  return detector;
}

// NumPy: abs((test - good.mean(0)) / good.std(0)), its max(1).
TEST(Shewhart, ScoresTheLargestDeviation) {
  const Shewhart detector = fitted();
  const MemorySource test = doubled(4, 3, 2);
  const std::vector<double> scores = scores_of(detector, test);
  const double expected[] = {1.979783628387945, 6.417292697931912, 1.9737616281853767,
                             0.9458775822643459};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(scores[i], expected[i], 1e-12);
  }
  const std::int64_t first[] = {0};
  const std::vector<std::vector<float>> terms = detector.explain({}, test, first);
  ASSERT_EQ(terms.size(), 1U);
  EXPECT_FLOAT_EQ(terms[0][0], 1.979783628387945F);
  EXPECT_FLOAT_EQ(terms[0][1], 0.45221495261140665F);
  EXPECT_FLOAT_EQ(terms[0][2], 1.8163315395213178F);
}

// scipy 1.10: norm.ppf((1 + 0.9973 ** (1 / 3)) / 2).
TEST(Shewhart, ControlLimitIsThatOfTheLargestOfThreeColumns) {
  EXPECT_NEAR(fitted().control_limit().value(), 3.319802593805673, 1e-9);
}

TEST(Shewhart, AConstantColumnCountsInItsOwnUnits) {
  Shewhart detector({});
  detector.fit({}, MemorySource({2}, {{0, 5}, {2, 5}}));
  EXPECT_EQ(scores_of(detector, MemorySource({2}, {{1, 5}, {1, 7.5}})),
            (std::vector<double>{0.0, 2.5}));
}

TEST(Shewhart, RejectsAConfidenceThatIsNone) {
  ShewhartConfig config;
  config.confidence = 1.0;
  EXPECT_ERROR(config.validate(), ErrorKind::kConfig, "method.confidence", "1");
}

}  // namespace
}  // namespace goodparts::testing
