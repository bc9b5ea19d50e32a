// p values of several tests at once.
#pragma once

#include <span>
#include <vector>

namespace goodparts {

// Holm 1979: adjusted p values in the order given; rejecting those at or below α makes a false
// rejection with a probability of at most α, however the tests depend on each other. With the p
// sorted ascending, adjusted(i) = max over j <= i of min(1, (n − j) p(j)), j from 0. NaN: a test
// that could not be made; stays NaN and does not count.
std::vector<double> holm_adjust(std::span<const double> p);

}  // namespace goodparts
