#include "metrics/pixels.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/base/error.h"
#include "metrics/components.h"
#include "metrics/radix_sort.h"
#include "metrics/thin_curve.h"

namespace goodparts {
namespace {

struct Pixels {
  std::vector<std::uint32_t> good;       // ordered keys
  std::vector<std::uint64_t> defective;  // ordered key, then region
  std::vector<std::int64_t> areas;       // of regions
};

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
  const auto bad = std::find_if(image.scores.begin(), image.scores.end(),
                                [](float score) { return !std::isfinite(score); });
  if (bad != image.scores.end()) {
    const std::int64_t pixel = bad - image.scores.begin();
    fail(fmt::format("the score at row {}, column {} is {}; scores must be finite numbers",
                     pixel / image.width, pixel % image.width, *bad));
  }
}

void append(const PixelImage& image, Pixels& pixels) {
  const auto defective = std::find_if(image.mask.begin(), image.mask.end(),
                                      [](std::uint8_t value) { return value != 0; });
  if (defective == image.mask.end()) {
    for (const float score : image.scores) {
      pixels.good.push_back(ordered_key(score));
    }
    return;
  }
  const Components components = connected_components(image.mask, image.height, image.width);
  const std::size_t first_region = pixels.areas.size();
  pixels.areas.insert(pixels.areas.end(), components.areas.begin(), components.areas.end());
  for (std::size_t i = 0; i < image.scores.size(); ++i) {
    const std::uint32_t key = ordered_key(image.scores[i]);
    if (components.labels[i] < 0) {
      pixels.good.push_back(key);
    } else {
      const std::size_t region = first_region + static_cast<std::size_t>(components.labels[i]);
      pixels.defective.push_back(std::uint64_t{key} << 32U | region);
    }
  }
}

Pixels read_sorted(const PixelSource& source) {
  Pixels pixels;
  for (std::int64_t index = 0; index < source.size(); ++index) {
    const PixelImage image = source.read(index);
    check(image, index);
    if (index == 0) {
      pixels.good.reserve(image.scores.size() * static_cast<std::size_t>(source.size()));
    }
    append(image, pixels);
  }
  radix_sort(pixels.good);
  radix_sort(pixels.defective, 32);
  return pixels;
}

// Area under a polygon line for x up to a limit.
class LimitedArea {
 public:
  explicit LimitedArea(double limit) : limit_(limit) {}
  void add(double x0, double y0, double x1, double y1) {
    if (x0 >= limit_ || x1 <= x0) {
      return;
    }
    if (x1 > limit_) {
      y1 = y0 + (y1 - y0) * (limit_ - x0) / (x1 - x0);
      x1 = limit_;
    }
    area_ += (x1 - x0) * (y0 + y1) / 2.0;
  }
  double mean() const { return area_ / limit_; }

 private:
  double limit_;
  double area_ = 0.0;
};

// The PRO curve as a line from (0, 0) that is extended to the right and upwards.
class ProLine {
 public:
  explicit ProLine(double first_threshold) { points_.push_back({0.0, 0.0, first_threshold}); }

  void extend(double x, double y, double threshold) {
    wide_.add(x_, y_, x, y);
    narrow_.add(x_, y_, x, y);
    if (x_ < kAuproWide) {
      keep(x, y, threshold);
    }
    x_ = x;
    y_ = y;
  }
  double wide() const { return wide_.mean(); }
  double narrow() const { return narrow_.mean(); }
  std::vector<CurvePoint> take_points() { return std::move(points_); }

 private:
  // Millions of vertices would be thinned to a few hundred later: those nearer to the last one than
  // can be seen are left out at once.
  void keep(double x, double y, double threshold) {
    constexpr double kVisible = 1.0 / 4096.0;
    if (x >= kAuproWide) {
      y = y_ + (y - y_) * (kAuproWide - x_) / (x - x_);
      points_.push_back({kAuproWide, y, threshold});
    } else if (x - points_.back().x >= kAuproWide * kVisible || y - points_.back().y >= kVisible) {
      points_.push_back({x, y, threshold});
    }
  }

