// Expected neighbours: scikit-learn 1.2, NearestNeighbors(algorithm="brute") in double precision;
// and the comparison of every pair, bit for bit, however rows are screened.
#include "kernels/knn/nearest_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "kernels/knn/byte_row.h"
#include "kernels/knn/nearest_rows_reference.h"
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

struct Data {
  std::string name;
  std::int64_t cols;
  std::vector<float> bank;
  std::vector<float> queries;
};

std::vector<float> mapped(std::vector<float> values, float (*function)(float)) {
  for (float& value : values) {
    value = function(value);
  }
  return values;
}

Data uniform(const std::string& name, std::int64_t rows, std::int64_t cols, std::int64_t queries,
             float (*function)(float)) {
  return {name, cols, mapped(uniform_values(rows * cols, 11), function),
          mapped(uniform_values(queries * cols, 12), function)};
}

// Rows that repeat, and queries that are rows.
Data duplicates() {
  Data data = uniform("Duplicates", 40, 21, 10, [](float x) { return x; });
  const std::vector<float> once = data.bank;
  for (int i = 0; i < 20; ++i) {
    data.bank.insert(data.bank.end(), once.begin(), once.end());
  }
  data.queries.insert(data.queries.end(), once.begin(), once.begin() + 3 * 21);
  return data;
}

// One column so large that rounding to eight bits, or to any common scale, leaves nothing of the
// others.
Data collapsed() {
  Data data = uniform("Collapsed", 700, 16, 30, [](float x) { return x; });
  for (std::size_t i = 0; i < data.bank.size(); i += 16) {
    data.bank[i] = i % 32 == 0 ? 5000.0F : -5000.0F;
  }
  for (std::size_t i = 0; i < data.queries.size(); i += 16) {
    data.queries[i] = i % 32 == 0 ? 5000.0F : -5000.0F;
  }
  return data;
}

// A few rows and queries of enormous or vanishing size among ordinary ones.
Data mixed() {
  Data data = uniform("MixedMagnitudes", 300, 13, 40, [](float x) { return x - 0.5F; });
  const float factors[] = {1e37F, 1e19F, 1e-30F, 0.0F, 1e-42F, 1e12F};
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t c = 0; c < 13; ++c) {
      data.bank[(17 * i + 3) * 13 + c] *= factors[i];
      data.queries[(5 * i + 1) * 13 + c] *= factors[i];
    }
  }
  return data;
}

// Rounding to eight bits errs as much as it can, all columns the same way: the rounded product of
// `rounded` with `signs` is −5, the true one +20 (and the signs themselves round without error).
struct WorstRounding {
  std::vector<float> rounded;
  std::vector<float> signs;
};

WorstRounding worst_rounding(std::uint32_t seed) {
  constexpr std::size_t kCols = 64;
  const std::vector<float> draws = uniform_values(2 * kCols, seed);
  WorstRounding result{std::vector<float>(kCols), std::vector<float>(kCols)};
  float product = 0.0F;
  for (std::size_t i = 1; i < kCols; ++i) {
    result.signs[i] = draws[i] < 0.5F ? -1.0F : 1.0F;
    result.rounded[i] = std::floor(draws[kCols + i] * 81.0F) - 40.0F;
    product += result.signs[i] * result.rounded[i];
  }
  for (std::size_t i = 1; product != -5.0F; i = i % (kCols - 1) + 1) {
    const float step = product > -5.0F ? -1.0F : 1.0F;
    result.rounded[i] += step * result.signs[i];
    product += step;
  }
  for (std::size_t i = 1; i < kCols; ++i) {
    result.rounded[i] += 0.4F * result.signs[i];
  }
  result.rounded[0] = 127.0F;
  return result;
}

// Pairs of opposite rows, so that their mean is 0: of each pair, rounding makes the farther look
// the nearer. Either the bank is rounded badly or the queries are.
Data misleading(bool bank_rounded) {
  Data data{bank_rounded ? "MisleadingBank" : "MisleadingQueries", 64, {}, {}};
  for (std::uint32_t i = 0; i < 20; ++i) {
    const WorstRounding worst = worst_rounding(100 + i);
    const std::vector<float>& row = bank_rounded ? worst.rounded : worst.signs;
    const std::vector<float>& query = bank_rounded ? worst.signs : worst.rounded;
    for (const float sign : {1.0F, -1.0F}) {
      for (const float value : row) {
        data.bank.push_back(sign * value * static_cast<float>(i + 1));
      }
    }
    data.queries.insert(data.queries.end(), query.begin(), query.end());
  }
  return data;
}

