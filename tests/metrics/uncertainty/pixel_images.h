// Scored images with regions for the tests of the pixel bootstrap.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "kernels/base/rng.h"
#include "metrics/uncertainty/image_pixel_counts.h"
#include "metrics/uncertainty/pixel_bins.h"

namespace goodparts {

struct RegionImage {
  std::vector<float> scores;
  std::vector<std::int32_t> regions;  // −1 good, else 0 … region_count − 1
  std::int32_t region_count = 0;
};

// Good pixels N(0, 1), defective ones N(shift, 1), all of an image moved by N(0, image_deviation).
inline RegionImage draw_image(Rng& rng, int pixels, std::int32_t region_count, int region_pixels,
                              double shift, double image_deviation) {
  RegionImage image;
  image.region_count = region_count;
  const double moved = image_deviation * rng.normal();
  for (int i = 0; i < pixels; ++i) {
    const bool defective = i < region_count * region_pixels;
    image.regions.push_back(defective ? i / region_pixels : -1);
    image.scores.push_back(static_cast<float>(rng.normal() + moved + (defective ? shift : 0.0)));
  }
  return image;
}

inline ImagePixelCounts count_pixels(const RegionImage& image, const PixelBins& bins) {
  const auto size = static_cast<std::size_t>(bins.size());
  ImagePixelCounts counts;
  counts.good.resize(size);
  counts.regions = image.region_count;
  if (image.region_count > 0) {
    counts.defective.resize(size);
    counts.overlap.resize(size);
  }
  for (std::size_t i = 0; i < image.scores.size(); ++i) {
    const auto bin = static_cast<std::size_t>(bins.bin_of(image.scores[i]));
    if (image.regions[i] < 0) {
      ++counts.good[bin];
    } else {
      ++counts.defective[bin];
      counts.overlap[bin] +=
          1.0 / static_cast<double>(
                    std::count(image.regions.begin(), image.regions.end(), image.regions[i]));
    }
  }
  return counts;
}

// Every distinct score has a bin of its own.
inline PixelBins exact_bins(const std::vector<RegionImage>& images) {
  std::vector<float> edges;
  for (const RegionImage& image : images) {
    edges.insert(edges.end(), image.scores.begin(), image.scores.end());
  }
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  return PixelBins(edges);
}

}  // namespace goodparts
