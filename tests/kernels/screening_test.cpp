// The arithmetic that the GPU's knn shares with the CPU: no true neighbour may be screened out.
#include "kernels/knn/screening.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <vector>

#include "kernels/distance/distance_order.h"
#include "kernels/knn/nearest_rows_reference.h"
#include "tests/support/patterns.h"

namespace goodparts {
namespace {

using testing::uniform_values;

// To 11 significant bits, ties to even, with binary16's range of exponents: half precision by its
// definition (IEEE 754-2019, table 3.5).
float half_value(float value) {
  if (value == 0.0F) {
    return value;
  }
  const int exponent = std::max(std::ilogb(value), -14) - 10;
  return std::ldexp(std::nearbyint(std::ldexp(value, -exponent)), exponent);
}

TEST(Screening, GroupsCoverEveryColumnOfAWarpOnce) {
  std::set<std::int64_t> rows;
  for (std::int64_t group = 8; group < 12; ++group) {
    for (int member = 0; member < screening::kGroupRows; ++member) {
      rows.insert(screening::row_of_group(group, member));
    }
  }
  EXPECT_EQ(rows.size(), 64U);
  EXPECT_EQ(*rows.begin(), 128);
  EXPECT_EQ(*rows.rbegin(), 191);
  EXPECT_EQ(screening::row_of_group(9, 5), 128 + 16 + 3);  // tile of eight 2, thread 1, second
}

TEST(Screening, ScalesTheLargestIntoTheRangeOfHalfPrecision) {
  for (const float largest : {1e-30F, 0.3F, 1.0F, 65504.0F, 3e30F}) {
    const float scaled = std::ldexp(largest, -screening::exponent_for(largest));
    EXPECT_GE(scaled, 16384.0F);
    EXPECT_LT(scaled, 32768.0F);
  }
  EXPECT_EQ(screening::exponent_for(0.0F), 0);
  EXPECT_EQ(screening::exponent_for(std::numeric_limits<float>::infinity()), 0);
}

TEST(Screening, OrderedBitsOrderAsFloatsDo) {
  const std::vector<float> values = {
      -std::numeric_limits<float>::infinity(), -2.0F, -1e-40F, 0.0F, 1e-40F, 1.0F,
      std::numeric_limits<float>::infinity()};
  for (std::size_t i = 0; i < values.size(); ++i) {
    EXPECT_EQ(screening::value_of_bits(screening::ordered_bits(values[i])), values[i]);
    if (i > 0) {
      EXPECT_LT(screening::ordered_bits(values[i - 1]), screening::ordered_bits(values[i]));
    }
  }
}

TEST(Screening, KthLeastIsThatOfASortedList) {
  std::vector<std::uint32_t> keys;
  for (const float value : uniform_values(500, 3)) {
    keys.push_back(screening::ordered_bits(value - 0.5F));
  }
  keys[7] = keys[8] = keys[9];
  const auto count = [&](std::uint32_t limit) {
    return std::count_if(keys.begin(), keys.end(), [&](auto key) { return key <= limit; });
  };
  std::vector<std::uint32_t> sorted = keys;
  std::sort(sorted.begin(), sorted.end());
  for (const std::int64_t k : {1, 2, 9, 250, 500}) {
    EXPECT_EQ(screening::kth_least(k, count), sorted[static_cast<std::size_t>(k - 1)]);
  }
  EXPECT_EQ(screening::kth_least(501, count), 0xFFFFFFFFU);
}

TEST(Screening, NeighboursOrderByDistanceThenRow) {
  EXPECT_LT(screening::neighbour_key(0.0F, 5), screening::neighbour_key(1e-45F, 0));
  EXPECT_LT(screening::neighbour_key(2.0F, 4294967294U), screening::neighbour_key(2.5F, 0));
  EXPECT_LT(screening::neighbour_key(2.0F, 3), screening::neighbour_key(2.0F, 4));
  const std::uint64_t key = screening::neighbour_key(2.25F, 4000000000U);
  EXPECT_EQ(screening::distance_of_key(key), 2.25F);
  EXPECT_EQ(screening::row_of_key(key), 4000000000U);
}

TEST(Screening, TakesEverythingWhereNumbersAreTooLarge) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(screening::candidate_limit(1.0F, 1.0F, 1e31, 8), kInfinity);
  EXPECT_EQ(screening::candidate_limit(1.0F, 1.0F, std::nan(""), 8), kInfinity);
  EXPECT_EQ(screening::candidate_limit(std::numeric_limits<float>::infinity(), 1.0F, 1.0, 8),
            kInfinity);
  EXPECT_EQ(screening::candidate_limit(std::nanf(""), 1.0F, 1.0, 8), kInfinity);
}

// What the kernels of nearest_rows_cuda.cu do, one after the other, in plain loops.
class Emulated {
 public:
  explicit Emulated(MatrixView bank) : bank_(bank), mean_(static_cast<std::size_t>(bank.cols)) {
    for (std::int64_t c = 0; c < bank.cols; ++c) {
      double sum = 0.0;
      for (std::int64_t r = 0; r < bank.rows; ++r) {
        sum += static_cast<double>(bank.row(r)[c]);
      }
      mean_[static_cast<std::size_t>(c)] = static_cast<float>(sum / static_cast<double>(bank.rows));
    }
    float largest = 0.0F;
    for (std::int64_t r = 0; r < bank.rows; ++r) {
      largest = std::max(largest, largest_of(bank.row(r)));
    }
    exponent_ = screening::exponent_for(largest);
    for (std::int64_t r = 0; r < bank.rows; ++r) {
      rows_.push_back(sketch(bank.row(r), exponent_));
      largest_.norm = std::max(largest_.norm, rows_.back().norms.norm);
      largest_.rest = std::max(largest_.rest, rows_.back().norms.rest);
    }
  }

