// Expected neighbours: scikit-learn 1.2, NearestNeighbors(algorithm="brute") in double precision.
#include "kernels/knn/nearest_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "kernels/distance/squared_distance.h"
#include "tests/support/patterns.h"

namespace goodparts {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatNear;
using ::testing::Pointwise;
using testing::uniform_values;

TEST(NearestRows, FindsWhatScikitLearnFinds) {
  const std::vector<float> bank = uniform_values(300 * 5, 2);
  const std::vector<float> queries = uniform_values(4 * 5, 3);
  const Neighbours found = NearestRows({bank.data(), 300, 5}).search({}, {queries.data(), 4, 5}, 3);
  EXPECT_THAT(found.rows, ElementsAre(260, 121, 228, 222, 197, 163, 252, 77, 159, 278, 2, 240));
  EXPECT_THAT(found.squared_distances,
              Pointwise(FloatNear(1e-7F),
                        std::vector<float>{0.04467738F, 0.06595456F, 0.06762574F, 0.05202484F,
                                           0.06574337F, 0.08019278F, 0.08871145F, 0.1268388F,
                                           0.1859687F, 0.07593717F, 0.1020401F, 0.1032581F}));
}

// All pairs compared directly, equal distances in row order.
std::vector<std::int64_t> plain_nearest(MatrixView bank, const float* query, std::int64_t k) {
  std::vector<float> distances;
  for (std::int64_t i = 0; i < bank.rows; ++i) {
    distances.push_back(squared_distance(query, bank.row(i), bank.cols));
  }
  std::vector<std::int64_t> rows(static_cast<std::size_t>(bank.rows));
  std::iota(rows.begin(), rows.end(), std::int64_t{0});
  std::stable_sort(rows.begin(), rows.end(), [&](std::int64_t a, std::int64_t b) {
    return distances[static_cast<std::size_t>(a)] < distances[static_cast<std::size_t>(b)];
  });
  rows.resize(static_cast<std::size_t>(k));
  return rows;
}

TEST(NearestRows, AgreesWithAllPairsAcrossBlocks) {
  const std::vector<float> bank = uniform_values(2500 * 48, 4);
  const std::vector<float> queries = uniform_values(300 * 48, 5);
  const MatrixView bank_view{bank.data(), 2500, 48};
  for (const std::int64_t k : {1, 9}) {
    const Neighbours found = NearestRows(bank_view).search({}, {queries.data(), 300, 48}, k);
    for (std::int64_t q = 0; q < 300; ++q) {
      const auto begin = found.rows.begin() + q * k;
      EXPECT_EQ(std::vector<std::int64_t>(begin, begin + k),
                plain_nearest(bank_view, queries.data() + q * 48, k));
    }
  }
}

TEST(NearestRows, KeepsSmallDistancesFarFromTheOrigin) {
  // ‖x‖² is 4e8, so that x² + y² − 2xy in floats is off by tens; the distances are 0 … 9.
  std::vector<float> bank;
  for (int i = 0; i < 10; ++i) {
    bank.insert(bank.end(), {10000.0F + static_cast<float>(i), 10000.0F, 10000.0F, 10000.0F});
  }
  const std::vector<float> query = {10006.0F, 10000.0F, 10000.0F, 10000.0F};
  const Neighbours found = NearestRows({bank.data(), 10, 4}).search({}, {query.data(), 1, 4}, 4);
  EXPECT_THAT(found.rows, ElementsAre(6, 5, 7, 4));
  EXPECT_THAT(found.squared_distances, ElementsAre(0, 1, 1, 4));
}

TEST(NearestRows, GivesEqualDistancesInRowOrder) {
  const std::vector<float> bank(2100 * 3, 0.5F);
  const std::vector<float> query = {0.5F, 0.5F, 1.5F};
  const Neighbours found = NearestRows({bank.data(), 2100, 3}).search({}, {query.data(), 1, 3}, 3);
  EXPECT_THAT(found.rows, ElementsAre(0, 1, 2));
  EXPECT_THAT(found.squared_distances, ElementsAre(1, 1, 1));
}

TEST(NearestRows, DoesNotDependOnThreadsOrOtherQueries) {
  const std::vector<float> bank = uniform_values(1500 * 33, 6);
  const std::vector<float> queries = uniform_values(520 * 33, 7);
  const NearestRows search({bank.data(), 1500, 33});
  Context three;
  three.threads = 3;
  const Neighbours together = search.search(three, {queries.data(), 520, 33}, 5);
  for (std::int64_t q = 0; q < 520; q += 37) {
    const Neighbours alone = search.search({}, {queries.data() + q * 33, 1, 33}, 5);
    for (std::size_t j = 0; j < 5; ++j) {
      const std::size_t at = static_cast<std::size_t>(q) * 5 + j;
      EXPECT_EQ(alone.squared_distances[j], together.squared_distances[at]);
      EXPECT_EQ(alone.rows[j], together.rows[at]);
    }
  }
}

}  // namespace
}  // namespace goodparts
