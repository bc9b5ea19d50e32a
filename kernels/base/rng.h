// Reproducible random numbers.
//
// A stream depends only on (seed, name, index), so a new consumer shifts nobody else's numbers. The
// engine is std::mt19937_64, whose output the C++ standard fixes; the distributions are written out
// here because those of the standard library differ between implementations.
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace goodparts {

class Rng {
 public:
  Rng(std::uint64_t seed, std::string_view name, std::uint64_t index = 0);

  std::uint64_t bits() { return engine_(); }
  double uniform();                         // [0, 1), 53 bits
  double uniform(double low, double high);  // [low, high)
  std::int64_t below(std::int64_t n);       // 0 … n−1 without bias; n > 0
  double normal();                          // N(0, 1), Box–Muller
  double normal(double mean, double deviation);
  bool chance(double probability) { return uniform() < probability; }

  template <class T>
  void shuffle(std::span<T> items) {  // Fisher–Yates
    for (std::int64_t i = static_cast<std::int64_t>(items.size()) - 1; i > 0; --i) {
      std::swap(items[static_cast<std::size_t>(i)], items[static_cast<std::size_t>(below(i + 1))]);
    }
  }

  // `count` distinct numbers from 0 … n−1 in random order; 0 <= count <= n.
  std::vector<std::int64_t> sample(std::int64_t n, std::int64_t count);

 private:
  std::mt19937_64 engine_;
  double spare_ = 0.0;
  bool has_spare_ = false;
};

}  // namespace goodparts
