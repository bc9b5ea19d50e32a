#include "metrics/pixel/aupimo.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

#include "kernels/ranking/ordered_key.h"
#include "kernels/ranking/radix_sort.h"

namespace goodparts {
namespace {

constexpr double kRounding = 1.0 + 1e-12;  // of sums of shares
constexpr std::size_t kWorthPruning = 1U << 16U;

std::uint32_t key_of(std::uint64_t item) { return static_cast<std::uint32_t>(item >> 32U); }

// Area over log F between the bounds of a line from points that come one after another.
class LogArea {
 public:
  explicit LogArea(AupimoBounds bounds)
      : low_(std::log(bounds.low)), high_(std::log(bounds.high)) {}
  void extend(double rate, double recall) {
    const double x = rate > 0.0 ? std::log(rate) : low_ - 1.0;  // only the first is 0
    if (started_ && x > x_) {
      const auto at = [&](double place) {
        return recall_ + (recall - recall_) * (place - x_) / (x - x_);
      };
      const double from = std::max(x_, low_);
      const double to = std::min(x, high_);
      if (to > from) {
        area_ += (to - from) * (at(from) + at(to)) / 2.0;
      }
    }
    started_ = rate > 0.0;
    x_ = x;
    recall_ = recall;
  }
  double mean() const { return area_ / (high_ - low_); }

 private:
  double low_;
  double high_;
  bool started_ = false;
  double x_ = 0.0;
  double recall_ = 0.0;
  double area_ = 0.0;
};

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2.0;
}

}  // namespace

AupimoPass::AupimoPass(std::int64_t images, AupimoBounds bounds)
    : bounds_(bounds), most_images_(images) {
  assert(bounds.low > 0.0 && bounds.low < bounds.high && bounds.high < 1.0);
}

void AupimoPass::add(const CheckedImage& image) {
  if (image.good()) {
    if (!image.pixels.scores.empty()) {
      add_good(image.pixels);
    }
    return;
  }
  Defect defect{image.index, 0, {}};
  for (const ComponentRun& run : image.found.runs) {
    defect.pixels += run.length;
    for (std::int64_t i = run.begin; i < run.begin + run.length; ++i) {
      const std::uint32_t key = ordered_key(image.pixels.scores[static_cast<std::size_t>(i)]);
      if (key >= floor_) {
        defect.keys.push_back(key);
      }
    }
  }
  defects_.push_back(std::move(defect));
}

void AupimoPass::add_good(const PixelImage& image) {
  const std::uint64_t number = shares_.size();
  shares_.push_back(1.0 / static_cast<double>(image.scores.size()));
  for (const float score : image.scores) {
    const std::uint32_t key = ordered_key(score);
    if (key >= floor_) {
      highest_.push_back(std::uint64_t{key} << 32U | number);
    }
  }
  if (highest_.size() > 2 * pruned_size_ + kWorthPruning) {
    prune();
  }
}

// There will be at most most_images_ good images, so a key above which the images so far already
// have more than high · most_images_ (summed over images) lies beyond the upper bound for good; the
// one score that passes it stays, since the line to it is cut at the bound.
void AupimoPass::prune() {
  radix_sort(highest_, 32);
  const double enough = bounds_.high * static_cast<double>(most_images_) * kRounding;
  double sum = 0.0;
  std::uint32_t lowest = 0;
  std::size_t begin = highest_.size();
  while (begin > 0 && sum <= enough) {
    const std::uint32_t key = key_of(highest_[begin - 1]);
    for (; begin > 0 && key_of(highest_[begin - 1]) == key; --begin) {
      sum += shares_[static_cast<std::uint32_t>(highest_[begin - 1])];
    }
    lowest = key;
  }
  if (sum > enough) {
    floor_ = std::max(floor_, lowest);
  }
  highest_.erase(highest_.begin(), highest_.begin() + static_cast<std::ptrdiff_t>(begin));
  pruned_size_ = highest_.size();
}

std::vector<AupimoPass::Vertex> AupimoPass::vertices() const {
  std::vector<Vertex> vertices;
  const auto images = static_cast<double>(shares_.size());
  double sum = 0.0;
  for (std::size_t end = highest_.size(); end > 0;) {
    const std::uint32_t key = key_of(highest_[end - 1]);
    for (; end > 0 && key_of(highest_[end - 1]) == key; --end) {
      sum += shares_[static_cast<std::uint32_t>(highest_[end - 1])];
    }
    vertices.push_back({key, sum / images});
    if (vertices.back().rate > bounds_.high * kRounding) {
      break;
    }
  }
  return vertices;
}

Aupimo AupimoPass::result() {
  prune();
  Aupimo result;
  result.good_images = static_cast<std::int64_t>(shares_.size());
  for (const Defect& defect : defects_) {
    result.images.push_back({defect.index, kUndefined});
  }
  const std::vector<Vertex> line = vertices();
  if (line.empty() || defects_.empty()) {
    result.undefined_because = line.empty() ? "there are no good images with a map"
                                            : "there are no images with defective pixels";
    return result;
  }
  result.smallest_rate = line.front().rate;
  if (line.front().rate > bounds_.low * kRounding) {
    result.undefined_because = fmt::format(
        "the highest score of the good images is already {:.3g} of their pixels; a rate of {:.3g} "
        "takes at least {:.0f} good pixels, and that the highest do not tie",
        line.front().rate, bounds_.low, std::ceil(1.0 / bounds_.low));
    return result;
  }
  std::vector<double> values;
  for (std::size_t i = 0; i < defects_.size(); ++i) {
    Defect& defect = defects_[i];
    radix_sort(defect.keys);
    LogArea area(bounds_);
    auto next = defect.keys.rbegin();
    double rate = 0.0;
    const auto flag = [&](std::uint32_t lowest) {
      while (next != defect.keys.rend() && *next >= lowest) {
        ++next;
      }
      return static_cast<double>(next - defect.keys.rbegin()) / static_cast<double>(defect.pixels);
    };
    for (const Vertex& vertex : line) {
      area.extend(rate, flag(vertex.key + 1));
      area.extend(vertex.rate, flag(vertex.key));
      rate = vertex.rate;
    }
    values.push_back(area.mean());
    result.images[i].value = area.mean();
    defect.keys = {};
  }
  double sum = 0.0;
  for (const double value : values) {
    sum += value;
  }
  result.mean = sum / static_cast<double>(values.size());
  result.median = median_of(std::move(values));
  return result;
}

Aupimo aupimo(const PixelSource& source, AupimoBounds bounds, int threads) {
  AupimoPass pass(source.size(), bounds);
  for_each_image(source, threads, [&](CheckedImage& image) { pass.add(image); });
  return pass.result();
}

}  // namespace goodparts
