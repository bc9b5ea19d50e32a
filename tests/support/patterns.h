// Numbers that a test and a few lines of Python make alike.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

namespace goodparts::testing {

// (i · factor mod modulus) / modulus for i = 0, 1, …
inline std::vector<float> pattern(std::int64_t count, std::int64_t factor, std::int64_t modulus) {
  std::vector<float> values;
  for (std::int64_t i = 0; i < count; ++i) {
    values.push_back(static_cast<float>(static_cast<double>((i * factor) % modulus) /
                                        static_cast<double>(modulus)));
  }
  return values;
}

// Uniform in [0, 1): the raw numbers of numpy.random.RandomState(seed) over 2³².
inline std::vector<float> uniform_values(std::int64_t count, std::uint32_t seed) {
  std::mt19937 engine(seed);
  std::vector<float> values;
  for (std::int64_t i = 0; i < count; ++i) {
    values.push_back(static_cast<float>(static_cast<double>(engine()) * 0x1.0p-32));
  }
  return values;
}

}  // namespace goodparts::testing
