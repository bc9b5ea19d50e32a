// Tail probabilities of counts, with which an observed number of false alarms or misses is compared
// with what was promised.
#pragma once

#include <cstdint>

namespace goodparts {

// Binomial(total, rate). 0 <= count <= total, 0 <= rate <= 1.
double binomial_at_most(std::int64_t count, std::int64_t total, double rate);
double binomial_at_least(std::int64_t count, std::int64_t total, double rate);

// Beta-binomial: Binomial(total, R) with R ~ Beta(a, b), a, b > 0. The number of `total` new good
// parts that exceed the k-th largest of n exchangeable ones has a = k, b = n + 1 − k. Time grows
// linearly with `total`.
double beta_binomial_at_most(std::int64_t count, std::int64_t total, double a, double b);
double beta_binomial_at_least(std::int64_t count, std::int64_t total, double a, double b);

// Fisher's exact test, one-sided: given how many of both lots together were hit, the probability of
// `count` or more (or fewer) hits among `total` when the other lot's are `other_count` of
// `other_total` and both have the same rate.
double fisher_at_least(std::int64_t count, std::int64_t total, std::int64_t other_count,
                       std::int64_t other_total);
double fisher_at_most(std::int64_t count, std::int64_t total, std::int64_t other_count,
                      std::int64_t other_total);

}  // namespace goodparts
