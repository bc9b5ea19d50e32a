// Expected values are from the standard library's sort, and from scikit-learn where said so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

#include "kernels/base/error.h"
#include "kernels/base/rng.h"
#include "kernels/ranking/key_histogram.h"
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

std::vector<float> normals(std::uint64_t seed, std::int64_t count, double scale, double step) {
  Rng rng(seed, "normals");
  std::vector<float> values;
  for (std::int64_t i = 0; i < count; ++i) {
    const double value = rng.normal(0.0, scale);
    values.push_back(static_cast<float>(step > 0.0 ? step * std::floor(value / step) : value));
  }
  return values;
}

// Against the standard library's sort. dense_from: how soon a page becomes a table.
void expect_counts(std::vector<float> values, std::int64_t dense_from) {
  KeyHistogram histogram(dense_from);
  const auto half = static_cast<std::int64_t>(values.size() / 2);
  histogram.add(values.data(), half);
  histogram.add(values.data() + half, std::ssize(values) - half);
  EXPECT_EQ(histogram.total(), std::ssize(values));
  std::sort(values.begin(), values.end());
  std::vector<std::uint32_t> keys;
  std::vector<std::int64_t> ranks;
  std::vector<std::uint32_t> at_ranks;
  for (std::size_t i = 0; i < values.size(); i += i % 7 + 1) {
    ranks.push_back(static_cast<std::int64_t>(i));
    at_ranks.push_back(ordered_key(values[i]));
    keys.push_back(ordered_key(values[i]));
    if (i % 3 == 0) {
      keys.push_back(keys.back() + 1);  // perhaps of no value
    }
  }
  EXPECT_EQ(histogram.keys_at(ranks), at_ranks);
  std::vector<std::int64_t> above;
  for (const std::uint32_t key : keys) {
    above.push_back(values.end() -
                    std::upper_bound(values.begin(), values.end(), value_of_key(key)));
  }
  std::sort(keys.begin(), keys.end());
  std::sort(above.begin(), above.end(), std::greater<>());
  EXPECT_EQ(histogram.above(keys), above);
  std::vector<std::uint32_t> counts(static_cast<std::size_t>(KeyHistogram::kPageKeys), 17U);
  std::int64_t sum = 0;
  for (std::uint32_t page = 0; page < KeyHistogram::kPages; ++page) {
    if (histogram.page_total(page) > 0) {
      histogram.page_counts(page, counts);
      EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}),
                histogram.page_total(page));
      sum += histogram.page_total(page);
    }
  }
  EXPECT_EQ(sum, std::ssize(values));
}

TEST(KeyHistogram, CountsLikeTheStandardLibrary) {
  using Limits = std::numeric_limits<float>;
  for (const std::int64_t dense_from :
       {std::int64_t{0}, std::int64_t{100}, std::int64_t{1} << 40}) {
    expect_counts(normals(2, 30000, 1.5, 0.0), dense_from);
    expect_counts(normals(2, 30000, 1.5, 0.125), dense_from);
    expect_counts(normals(2, 5000, 1e-30, 0.0), dense_from);
    expect_counts(std::vector<float>(1000, -3.0F), dense_from);
    expect_counts({-Limits::max(), Limits::max(), -0.0F, 0.0F, Limits::denorm_min()}, dense_from);
    expect_counts({}, dense_from);
  }
}

// Enough in one page that its list is counted many times: 400,000 neighbouring floats, some twice.
TEST(KeyHistogram, PagesBecomeTables) {
  std::vector<float> values;
  float value = 1.5F;
  for (int i = 0; i < 300000; ++i) {
    value = std::nextafter(value, 2.0F);
    values.push_back(value);
    if (i % 3 == 0) {
      values.push_back(value - 0.001F);
    }
  }
  expect_counts(values, KeyHistogram::kDenseFrom);
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
