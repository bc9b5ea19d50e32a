#include "metrics/rules/tails.h"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cassert>
#include <cmath>

namespace goodparts {
namespace {

double log_choose(double n, double k) {
  return boost::math::lgamma(n + 1.0) - boost::math::lgamma(k + 1.0) -
         boost::math::lgamma(n - k + 1.0);
}

double log_beta(double a, double b) {
  return boost::math::lgamma(a) + boost::math::lgamma(b) - boost::math::lgamma(a + b);
}

template <class LogProbability>
double sum(std::int64_t from, std::int64_t to, LogProbability log_probability) {
  double total = 0.0;
  for (std::int64_t i = from; i <= to; ++i) {
    total += std::exp(log_probability(static_cast<double>(i)));
  }
  return std::min(total, 1.0);
}

double beta_binomial(std::int64_t from, std::int64_t to, std::int64_t total, double a, double b) {
  const auto n = static_cast<double>(total);
  const double whole = log_beta(a, b);
  return sum(from, to,
             [&](double k) { return log_choose(n, k) + log_beta(k + a, n - k + b) - whole; });
}

// Of `hits` in both lots, those in the first.
struct Hypergeometric {
  std::int64_t lowest;
  std::int64_t highest;
  double total;
  double other_total;
  double hits;

  Hypergeometric(std::int64_t count, std::int64_t total_, std::int64_t other_count,
                 std::int64_t other_total_)
      : lowest(std::max<std::int64_t>(0, count + other_count - other_total_)),
        highest(std::min(total_, count + other_count)),
        total(static_cast<double>(total_)),
        other_total(static_cast<double>(other_total_)),
        hits(static_cast<double>(count + other_count)) {}

  double between(std::int64_t from, std::int64_t to) const {
    const double whole = log_choose(total + other_total, hits);
    return sum(from, to, [&](double k) {
      return log_choose(total, k) + log_choose(other_total, hits - k) - whole;
    });
  }
};

}  // namespace

double binomial_at_least(std::int64_t count, std::int64_t total, double rate) {
  assert(0 <= count && count <= total && rate >= 0.0 && rate <= 1.0);
  return count == 0 ? 1.0
                    : boost::math::ibeta(static_cast<double>(count),
                                         static_cast<double>(total - count + 1), rate);
}

double binomial_at_most(std::int64_t count, std::int64_t total, double rate) {
  assert(0 <= count && count <= total && rate >= 0.0 && rate <= 1.0);
  return count == total ? 1.0
                        : boost::math::ibetac(static_cast<double>(count + 1),
                                              static_cast<double>(total - count), rate);
}

double beta_binomial_at_most(std::int64_t count, std::int64_t total, double a, double b) {
  assert(0 <= count && count <= total && a > 0.0 && b > 0.0);
  return count == total ? 1.0 : beta_binomial(0, count, total, a, b);
}

double beta_binomial_at_least(std::int64_t count, std::int64_t total, double a, double b) {
  assert(0 <= count && count <= total && a > 0.0 && b > 0.0);
  return count == 0 ? 1.0 : beta_binomial(count, total, total, a, b);
}

double fisher_at_least(std::int64_t count, std::int64_t total, std::int64_t other_count,
                       std::int64_t other_total) {
  assert(0 <= count && count <= total && 0 <= other_count && other_count <= other_total);
  const Hypergeometric law(count, total, other_count, other_total);
  return law.between(count, law.highest);
}

double fisher_at_most(std::int64_t count, std::int64_t total, std::int64_t other_count,
                      std::int64_t other_total) {
  assert(0 <= count && count <= total && 0 <= other_count && other_count <= other_total);
  const Hypergeometric law(count, total, other_count, other_total);
  return law.between(law.lowest, count);
}

}  // namespace goodparts
