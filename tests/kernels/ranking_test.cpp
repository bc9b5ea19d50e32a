// Expected values are from the standard library's sort, and from scikit-learn where said so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "kernels/base/error.h"
#include "kernels/base/rng.h"
#include "kernels/ranking/key_counts.h"
#include "kernels/ranking/ordered_key.h"
#include "kernels/ranking/radix_sort.h"
#include "kernels/ranking/rank_steps.h"

namespace goodparts {
namespace {

TEST(OrderedKey, KeepsTheOrderOfFloats) {
  using Limits = std::numeric_limits<float>;
  const std::vector<float> ascending = {
      -Limits::max(), -1.0F, -Limits::min(), -Limits::denorm_min(), 0.0F, Limits::denorm_min(),
      Limits::min(),  1.0F,  1.0000001F,     Limits::max()};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    EXPECT_EQ(value_of_key(ordered_key(ascending[i])), ascending[i]);
    if (i > 0) {
      EXPECT_LT(ordered_key(ascending[i - 1]), ordered_key(ascending[i]));
    }
  }
  EXPECT_EQ(ordered_key(-0.0F), ordered_key(0.0F));
}

TEST(OrderedKey, KeepsTheOrderOfDoubles) {
  using Limits = std::numeric_limits<double>;
  const std::vector<double> ascending = {
      -Limits::infinity(), -Limits::max(), -1.0, -Limits::denorm_min(), 0.0, Limits::min(), 1.0,
      1.0000000000000002,  Limits::max()};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    EXPECT_EQ(value_of_key(ordered_key(ascending[i])), ascending[i]);
    if (i > 0) {
      EXPECT_LT(ordered_key(ascending[i - 1]), ordered_key(ascending[i]));
    }
  }
  EXPECT_EQ(ordered_key(-0.0), ordered_key(0.0));
}

TEST(RadixSort, SortsAll64Bits) {
  Rng rng(4, "radix");
  for (const std::size_t count : {3U, 5000U}) {
    std::vector<std::uint64_t> keys(count);
    for (std::uint64_t& key : keys) {
      key = rng.bits();
    }
    std::vector<std::uint64_t> expected = keys;
    std::sort(expected.begin(), expected.end());
    radix_sort(keys, 0, 64);
    EXPECT_EQ(keys, expected);
  }
}

TEST(RadixSort, SortsLikeTheStandardLibrary) {
  Rng rng(3, "radix");
  for (const std::size_t count : {0U, 1U, 2U, 1000U, 70000U}) {
    std::vector<std::uint32_t> keys(count);
    for (std::uint32_t& key : keys) {
      key = static_cast<std::uint32_t>(rng.bits());
    }
    std::vector<std::uint32_t> expected = keys;
    std::sort(expected.begin(), expected.end());
    radix_sort(keys);
    EXPECT_EQ(keys, expected);
  }
}

TEST(RadixSort, SkipsDigitsThatAgree) {
  std::vector<std::uint32_t> keys = {0xABC00005U, 0xABC00001U, 0xABC00003U};
  radix_sort(keys);
  EXPECT_THAT(keys, ::testing::ElementsAre(0xABC00001U, 0xABC00003U, 0xABC00005U));
}

// Enough items for the passes, few distinct keys.
TEST(RadixSort, IsStableBelowTheKeyForManyItems) {
  Rng rng(5, "radix");
  std::vector<std::uint64_t> items(3000);
  for (std::size_t i = 0; i < items.size(); ++i) {
    items[i] = static_cast<std::uint64_t>(rng.below(7)) << 32U | (items.size() - i);
  }
  std::vector<std::uint64_t> expected = items;
  std::stable_sort(expected.begin(), expected.end(),
                   [](std::uint64_t a, std::uint64_t b) { return a >> 32U < b >> 32U; });
  radix_sort(items, 32);
  EXPECT_EQ(items, expected);
}

