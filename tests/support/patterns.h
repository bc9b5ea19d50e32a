// Numbers that a test and a few lines of Python make alike.
#pragma once

#include <cstdint>
#include <random>
#include <string>
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

inline std::int64_t code_of(const std::string& name) {  // Σ (j + 1) · name[j]
  std::int64_t code = 0;
  for (std::size_t j = 0; j < name.size(); ++j) {
    code += static_cast<std::int64_t>(j + 1) * name[j];
  }
  return code;
}

// centre + reach · 2 (((7919 i + 104729 code) mod 20011) / 20011 − 1/2): weights of networks, as in
// tests/data/backbones/formulas.py.
inline std::vector<float> named_values(const std::string& name, std::int64_t count, double centre,
                                       double reach) {
  const std::int64_t code = code_of(name);
  std::vector<float> values;
  for (std::int64_t i = 0; i < count; ++i) {
    const double unit = static_cast<double>((i * 7919 + code * 104729) % 20011) / 20011.0;
    values.push_back(static_cast<float>(centre + (unit - 0.5) * 2.0 * reach));
  }
  return values;
}

// centre + reach · 2 (u − 1/2), u the raw numbers of numpy.random.RandomState(code) over 2³².
inline std::vector<float> named_random_values(const std::string& name, std::int64_t count,
                                              double centre, double reach) {
  std::mt19937 engine(static_cast<std::uint32_t>(code_of(name)));
  std::vector<float> values;
  for (std::int64_t i = 0; i < count; ++i) {
    const double unit = static_cast<double>(engine()) * 0x1.0p-32;
    values.push_back(static_cast<float>(centre + (unit - 0.5) * 2.0 * reach));
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
