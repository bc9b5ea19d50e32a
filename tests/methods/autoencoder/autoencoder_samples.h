// Samples for tests of the autoencoder, and what every test does with a detector.
#pragma once

#include <cmath>
#include <cstdint>
#include <memory>
#include <numeric>
#include <vector>

#include "methods/autoencoder/autoencoder.h"
#include "tests/support/memory_source.h"

namespace goodparts::testing {

// Points near a plane in `columns` dimensions: two factors, and `noise` on every column.
inline MemorySource plane_rows(std::int64_t count, std::int64_t columns, double noise,
                               std::uint64_t seed = 1) {
  Rng rng(seed, "plane");
  std::vector<std::vector<float>> rows;
  for (std::int64_t i = 0; i < count; ++i) {
    const double a = rng.normal();
    const double b = rng.normal();
    std::vector<float>& row = rows.emplace_back();
    for (std::int64_t c = 0; c < columns; ++c) {
      const double angle = static_cast<double>(c);
      row.push_back(static_cast<float>(10.0 + 3.0 * (a * std::cos(angle) + b * std::sin(angle)) +
                                       noise * rng.normal()));
    }
  }
  return {{columns}, std::move(rows)};
}

// Windows of a sine and a cosine with random phase.
inline MemorySource sine_windows(std::int64_t count, std::int64_t window) {
  Rng rng(2, "sine");
  std::vector<std::vector<float>> rows;
  for (std::int64_t i = 0; i < count; ++i) {
    const double phase = rng.uniform(0.0, 6.283185307179586);
    std::vector<float>& row = rows.emplace_back();
    for (std::int64_t t = 0; t < window; ++t) {
      const double angle = phase + 0.4 * static_cast<double>(t);
      row.push_back(static_cast<float>(std::sin(angle) + 0.02 * rng.normal()));
      row.push_back(static_cast<float>(50.0 + 9.0 * std::cos(angle) + 0.2 * rng.normal()));
    }
  }
  MemorySource source({2 * window}, std::move(rows));
  source.rows_each = window;
  return source;
}

// Images with a bright bar at one of three places; with `spot`, a dark one in the last image, 5 × 5
// pixels around row 6, column 9.
inline MemorySource bar_images(std::int64_t count, std::int64_t height, std::int64_t width,
                               bool spot = false) {
  Rng rng(3, "bars");
  std::vector<std::vector<float>> images;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t bar = 4 + 6 * rng.below(3);
    const bool has_spot = spot && i == count - 1;
    std::vector<float>& image = images.emplace_back();
    for (std::int64_t c = 0; c < 3; ++c) {
      for (std::int64_t y = 0; y < height; ++y) {
        for (std::int64_t x = 0; x < width; ++x) {
          const bool dark = has_spot && std::abs(y - 6) < 3 && std::abs(x - 9) < 3;
          const double level = dark ? 0.0 : std::abs(x - bar) < 3 ? 0.7 : 0.5;
          image.push_back(static_cast<float>(level + 0.01 * rng.normal()));
        }
      }
    }
  }
  return {{3, height, width}, std::move(images)};
}

inline std::vector<SampleScore> all_scores(const Detector& detector, const SampleSource& source,
                                           int threads = 1) {
  std::vector<std::int64_t> all(static_cast<std::size_t>(source.size()));
  std::iota(all.begin(), all.end(), std::int64_t{0});
  Context context;
  context.threads = threads;
  return detector.score(context, source, all);
}

inline std::vector<double> values_of(const std::vector<SampleScore>& scores) {
  std::vector<double> values;
  for (const SampleScore& score : scores) {
    values.push_back(score.score);
    values.insert(values.end(), score.map.values.begin(), score.map.values.end());
  }
  return values;
}

inline std::unique_ptr<Detector> fitted(const AutoencoderConfig& config, const SampleSource& good,
                                        std::uint64_t seed = 0) {
  std::unique_ptr<Detector> detector = make_autoencoder(config);
  Context context;
  context.seed = seed;
  detector->fit(context, good);
  return detector;
}

}  // namespace goodparts::testing