TEST(RadixSort, IsStableBelowTheKey) {
  std::vector<std::uint64_t> items = {(2ULL << 32U) | 9U, (1ULL << 32U) | 5U, (2ULL << 32U) | 1U,
                                      (1ULL << 32U) | 7U};
  radix_sort(items, 32);
  EXPECT_THAT(items, ::testing::ElementsAre((1ULL << 32U) | 5U, (1ULL << 32U) | 7U,
                                            (2ULL << 32U) | 9U, (2ULL << 32U) | 1U));
}

// Counts with the standard library's searches.
void expect_counts(const std::vector<float>& list, const std::vector<float>& values, int threads) {
  const std::set<float> distinct(list.begin(), list.end());
  const std::vector<float> sorted(distinct.begin(), distinct.end());
  std::vector<std::int64_t> between(sorted.size() + 1, 0);
  std::vector<std::int64_t> equal(sorted.size() + 1, 0);
  for (const float value : values) {
    const auto found = std::lower_bound(sorted.begin(), sorted.end(), value);
    ++(found != sorted.end() && *found == value
           ? equal
           : between)[static_cast<std::size_t>(found - sorted.begin())];
  }
  std::vector<std::uint32_t> keys;
  for (const float value : sorted) {
    keys.push_back(ordered_key(value));
  }
  KeyCounts counts(keys);
  const auto half = static_cast<std::int64_t>(values.size() / 2);
  counts.add(values.data(), half, threads);
  counts.add(values.data() + half, std::ssize(values) - half, threads);
  counts.finish();
  ASSERT_EQ(counts.size(), std::ssize(sorted));
  EXPECT_EQ(counts.total(), std::ssize(values));
  for (std::size_t i = 0; i <= sorted.size(); ++i) {
    EXPECT_EQ(counts.between(static_cast<std::int64_t>(i)), between[i]) << i;
    if (i < sorted.size()) {
      EXPECT_EQ(counts.equal(static_cast<std::int64_t>(i)), equal[i]) << i;
    }
  }
  if (!values.empty()) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    EXPECT_EQ(value_of_key(counts.lowest()), *low);
    EXPECT_EQ(value_of_key(counts.highest()), *high);
  }
}

std::vector<float> normals(std::uint64_t seed, std::int64_t count, double scale, double step) {
  Rng rng(seed, "normals");
  std::vector<float> values;
  for (std::int64_t i = 0; i < count; ++i) {
    const double value = rng.normal(0.0, scale);
    values.push_back(static_cast<float>(step > 0.0 ? step * std::floor(value / step) : value));
  }
  return values;
}

TEST(KeyCounts, CountsLikeTheStandardLibrary) {
  for (const int threads : {1, 3}) {
    expect_counts(normals(1, 2000, 1.0, 0.0), normals(2, 100000, 1.5, 0.0), threads);
    expect_counts(normals(1, 2000, 1.0, 0.125), normals(2, 100000, 1.5, 0.125), threads);
  }
  expect_counts(normals(1, 500, 1e30, 0.0), normals(2, 5000, 1e-30, 0.0), 1);
  expect_counts({}, normals(2, 50, 1.0, 0.0), 2);
  expect_counts(normals(2, 50, 1.0, 0.0), {}, 2);
  using Limits = std::numeric_limits<float>;
  expect_counts({0.0F}, {-Limits::max(), Limits::max(), -0.0F, Limits::denorm_min()}, 1);
  expect_counts({-Limits::max(), Limits::max()}, {-Limits::max(), Limits::max(), 0.0F}, 1);
}

// All keys close together: neighbouring floats, within a few cells of the table.
TEST(KeyCounts, NeighbouringFloats) {
  std::vector<float> list;
  std::vector<float> values;
  float value = 1000.0F;
  for (int i = 0; i < 3000; ++i) {
    value = std::nextafter(value, 2000.0F);
    (i % 3 == 0 ? list : values).push_back(value);
    if (i % 5 == 0) {
      values.push_back(value);
    }
  }
  list.push_back(5.0F);
  expect_counts(list, values, 2);
}

