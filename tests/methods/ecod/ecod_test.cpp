// Expected values: the paper's equations in NumPy, n good rows, x one row,
//   l = -log(((good <= x).sum(0) + 1) / (n + 1)); r = -log(((good >= x).sum(0) + 1) / (n + 1))
//   a = where(skew(good) < 0, l, r); paper: max(l.sum(), r.sum(), a.sum())
//   pyod: maximum(where(skew < 0, l, where(skew > 0, r, l + r)), (l + r) / 2).sum()
#include "methods/ecod/ecod.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/memory_source.h"
#include "tests/support/rows.h"

namespace goodparts::testing {
namespace {

Ecod fitted(const std::string& aggregate) {
  EcodConfig config;
  config.aggregate = aggregate;
  Ecod detector(config);
  detector.fit({}, MemorySource({3}, uniform_rows(12, 3, 1)));
  return detector;
}

MemorySource test_rows() {
  std::vector<std::vector<float>> rows = uniform_rows(4, 3, 2);
  for (std::vector<float>& row : rows) {
    for (float& value : row) {
      value = 1.3F * value - 0.1F;
    }
  }
  return {{3}, std::move(rows)};
}

void expect_near(const Ecod& detector, const std::vector<double>& expected) {
  const std::vector<double> scores = scores_of(detector, test_rows());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(scores[i], expected[i], 1e-12) << i;
  }
}

TEST(Ecod, ScoresByThePapersEquations) {
  // The largest sum is the left, the right, the automatic (= right), the left one.
  expect_near(fitted("paper"),
              {4.1113291339285, 5.903088603156555, 2.3477405416671413, 4.362643562209406});
}

TEST(Ecod, ScoresAsPyodAddsUp) {
  expect_near(fitted("pyod"),
              {3.4166411200998503, 5.759247566930664, 2.3477405416671413, 3.080168883478638});
}

TEST(Ecod, ExplainsByTheTermsOfTheLargestSum) {
  const std::int64_t first[] = {0};
  const std::vector<std::vector<float>> terms = fitted("paper").explain({}, test_rows(), first);
  ASSERT_EQ(terms.size(), 1U);
  EXPECT_FLOAT_EQ(terms[0][0], 0.3677247801253174F);
  EXPECT_FLOAT_EQ(terms[0][1], 1.178654996341646F);
  EXPECT_FLOAT_EQ(terms[0][2], 2.5649493574615367F);
}

TEST(Ecod, AConstantColumnHasNoSkewness) {
  Ecod detector({});
  detector.fit({}, MemorySource({1}, {{0.1F}, {0.1F}, {0.1F}}));
  const std::vector<double> scores = scores_of(detector, MemorySource({1}, {{0.1F}, {1}, {-1}}));
  EXPECT_DOUBLE_EQ(scores[0], 0.0);
  EXPECT_DOUBLE_EQ(scores[1], std::log(4.0));  // 1 of 4 values is as large
  EXPECT_DOUBLE_EQ(scores[2], std::log(4.0));
}

}  // namespace
}  // namespace goodparts::testing