  // The groups that may hold one of the k nearest.
  std::set<std::int64_t> candidate_groups(const float* query, std::int64_t k) const {
    const int exponent = screening::exponent_for(largest_of(query));
    const Row x = sketch(query, exponent);
    const std::int64_t groups = (bank_.rows + 127) / 128 * 8;
    std::vector<float> minima(static_cast<std::size_t>(groups),
                              std::numeric_limits<float>::infinity());
    for (std::int64_t g = 0; g < groups; ++g) {
      for (int member = 0; member < screening::kGroupRows; ++member) {
        const std::int64_t row = screening::row_of_group(g, member);
        if (row < bank_.rows) {
          const Row& y = rows_[static_cast<std::size_t>(row)];
          float& least = minima[static_cast<std::size_t>(g)];
          least = std::min(least, std::fma(product(x, y), -std::ldexp(2.0F, exponent + exponent_),
                                           static_cast<float>(y.squares)));
        }
      }
    }
    const std::uint32_t kth = screening::kth_least(k, [&](std::uint32_t limit) {
      return std::count_if(minima.begin(), minima.end(),
                           [&](float value) { return screening::ordered_bits(value) <= limit; });
    });
    const double limit = screening::candidate_limit(
        screening::value_of_bits(kth), static_cast<float>(x.squares),
        screening::screening_error(x.norms, largest_, bank_.cols), bank_.cols);
    std::set<std::int64_t> taken;
    for (std::int64_t g = 0; g < groups; ++g) {
      if (!(static_cast<double>(minima[static_cast<std::size_t>(g)]) > limit)) {
        taken.insert(g);
      }
    }
    return taken;
  }

 private:
  struct Row {
    std::vector<float> halves;
    double squares = 0.0;
    screening::Sketch norms;
  };

  float largest_of(const float* row) const {
    float largest = 0.0F;
    for (std::int64_t c = 0; c < bank_.cols; ++c) {
      largest = std::max(largest, std::fabs(row[c] - mean_[static_cast<std::size_t>(c)]));
    }
    return largest;
  }

  Row sketch(const float* row, int exponent) const {
    Row result;
    double kept = 0.0;
    double lost = 0.0;
    for (std::int64_t c = 0; c < bank_.cols; ++c) {
      const float mean = mean_[static_cast<std::size_t>(c)];
      const double exact = static_cast<double>(row[c]) - static_cast<double>(mean);
      result.halves.push_back(half_value(std::ldexp(row[c] - mean, -exponent)));
      const double value = std::ldexp(static_cast<double>(result.halves.back()), exponent);
      result.squares += exact * exact;
      kept += value * value;
      lost += (exact - value) * (exact - value);
    }
    result.norms = {screening::root_above(kept), screening::root_above(lost)};
    return result;
  }

