#include "metrics/pixel/bootstrap_counts.h"

#include <algorithm>

namespace goodparts {
namespace {

constexpr std::int64_t kSample = 400000;  // of each kind, about

}  // namespace

ImagePixelCounts image_pixel_counts(const CheckedImage& image, const PixelBins& bins) {
  ImagePixelCounts counts;
  counts.regions = static_cast<std::int64_t>(image.found.areas.size());
  const float* const scores = image.pixels.scores.data();
  const auto size = static_cast<std::size_t>(bins.size());
  for_each_good_stretch(image, [&](std::int64_t begin, std::int64_t length) {
    counts.good.resize(size, 0);
    for (std::int64_t i = begin; i < begin + length; ++i) {
      ++counts.good[static_cast<std::size_t>(bins.bin_of(scores[i]))];
    }
  });
  if (!image.good()) {
    counts.defective.resize(size, 0);
    counts.overlap.resize(size, 0.0);
  }
  for (const ComponentRun& run : image.found.runs) {
    const double share =
        1.0 / static_cast<double>(image.found.areas[static_cast<std::size_t>(run.region)]);
    for (std::int64_t i = run.begin; i < run.begin + run.length; ++i) {
      const auto bin = static_cast<std::size_t>(bins.bin_of(scores[i]));
      ++counts.defective[bin];
      counts.overlap[bin] += share;
    }
  }
  return counts;
}

void PixelSample::add(const CheckedImage& image) {
  const std::int64_t wanted =
      std::max<std::int64_t>(1, kSample / std::max<std::int64_t>(1, images_));
  const auto add_every = [&](const auto& visit_stretches, std::int64_t pixels,
                             std::vector<float>& sample) {
    const std::int64_t step = std::max<std::int64_t>(1, pixels / wanted);
    std::int64_t skip = step / 2;
    visit_stretches([&](std::int64_t begin, std::int64_t length) {
      for (; skip < length; skip += step) {
        sample.push_back(image.pixels.scores[static_cast<std::size_t>(begin + skip)]);
      }
      skip -= length;
    });
  };
  std::int64_t defective = 0;
  for (const std::int64_t area : image.found.areas) {
    defective += area;
  }
  add_every([&](const auto& visit) { for_each_good_stretch(image, visit); },
            std::ssize(image.pixels.scores) - defective, good_);
  add_every(
      [&](const auto& visit) {
        for (const ComponentRun& run : image.found.runs) {
          visit(run.begin, run.length);
        }
      },
      defective, defective_);
}

std::vector<ImagePixelCounts> image_pixel_counts(const PixelSource& source, int threads,
                                                 std::int64_t bins) {
  PixelSample sample(source.size());
  for_each_image(source, threads, [&](CheckedImage& image) { sample.add(image); });
  const PixelBins shared = sample.bins(bins);
  std::vector<ImagePixelCounts> counts;
  for_each_image(source, threads,
                 [&](CheckedImage& image) { counts.push_back(image_pixel_counts(image, shared)); });
  return counts;
}

}  // namespace goodparts
