#include "metrics/intervals.h"

#include <boost/math/special_functions/beta.hpp>
#include <cassert>

namespace goodparts {
namespace {

double beta_quantile(std::int64_t a, std::int64_t b, double probability) {
  return boost::math::ibeta_inv(static_cast<double>(a), static_cast<double>(b), probability);
}

double upper(std::int64_t count, std::int64_t total, double probability) {
  return count == total ? 1.0 : beta_quantile(count + 1, total - count, probability);
}

// Whether the false positive rate at a rank stays within `fpr` with the confidence.
bool promises(std::int64_t rank, std::int64_t good_count, double fpr, double confidence) {
  assert(fpr > 0.0 && fpr < 1.0 && confidence > 0.0 && confidence < 1.0);
  return boost::math::ibeta(static_cast<double>(rank), static_cast<double>(good_count + 1 - rank),
                            fpr) >= confidence;
}

}  // namespace

Interval clopper_pearson(std::int64_t count, std::int64_t total, double confidence) {
  assert(0 <= count && count <= total && confidence > 0.0 && confidence < 1.0);
  const double tail = (1.0 - confidence) / 2.0;
  const double low = count == 0 ? 0.0 : beta_quantile(count, total - count + 1, tail);
  return {low, upper(count, total, 1.0 - tail)};
}

double clopper_pearson_upper(std::int64_t count, std::int64_t total, double confidence) {
  assert(0 <= count && count <= total && confidence > 0.0 && confidence < 1.0);
  return upper(count, total, confidence);
}

Rate make_rate(std::int64_t count, std::int64_t total) {
  const Interval interval = clopper_pearson(count, total);
  const double value =
      total == 0 ? kUndefined : static_cast<double>(count) / static_cast<double>(total);
  return {count, total, value, interval.low, interval.high};
}

double rank_fpr_bound(std::int64_t rank, std::int64_t good_count, double probability) {
  assert(1 <= rank && rank <= good_count && probability > 0.0 && probability < 1.0);
  return beta_quantile(rank, good_count + 1 - rank, probability);
}

std::int64_t good_parts_needed(double fpr, std::int64_t rank, double confidence) {
  assert(rank >= 1);
  std::int64_t too_few = rank - 1;
  std::int64_t plenty = rank;
  while (!promises(rank, plenty, fpr, confidence)) {
    too_few = plenty;
    plenty *= 2;
  }
  while (plenty - too_few > 1) {
    const std::int64_t middle = too_few + (plenty - too_few) / 2;
    (promises(rank, middle, fpr, confidence) ? plenty : too_few) = middle;
  }
  return plenty;
}

std::int64_t safe_rank(double fpr, std::int64_t good_count, double confidence) {
  std::int64_t safe = 0;
  std::int64_t unsafe = good_count + 1;
  while (unsafe - safe > 1) {
    const std::int64_t middle = safe + (unsafe - safe) / 2;
    (promises(middle, good_count, fpr, confidence) ? safe : unsafe) = middle;
  }
  return safe;
}

}  // namespace goodparts