std::vector<Data> adversarial() {
  std::vector<Data> all;
  all.push_back(uniform("Uniform", 1500, 48, 100, [](float x) { return x; }));
  all.push_back(
      uniform("HeavyTails", 1500, 64, 50, [](float x) { return 1.0F / (x * x * x + 0.001F); }));
  all.push_back(uniform("Grid", 2000, 3, 50, [](float x) { return std::floor(4.0F * x); }));
  all.push_back(uniform("Signs", 900, 130, 40, [](float x) { return x < 0.5F ? -1.0F : 1.0F; }));
  all.push_back(uniform("AllEqual", 5000, 5, 3, [](float) { return 0.7F; }));
  all.push_back(uniform("AllZero", 300, 9, 5, [](float) { return 0.0F; }));
  all.push_back(uniform("FarAway", 800, 32, 30, [](float x) { return 30000.0F + x; }));
  all.push_back(uniform("Huge", 100, 24, 10, [](float x) { return (x - 0.5F) * 3e38F * 2.0F; }));
  all.push_back(uniform("Large", 500, 24, 10, [](float x) { return (x - 0.5F) * 1e17F; }));
  all.push_back(uniform("Overflowing", 300, 24, 10, [](float x) { return (x - 0.5F) * 2e19F; }));
  all.push_back(uniform("Small", 500, 24, 10, [](float x) { return x * 1e-16F; }));
  all.push_back(uniform("Vanishing", 200, 24, 10, [](float x) { return x * 1e-22F; }));
  all.push_back(uniform("Subnormal", 200, 24, 10, [](float x) { return x * 1e-42F; }));
  all.push_back(duplicates());
  all.push_back(collapsed());
  all.push_back(mixed());
  all.push_back(misleading(true));
  all.push_back(misleading(false));
  return all;
}

class EveryScreening : public ::testing::TestWithParam<Screening> {
 protected:
  void SetUp() override {
    if (GetParam() == Screening::kBytes && !NearestRows::byte_screening_supported()) {
      GTEST_SKIP() << "this CPU lacks AVX-512 VNNI";
    }
  }
};

void expect_equals_reference(MatrixView bank, MatrixView queries, std::int64_t k,
                             Screening screening) {
  const Neighbours expected = nearest_rows_reference(bank, queries, k);
  const Neighbours found = NearestRows(bank, screening).search({}, queries, k);
  EXPECT_EQ(found.k, k);
  EXPECT_EQ(found.rows, expected.rows);
  EXPECT_EQ(found.squared_distances, expected.squared_distances);
}

TEST_P(EveryScreening, EqualsTheReferenceOnAwkwardData) {
  for (const Data& data : adversarial()) {
    SCOPED_TRACE(data.name);
    const auto rows = static_cast<std::int64_t>(data.bank.size()) / data.cols;
    const auto queries = static_cast<std::int64_t>(data.queries.size()) / data.cols;
    for (const std::int64_t k : {std::int64_t{1}, std::int64_t{9}, rows}) {
      expect_equals_reference({data.bank.data(), rows, data.cols},
                              {data.queries.data(), k == rows ? 3 : queries, data.cols}, k,
                              GetParam());
    }
  }
}

TEST_P(EveryScreening, EqualsTheReferenceForEveryNumberOfColumnsUnaligned) {
  for (std::int64_t cols = 1; cols <= 70; ++cols) {
    SCOPED_TRACE(cols);
    const std::vector<float> bank = uniform_values(75 * cols + 1, 13);
    const std::vector<float> queries = uniform_values(14 * cols + 1, 14);
    expect_equals_reference({bank.data() + 1, 75, cols}, {queries.data() + 1, 14, cols}, 4,
                            GetParam());
  }
}