  double x_ = 0.0;
  double y_ = 0.0;
  LimitedArea wide_{kAuproWide};
  LimitedArea narrow_{kAuproNarrow};
  std::vector<CurvePoint> points_;
};

double below(float value) { return std::nextafter(value, -std::numeric_limits<float>::infinity()); }

// Counts before and after flagging the defective pixels of one score (and the good ones that tie
// with them).
struct Group {
  float score = 0.0F;
  std::int64_t tp_before = 0;
  std::int64_t tp = 0;
  std::int64_t fp_before = 0;
  std::int64_t fp = 0;
  double pro_before = 0.0;
  double pro = 0.0;
};

// Groups in descending order. Between them only the false positive rate moves, so good pixels are
// merely counted.
template <class Visit>
void for_each_group(const Pixels& pixels, const Visit& visit) {
  std::vector<double> weights;
  for (const std::int64_t area : pixels.areas) {
    weights.push_back(1.0 / (static_cast<double>(area) * static_cast<double>(pixels.areas.size())));
  }
  auto next_good = pixels.good.rbegin();
  auto next = pixels.defective.rbegin();
  Group group;
  const auto skip_good_while = [&](auto holds) {
    while (next_good != pixels.good.rend() && holds(*next_good)) {
      ++next_good;
      ++group.fp;
    }
  };
  while (next != pixels.defective.rend()) {
    const auto key = static_cast<std::uint32_t>(*next >> 32U);
    skip_good_while([key](std::uint32_t other) { return other > key; });
    group.score = value_of_key(key);
    group.tp_before = group.tp;
    group.fp_before = group.fp;
    group.pro_before = group.pro;
    skip_good_while([key](std::uint32_t other) { return other == key; });
    for (; next != pixels.defective.rend() && *next >> 32U == key; ++next) {
      group.pro += weights[static_cast<std::uint32_t>(*next)];
      ++group.tp;
    }
    visit(group);
  }
}

PixelMetrics sweep(const Pixels& pixels, std::int64_t curve_points) {
  const auto good = static_cast<double>(pixels.good.size());
  const auto defective = static_cast<double>(pixels.defective.size());
  const auto highest =
      std::max(pixels.good.back(), static_cast<std::uint32_t>(pixels.defective.back() >> 32U));
  ProLine line(value_of_key(highest));
  double twice_losses = 0.0;
  double precision_sum = 0.0;
  double pro = 0.0;
  for_each_group(pixels, [&](const Group& group) {
    const auto added = static_cast<double>(group.tp - group.tp_before);
    // Sums of integers in a double: exact up to 2^53.
    twice_losses += added * static_cast<double>(group.fp + group.fp_before);
    precision_sum +=
        added * static_cast<double>(group.tp) / static_cast<double>(group.tp + group.fp);
    line.extend(static_cast<double>(group.fp_before) / good, group.pro_before, group.score);
    line.extend(static_cast<double>(group.fp) / good, group.pro, below(group.score));
    pro = group.pro;
  });
  line.extend(1.0, pro, below(value_of_key(pixels.good.front())));
  PixelMetrics metrics;
  metrics.auroc = 1.0 - twice_losses / 2.0 / good / defective;
  metrics.average_precision = precision_sum / defective;
  metrics.aupro_wide = line.wide();
  metrics.aupro_narrow = line.narrow();
  metrics.pro = thin_curve(line.take_points(), curve_points);
  return metrics;
}

}  // namespace

PixelMetrics pixel_metrics(const PixelSource& source, std::int64_t curve_points) {
  const Pixels pixels = read_sorted(source);
  PixelMetrics metrics;
  if (!pixels.good.empty() && !pixels.defective.empty()) {
    metrics = sweep(pixels, curve_points);
  }
  metrics.regions = std::ssize(pixels.areas);
  metrics.good_pixels = std::ssize(pixels.good);
  metrics.defective_pixels = std::ssize(pixels.defective);
  return metrics;
}

}  // namespace goodparts
