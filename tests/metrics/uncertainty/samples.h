// Labelled scores for the tests of uncertainty.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "kernels/base/rng.h"

namespace goodparts {

struct Samples {
  std::vector<double> scores;
  std::vector<std::int8_t> labels;
};

// 60 samples, every fourth anomalous, many ties: score(i) = (i·step mod 23) / 4, `shift` more where
// anomalous.
inline Samples tied_samples(double shift, int step) {
  Samples samples;
  for (int i = 0; i < 60; ++i) {
    const bool anomalous = i % 4 == 1;
    samples.labels.push_back(anomalous ? 1 : 0);
    samples.scores.push_back(i * step % 23 / 4.0 + (anomalous ? shift : 0.0));
  }
  return samples;
}

// Good N(0, 1), anomalous N(d, 1): the AUROC of the population is Φ(d / √2).
inline Samples binormal(Rng& rng, std::int64_t good, std::int64_t anomalous, double d) {
  Samples samples;
  for (std::int64_t i = 0; i < good + anomalous; ++i) {
    samples.labels.push_back(i < good ? 0 : 1);
    samples.scores.push_back(rng.normal() + (i < good ? 0.0 : d));
  }
  return samples;
}

// scipy 1.10: sqrt(2) · norm.ppf(AUROC)
inline constexpr double kShiftForAuroc80 = 1.19023216289999;
inline constexpr double kShiftForAuroc90 = 1.8123876048736465;
inline constexpr double kShiftForAuroc99 = 3.289952714266374;

}  // namespace goodparts
