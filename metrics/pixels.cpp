#include "metrics/pixels.h"

#include <fmt/format.h>

#include <algorithm>

#include "kernels/base/error.h"
#include "kernels/components/components.h"
#include "kernels/pro/pixel_sweep.h"
#include "metrics/thin_curve.h"

namespace goodparts {
namespace {

// Good pixels kept in memory at the most, 1 GiB; images beyond are read a second time.
constexpr std::int64_t kMostKept = std::int64_t{1} << 28;

void check(const PixelImage& image, std::int64_t index) {
  const auto fail = [&](const std::string& what) {
    throw Error(ErrorKind::kData, fmt::format("image {} of the anomaly maps: {}", index, what));
  };
  const std::int64_t expected = image.height * image.width;
  if (std::ssize(image.scores) != expected || std::ssize(image.mask) != expected) {
    fail(
        fmt::format("{} scores and {} mask pixels, but the size is {} × {}; write both at one size",
                    image.scores.size(), image.mask.size(), image.height, image.width));
  }
  const std::int64_t pixel = first_not_finite(image.scores.data(), expected);
  if (pixel >= 0) {
    fail(fmt::format("the score at row {}, column {} is {}; scores must be finite numbers",
                     pixel / image.width, pixel % image.width,
                     image.scores[static_cast<std::size_t>(pixel)]));
  }
}

// Moves the scores outside of the runs to the front and leaves them alone.
void keep_good(std::vector<float>& scores, const std::vector<ComponentRun>& runs) {
  auto to = scores.begin();
  std::int64_t from = 0;
  for (const ComponentRun& run : runs) {
    to = std::copy(scores.begin() + from, scores.begin() + run.begin, to);
    from = run.begin + run.length;
  }
  if (from > 0) {
    to = std::copy(scores.begin() + from, scores.end(), to);
    scores.resize(static_cast<std::size_t>(to - scores.begin()));
  }
}

void add_defective(const PixelImage& image, const ComponentRuns& found, std::int64_t first_region,
                   PixelSweep& sweep) {
  for (const std::int64_t area : found.areas) {
    sweep.add_region(area);
  }
  for (const ComponentRun& run : found.runs) {
    sweep.add_defective(image.scores.data() + run.begin, run.length, first_region + run.region);
  }
}

struct SweptPixels {
  PixelAreas areas;
  std::int64_t regions = 0;
};

SweptPixels sweep_pixels(const PixelSource& source, int threads, Device device) {
  PixelSweep sweep(device);
  SweptPixels result;
  std::vector<std::vector<float>> good;  // of the first images
  std::int64_t kept = 0;
  for (std::int64_t index = 0; index < source.size(); ++index) {
    PixelImage image = source.read(index);
    check(image, index);
    const ComponentRuns found = component_runs(image.mask.data(), image.height, image.width);
    add_defective(image, found, result.regions, sweep);
    result.regions += std::ssize(found.areas);
    if (std::ssize(good) == index && kept + std::ssize(image.scores) <= kMostKept) {
      keep_good(image.scores, found.runs);
      kept += std::ssize(image.scores);
      good.push_back(std::move(image.scores));
    }
  }
  sweep.end_of_defective();
  for (std::vector<float>& scores : good) {
    sweep.add_good(scores.data(), std::ssize(scores), threads);
    scores = {};
  }
  for (std::int64_t index = std::ssize(good); index < source.size(); ++index) {
    PixelImage image = source.read(index);
    keep_good(image.scores, component_runs(image.mask.data(), image.height, image.width).runs);
    sweep.add_good(image.scores.data(), std::ssize(image.scores), threads);
  }
  result.areas = sweep.areas({kAuproNarrow, kAuproWide});
  return result;
}

}  // namespace

PixelMetrics pixel_metrics(const PixelSource& source, std::int64_t curve_points, int threads,
                           Device device) {
  const SweptPixels swept = sweep_pixels(source, threads, device);
  PixelMetrics metrics;
  metrics.auroc = swept.areas.auroc;
  metrics.average_precision = swept.areas.average_precision;
  metrics.aupro_narrow = swept.areas.aupro[0];
  metrics.aupro_wide = swept.areas.aupro[1];
  std::vector<CurvePoint> points;
  for (const ProPoint& point : swept.areas.curve) {
    points.push_back({point.x, point.y, point.threshold});
  }
  metrics.pro = thin_curve(std::move(points), curve_points);
  metrics.regions = swept.regions;
  metrics.good_pixels = swept.areas.good;
  metrics.defective_pixels = swept.areas.defective;
  return metrics;
}

}  // namespace goodparts