  // A sum that cuts off after each addition, worse than tensor cores do.
  static float product(const Row& x, const Row& y) {
    float sum = 0.0F;
    for (std::size_t c = 0; c < x.halves.size(); ++c) {
      const double exact = static_cast<double>(sum) +
                           static_cast<double>(x.halves[c]) * static_cast<double>(y.halves[c]);
      const auto nearest = static_cast<float>(exact);
      sum = std::fabs(static_cast<double>(nearest)) > std::fabs(exact)
                ? std::nextafter(nearest, 0.0F)
                : nearest;
    }
    return sum;
  }

  MatrixView bank_;
  std::vector<float> mean_;
  int exponent_ = 0;
  std::vector<Row> rows_;
  screening::Sketch largest_;
};

// The share of groups taken, after checking that each true neighbour is in one of them.
double share_of_groups(MatrixView bank, MatrixView queries, std::int64_t k) {
  const Emulated emulated(bank);
  const Neighbours expected = nearest_rows_reference(bank, queries, k);
  std::size_t taken = 0;
  for (std::int64_t q = 0; q < queries.rows; ++q) {
    const std::set<std::int64_t> groups = emulated.candidate_groups(queries.row(q), k);
    taken += groups.size();
    for (std::int64_t j = 0; j < k; ++j) {
      const std::int64_t row = expected.rows[static_cast<std::size_t>(q * k + j)];
      const std::int64_t group = row / 64 * 4 + row % 8 / 2;
      EXPECT_TRUE(groups.count(group) == 1) << "query " << q << ", neighbour " << j;
    }
  }
  return static_cast<double>(taken) /
         static_cast<double>(queries.rows * ((bank.rows + 127) / 128 * 8));
}

TEST(Screening, FindsEveryNeighbourAndFewElse) {
  const std::vector<float> bank = uniform_values(1500 * 70, 1);
  const std::vector<float> queries = uniform_values(40 * 70, 2);
  EXPECT_LT(share_of_groups({bank.data(), 1500, 70}, {queries.data(), 40, 70}, 1), 0.03);
  EXPECT_LT(share_of_groups({bank.data(), 1500, 70}, {queries.data(), 40, 70}, 9), 0.12);
}

TEST(Screening, FindsEveryNeighbourInAwkwardData) {
  std::vector<float> bank = uniform_values(700 * 33, 3);
  std::vector<float> queries = uniform_values(20 * 33, 4);
  for (const float scale : {1e-22F, 1.0F, 1e12F, 1e19F}) {
    std::vector<float> b = bank;
    std::vector<float> q = queries;
    for (float& value : b) {
      value *= scale;
    }
    for (float& value : q) {
      value *= scale;
    }
    share_of_groups({b.data(), 700, 33}, {q.data(), 20, 33}, 5);
  }
  for (std::size_t i = 0; i < bank.size(); ++i) {  // far from the origin, many equal
    bank[i] = 10000.0F + std::round(bank[i] * 3.0F);
  }
  for (float& value : queries) {
    value = 10000.0F + std::round(value * 3.0F);
  }
  share_of_groups({bank.data(), 700, 33}, {queries.data(), 20, 33}, 5);
  bank[3 * 33] = 1e9F;  // one outlier takes the scale
  share_of_groups({bank.data(), 700, 33}, {queries.data(), 20, 33}, 5);
  const std::vector<float> same(300 * 4, 0.25F);
  share_of_groups({same.data(), 300, 4}, {same.data(), 2, 4}, 7);
  share_of_groups({same.data(), 1, 4}, {same.data(), 1, 4}, 1);
}

TEST(DistanceOrder, IsThatOfTheCpuUpToFusedRounding) {
  const std::vector<float> values = uniform_values(2 * 61, 5);
  for (std::int64_t size : {1, 15, 16, 17, 61}) {
    float sums[kDistanceLanes] = {};
    for (std::int64_t i = 0; i < size; ++i) {
      float& sum = sums[i % kDistanceLanes];
      sum = add_squared_difference(values[static_cast<std::size_t>(i)],
                                   values[static_cast<std::size_t>(61 + i)], sum);
    }
    const MatrixView bank{values.data() + 61, 1, size};
    const float expected =
        nearest_rows_reference(bank, {values.data(), 1, size}, 1).squared_distances[0];
    // Each of at most four fused additions a lane rounds once less.
    EXPECT_NEAR(sum_of_lanes(sums), expected, expected * 4.0F * 6e-8F);
  }
}

}  // namespace
}  // namespace goodparts
