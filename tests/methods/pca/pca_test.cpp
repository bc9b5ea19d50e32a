// Expected values: scikit-learn 1.2 and scipy 1.10 on the same rows,
//   z = StandardScaler().fit(good).transform(test); pca = PCA(n_components=2).fit(z of good)
//   T2 = (pca.transform(z) ** 2 / pca.explained_variance_).sum(1)
//   Q = ((z - pca.inverse_transform(pca.transform(z))) ** 2).sum(1)
// limits from the equations in control_limits.h and pca.h.
#include "methods/pca/pca.h"

#include <gtest/gtest.h>

#include "tests/support/expect_error.h"
#include "tests/support/memory_source.h"
#include "tests/support/rows.h"

namespace goodparts::testing {
namespace {

constexpr double kT2[] = {1.6906570428455976, 3.5864107083675587, 0.795235688781794,
                          1.4801630415287859};
constexpr double kQ[] = {2.3752458082525316, 0.5672266167941643, 1.9632623186651506,
                         2.7702161178711666};
constexpr double kT2Limit = 35.524437824291745;
constexpr double kQLimit = 8.608564488411009;

// Five columns of which the fourth follows the first and the fifth the second, nearly.
MemorySource good_rows() {
  std::vector<std::vector<float>> rows = uniform_rows(12, 5, 6);
  for (std::vector<float>& row : rows) {
    row[3] = static_cast<float>(static_cast<double>(row[0]) + 0.1 * static_cast<double>(row[3]));
    row[4] = static_cast<float>(static_cast<double>(row[1]) - 0.2 * static_cast<double>(row[4]));
  }
  return {{5}, std::move(rows)};
}

Pca fitted(const std::string& index, std::optional<std::int64_t> components = 2) {
  PcaConfig config;
  config.index = index;
  config.components = components;
  Pca detector(config);
  detector.fit({}, good_rows());
  return detector;
}

void expect_near(const Pca& detector, const std::vector<double>& expected) {
  const std::vector<double> scores = scores_of(detector, MemorySource({5}, uniform_rows(4, 5, 7)));
  ASSERT_EQ(scores.size(), expected.size());
  for (std::size_t i = 0; i < scores.size(); ++i) {
    EXPECT_NEAR(scores[i], expected[i], 1e-9) << i;
  }
}

TEST(Pca, T2AndQAreScikitLearns) {
  expect_near(fitted("t2"), {kT2[0], kT2[1], kT2[2], kT2[3]});
  expect_near(fitted("q"), {kQ[0], kQ[1], kQ[2], kQ[3]});
}

TEST(Pca, LimitsAreScipys) {
  EXPECT_NEAR(fitted("t2").control_limit().value(), kT2Limit, 1e-7);
  EXPECT_NEAR(fitted("q").control_limit().value(), kQLimit, 1e-7);
  EXPECT_NEAR(fitted("combined").control_limit().value(), 0.9389809318741051, 1e-8);
  EXPECT_EQ(fitted("max").control_limit().value(), 1.0);
}

TEST(Pca, IndicesWeighT2AndQByTheirLimits) {
  expect_near(fitted("combined"),
              {0.32350797643591245, 0.16684712107133493, 0.25044479395059416, 0.3634637354366219});
  expect_near(fitted("max"),
              {0.27591659578668737, 0.10095615660707677, 0.22805919863969498, 0.32179768434103934});
}

// NumPy: M^½ z for M = P diag(1/λ) Pᵀ / τ² + (I − P Pᵀ) / δ², squared; they add up to the index.
TEST(Pca, ExplainsByCompleteDecomposition) {
  const MemorySource test({5}, uniform_rows(4, 5, 7));
  const std::int64_t first[] = {0};
  const std::vector<std::vector<float>> terms = fitted("combined").explain({}, test, first);
  ASSERT_EQ(terms.size(), 1U);
  const double expected[] = {0.04642321850392489, 0.11977718759146903, 0.1520336973183118,
                             0.0007567543777626209, 0.004517118644444132};
  for (std::size_t column = 0; column < 5; ++column) {
    EXPECT_NEAR(terms[0][column], expected[column], 1e-7) << column;
  }
  const std::vector<std::vector<float>> larger = fitted("max").explain({}, test, first);
  double sum = 0.0;
  for (const float term : larger[0]) {
    sum += static_cast<double>(term);
  }
  EXPECT_NEAR(sum, kQ[0] / kQLimit, 1e-6) << "Q is the larger part of this row";
}

// explained_variance_ratio_.cumsum(): .657, .858, .9986, .9998, 1.
TEST(Pca, TakesAsManyComponentsAsTheShareOfVarianceNeeds) {
  EXPECT_EQ(fitted("combined", {}).facts()[2].second, "3 of 5 directions, 99.9 % of the variance");
  PcaConfig config;
  config.explained_variance = 0.85;
  Pca detector(config);
  detector.fit({}, good_rows());
  EXPECT_EQ(detector.facts()[2].second, "2 of 5 directions, 85.8 % of the variance");
}

TEST(Pca, OfAllComponentsHasNoQ) {
  EXPECT_ERROR(fitted("q", 5), ErrorKind::kConfig, "method.index", "5 components");
  const Pca detector = fitted("combined", 9);
  EXPECT_EQ(detector.facts()[2].second, "5 of 5 directions, 100.0 % of the variance");
  EXPECT_EQ(detector.control_limit().value(), 1.0);
}

// Three rows span two directions; leaving them counts as the smaller of their variances.
TEST(Pca, OfFewerRowsThanColumnsKeepsQ) {
  PcaConfig config;
  config.components = 4;
  config.index = "q";
  Pca detector(config);
  detector.fit({}, MemorySource({4}, uniform_rows(3, 4, 3)));
  EXPECT_EQ(detector.facts()[2].second, "2 of 2 directions, 100.0 % of the variance");
  EXPECT_GT(detector.control_limit().value(), 0.0);
  const std::vector<double> good = scores_of(detector, MemorySource({4}, uniform_rows(3, 4, 3)));
  const std::vector<double> other = scores_of(detector, MemorySource({4}, uniform_rows(2, 4, 4)));
  EXPECT_LT(good[0], 1e-12);
  EXPECT_GT(other[0], 0.1);
}

TEST(Pca, NeedsAColumnThatVaries) {
  Pca detector({});
  EXPECT_ERROR(detector.fit({}, MemorySource({2}, {{1, 2}, {1, 2}})), ErrorKind::kData, "pca",
               "no column of the good samples varies");
}

TEST(Pca, RejectsSettingsThatMakeNoSense) {
  PcaConfig config;
  config.components = 0;
  EXPECT_ERROR(config.validate(), ErrorKind::kConfig, "method.components", "0");
  config = {};
  config.explained_variance = 1.5;
  EXPECT_ERROR(config.validate(), ErrorKind::kConfig, "method.explained_variance", "1.5");
}

}  // namespace
}  // namespace goodparts::testing
