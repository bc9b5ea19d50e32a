#include "metrics/uncertainty/friedman.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

#include "metrics/uncertainty/mid_ranks.h"
#include "metrics/uncertainty/studentized_range.h"

namespace goodparts {
namespace {

struct Ranks {
  std::int64_t categories = 0;
  std::vector<double> sums;  // of each detector
  double squares = 0.0;      // of all ranks
};

Ranks rank_all(std::span<const std::vector<double>> values, bool higher_is_better) {
  Ranks ranks;
  ranks.sums.resize(values.size());
  for (std::size_t category = 0; category < values.front().size(); ++category) {
    std::vector<double> row;
    for (const std::vector<double>& of_detector : values) {
      row.push_back(higher_is_better ? -of_detector[category] : of_detector[category]);
    }
    if (std::any_of(row.begin(), row.end(), [](double value) { return std::isnan(value); })) {
      continue;
    }
    ++ranks.categories;
    const std::vector<std::int64_t> twice = twice_mid_ranks(row);
    for (std::size_t d = 0; d < twice.size(); ++d) {
      const double rank = static_cast<double>(twice[d]) / 2.0;
      ranks.sums[d] += rank;
      ranks.squares += rank * rank;
    }
  }
  return ranks;
}

void test(FriedmanResult& result, const Ranks& ranks) {
  const auto k = static_cast<double>(ranks.sums.size());
  const auto n = static_cast<double>(ranks.categories);
  double between = 0.0;
  for (const double sum : ranks.sums) {
    between += (sum - n * (k + 1.0) / 2.0) * (sum - n * (k + 1.0) / 2.0);
  }
  const double total = ranks.squares - n * k * (k + 1.0) * (k + 1.0) / 4.0;
  if (total == 0.0) {
    result.caveat = "No test: in each category all detectors have the same value.";
    return;
  }
  result.chi_squared = (k - 1.0) * between / total;
  result.chi_squared_p = boost::math::cdf(
      boost::math::complement(boost::math::chi_squared(k - 1.0), result.chi_squared));
  const double rest = n * (k - 1.0) - result.chi_squared;
  const double least = std::exp((1.0 - n) * std::lgamma(k + 1.0));
  if (rest <= 1e-12 * n * k) {  // all categories agree
    result.f = std::numeric_limits<double>::infinity();
    result.p = least;
    return;
  }
  result.f = (n - 1.0) * result.chi_squared / rest;
  const boost::math::fisher_f distribution(k - 1.0, (k - 1.0) * (n - 1.0));
  result.p = std::max(least, boost::math::cdf(boost::math::complement(distribution, result.f)));
}

}  // namespace

FriedmanResult friedman(std::span<const std::vector<double>> values, bool higher_is_better,
                        double level) {
  FriedmanResult result;
  result.level = level;
  if (values.size() < 2) {
    result.caveat = "No test: it takes two detectors or more.";
    return result;
  }
  for (const std::vector<double>& of_detector : values) {
    assert(of_detector.size() == values.front().size());
  }
  const Ranks ranks = rank_all(values, higher_is_better);
  result.categories = ranks.categories;
  if (ranks.categories > 0) {
    for (const double sum : ranks.sums) {
      result.average_ranks.push_back(sum / static_cast<double>(ranks.categories));
    }
  }
  if (ranks.categories < 2) {
    result.caveat = "No test: it takes two categories or more in which all detectors have a value.";
    return result;
  }
  const auto k = static_cast<double>(values.size());
  const auto n = static_cast<double>(ranks.categories);
  result.critical_difference = studentized_range_quantile(1.0 - level, std::ssize(values)) *
                               std::sqrt(k * (k + 1.0) / (12.0 * n));
  test(result, ranks);
  if (result.caveat.empty() && ranks.categories < 10) {
    result.caveat = fmt::format(
        "{} categories: the distributions behind the test and the critical difference are rough "
        "approximations below about 10.",
        ranks.categories);
  }
  return result;
}

}  // namespace goodparts