// 200 neighbouring keys that fall into one cell of a table made for 200.
TEST(KeyCounts, CrowdedCells) {
  std::vector<float> list;
  std::vector<float> values;
  float value = 1.5F;
  for (int i = 0; i < 400; ++i) {
    value = std::nextafter(value, 2.0F);
    values.insert(values.end(), static_cast<std::size_t>(i % 4), value);
    if (i % 2 == 0) {
      list.push_back(value);
    }
  }
  expect_counts(list, values, 1);
}

// scikit-learn 1.2: roc_auc_score and average_precision_score of
//   y = [0, 0, 1, 0, 1, 1, 0, 1], s = [.1, .4, .4, .35, .8, .8, .8, -0.0]
TEST(RankSteps, AgreesWithScikitLearn) {
  const std::vector<double> scores = {0.1, 0.4, 0.4, 0.35, 0.8, 0.8, 0.8, -0.0};
  const std::vector<std::int8_t> labels = {0, 0, 1, 0, 1, 1, 0, 1};
  const std::vector<RankStep> steps = rank_steps(scores.data(), labels.data(), 8);
  ASSERT_EQ(steps.size(), 5);
  EXPECT_EQ(steps[0].score, 0.8);
  EXPECT_EQ(steps[0].tp, 2);
  EXPECT_EQ(steps[0].fp, 1);
  EXPECT_EQ(steps[4].score, 0.0);
  EXPECT_EQ(steps[4].tp, 4);
  EXPECT_NEAR(ranking_auroc(steps), 0.59375, 1e-15);
  EXPECT_NEAR(ranking_average_precision(steps), 0.6083333333333334, 1e-15);
}

TEST(RankSteps, LikeTheStandardLibrarysSort) {
  for (const double step : {0.0, 0.25}) {
    const std::vector<float> drawn = normals(9, 5000, 1.0, step);
    const std::vector<double> scores(drawn.begin(), drawn.end());
    std::vector<std::int8_t> labels;
    for (std::size_t i = 0; i < scores.size(); ++i) {
      labels.push_back(i % 3 == 0 ? 1 : 0);
    }
    const std::vector<RankStep> steps = rank_steps(scores.data(), labels.data(), 5000);
    std::set<double, std::greater<>> distinct(scores.begin(), scores.end());
    ASSERT_EQ(steps.size(), distinct.size());
    std::size_t at = 0;
    for (const double score : distinct) {
      EXPECT_EQ(steps[at++].score, score);
    }
    for (std::size_t i = 0; i < steps.size(); i += 97) {
      std::int64_t tp = 0;
      std::int64_t fp = 0;
      for (std::size_t k = 0; k < scores.size(); ++k) {
        tp += scores[k] >= steps[i].score && labels[k] == 1 ? 1 : 0;
        fp += scores[k] >= steps[i].score && labels[k] == 0 ? 1 : 0;
      }
      EXPECT_EQ(steps[i].tp, tp);
      EXPECT_EQ(steps[i].fp, fp);
    }
  }
}

TEST(RankSteps, UndefinedWithoutEither) {
  const double scores[] = {1.0, 2.0};
  for (const std::int8_t label : {std::int8_t{0}, std::int8_t{1}}) {
    const std::int8_t labels[] = {label, label};
    EXPECT_TRUE(std::isnan(ranking_auroc(rank_steps(scores, labels, 2))));
    EXPECT_TRUE(std::isnan(ranking_average_precision(rank_steps(scores, labels, 2))));
  }
  EXPECT_TRUE(rank_steps(nullptr, nullptr, 0).empty());
  EXPECT_TRUE(std::isnan(ranking_auroc({})));
}

}  // namespace
}  // namespace goodparts