TEST_P(EveryScreening, EqualsTheReferenceForEveryNumberOfRows) {
  const std::vector<float> bank = uniform_values(70 * 10, 15);
  const std::vector<float> queries = uniform_values(30 * 10, 16);
  for (std::int64_t rows = 1; rows <= 70; ++rows) {
    SCOPED_TRACE(rows);
    expect_equals_reference({bank.data(), rows, 10}, {queries.data(), 1 + rows % 30, 10},
                            1 + rows / 2, GetParam());
  }
}

TEST_P(EveryScreening, EqualsTheReferenceAcrossBlocks) {
  const std::vector<float> bank = uniform_values(2500 * 48, 4);
  const std::vector<float> queries = uniform_values(450 * 48, 5);
  for (const std::int64_t k : {1, 9}) {
    expect_equals_reference({bank.data(), 2500, 48}, {queries.data(), 450, 48}, k, GetParam());
  }
}

TEST_P(EveryScreening, TellsOrdinaryRowsApart) {
  const std::vector<float> bank = uniform_values(2500 * 48, 4);
  const std::vector<float> queries = uniform_values(100 * 48, 5);
  EXPECT_LT(
      NearestRows({bank.data(), 2500, 48}, GetParam()).candidates({queries.data(), 100, 48}, 1),
      10.0);
}

TEST_P(EveryScreening, FindsNothingForNoQueries) {
  const std::vector<float> bank = uniform_values(10 * 3, 4);
  EXPECT_TRUE(
      NearestRows({bank.data(), 10, 3}, GetParam()).search({}, {nullptr, 0, 3}, 2).rows.empty());
}

TEST_P(EveryScreening, DoesNotDependOnThreadsOrOtherQueries) {
  const std::vector<float> bank = uniform_values(1500 * 33, 6);
  const std::vector<float> queries = uniform_values(520 * 33, 7);
  const NearestRows search({bank.data(), 1500, 33}, GetParam());
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

TEST_P(EveryScreening, RefusesWhatIsNotFinite) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    std::vector<float> values = uniform_values(10 * 3, 4);
    const std::vector<float> good = values;
    values[17] = bad;
    const MatrixView spoilt{values.data(), 10, 3};
    EXPECT_DEATH(NearestRows(spoilt, GetParam()), "finite");
    EXPECT_DEATH(NearestRows({good.data(), 10, 3}, GetParam()).search({}, spoilt, 1), "finite");
  }
}

INSTANTIATE_TEST_SUITE_P(Screenings, EveryScreening,
                         ::testing::Values(Screening::kFastest, Screening::kProducts,
                                           Screening::kBytes),
                         [](const auto& param) -> std::string {
                           return param.param == Screening::kFastest    ? "Fastest"
                                  : param.param == Screening::kProducts ? "Products"
                                                                        : "Bytes";
                         });

TEST(NearestRows, ScreensByProductsWhereBytesTellNothingApart) {
  const std::vector<float> same(3000 * 8, 0.5F);
  EXPECT_EQ(NearestRows({same.data(), 3000, 8}).screening(), Screening::kProducts);
}

TEST(ByteRow, AddsUpToTheRow) {
  for (std::int64_t cols = 1; cols <= 40; ++cols) {
    const std::vector<float> row = uniform_values(cols, 21);
    const std::vector<float> centre = uniform_values(cols, 22);
    std::vector<std::int8_t> values(static_cast<std::size_t>(cols), 99);
    const ByteRow rounded = round_to_bytes(row.data(), centre.data(), cols, values.data());
    double norm = 0.0;
    double kept = 0.0;
    double lost = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double value = static_cast<double>(row[i]) - static_cast<double>(centre[i]);
      const double level = static_cast<double>(rounded.scale) * values[i];
      EXPECT_LE(std::abs(value - level), 0.5001 * static_cast<double>(rounded.scale));
      norm += value * value;
      kept += level * level;
      lost += (value - level) * (value - level);
    }
    EXPECT_NEAR(rounded.squared_norm, norm, 1e-12);
    EXPECT_NEAR(rounded.rounded_norm, std::sqrt(kept), 1e-12);
    EXPECT_NEAR(rounded.residual_norm, std::sqrt(lost), 1e-12);
  }
}

}  // namespace
}  // namespace goodparts
