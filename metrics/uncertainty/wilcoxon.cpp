#include "metrics/uncertainty/wilcoxon.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <vector>

#include "metrics/uncertainty/mid_ranks.h"
#include "metrics/uncertainty/normal.h"

namespace goodparts {
namespace {

// .85 − .80 and .75 − .70 differ in their last bits only.
constexpr double kEqual = 1e-12;

struct SignedRanks {
  std::vector<std::int64_t> twice;  // ranks of the non-zero differences
  std::vector<bool> positive;
};

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2.0;
}

SignedRanks rank_signed(const std::vector<double>& differences) {
  std::vector<double> sizes;
  for (const double difference : differences) {
    sizes.push_back(std::abs(difference));
  }
  const std::vector<std::int64_t> twice = twice_mid_ranks(sizes, kEqual);
  SignedRanks ranks;
  for (std::size_t i = 0; i < differences.size(); ++i) {
    if (sizes[i] > kEqual) {
      ranks.twice.push_back(twice[i]);
      ranks.positive.push_back(differences[i] > 0.0);
    }
  }
  return ranks;
}

// P(sum of the ranks with positive sign <= sum), signs equally likely.
double exact_tail(const std::vector<std::int64_t>& twice, std::int64_t twice_sum) {
  std::int64_t total = 0;
  std::vector<double> ways{1.0};  // by twice the sum; counts up to 2²⁵ are exact
  for (const std::int64_t rank : twice) {
    total += rank;
    ways.resize(static_cast<std::size_t>(total) + 1, 0.0);
    for (std::int64_t sum = total; sum >= rank; --sum) {
      ways[static_cast<std::size_t>(sum)] += ways[static_cast<std::size_t>(sum - rank)];
    }
  }
  double tail = 0.0;
  for (std::int64_t sum = 0; sum <= twice_sum; ++sum) {
    tail += ways[static_cast<std::size_t>(sum)];
  }
  return tail * std::pow(0.5, static_cast<double>(twice.size()));
}

double normal_p(const std::vector<std::int64_t>& twice, double smaller_sum) {
  double mean = 0.0;
  double variance = 0.0;
  for (const std::int64_t rank : twice) {
    const double half_rank = static_cast<double>(rank) / 4.0;
    mean += half_rank;
    variance += half_rank * half_rank;
  }
  const double gap = std::max(0.0, mean - smaller_sum - 0.5);
  return normal_p_two_sided(gap / std::sqrt(variance));
}

}  // namespace

WilcoxonResult wilcoxon(std::span<const double> first, std::span<const double> second) {
  assert(first.size() == second.size());
  std::vector<double> differences;
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (!std::isnan(first[i]) && !std::isnan(second[i])) {
      differences.push_back(first[i] - second[i]);
    }
  }
  WilcoxonResult result;
  result.pairs = std::ssize(differences);
  if (differences.empty()) {
    result.caveat = "No test: no category has both values.";
    return result;
  }
  result.median = median_of(differences);
  const SignedRanks ranks = rank_signed(differences);
  result.zeros = result.pairs - std::ssize(ranks.twice);
  std::int64_t twice_positive = 0;
  std::int64_t twice_negative = 0;
  for (std::size_t i = 0; i < ranks.twice.size(); ++i) {
    (ranks.positive[i] ? twice_positive : twice_negative) += ranks.twice[i];
  }
  result.positive = static_cast<double>(twice_positive) / 2.0;
  result.negative = static_cast<double>(twice_negative) / 2.0;
  result.exact = std::ssize(ranks.twice) <= kExactWilcoxon;
  const std::int64_t twice_smaller = std::min(twice_positive, twice_negative);
  result.p = result.exact ? std::min(1.0, 2.0 * exact_tail(ranks.twice, twice_smaller))
                          : normal_p(ranks.twice, static_cast<double>(twice_smaller) / 2.0);
  result.smallest_p = std::min(1.0, std::pow(0.5, static_cast<double>(ranks.twice.size()) - 1.0));
  if (result.smallest_p > 0.05) {
    result.caveat = fmt::format(
        "{} categories that differ cannot give p <= 0.05 in Wilcoxon's test: it takes 6.",
        ranks.twice.size());
  }
  return result;
}

}  // namespace goodparts
