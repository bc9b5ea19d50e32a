#include "metrics/pixel/aupro_conventions.h"

#include <algorithm>
#include <cmath>

#include "kernels/ranking/ordered_key.h"
#include "kernels/resize/resize_map.h"
#include "metrics/pixel/image_pass.h"

namespace goodparts {
namespace {

constexpr std::int64_t kRanks = 100;
constexpr std::int64_t kLinear = 200;

struct Point {
  double x = 0.0;
  double y = 0.0;
};

double area_up_to(const std::vector<Point>& line, double limit) {
  LimitedArea area(limit);
  for (std::size_t i = 1; i < line.size(); ++i) {
    area.add(line[i - 1].x, line[i - 1].y, line[i].x, line[i].y);
  }
  return area.mean();
}

// As NumPy's linspace with whole numbers rounds: down, in double precision.
std::vector<std::int64_t> equal_ranks(std::int64_t good) {
  const double step = static_cast<double>(good - 1) / static_cast<double>(kRanks - 1);
  std::vector<std::int64_t> ranks;
  for (std::int64_t i = 0; i < kRanks; ++i) {
    ranks.push_back(static_cast<std::int64_t>(static_cast<double>(i) * step));
  }
  ranks.back() = good - 1;
  return ranks;
}

double ranked(const std::vector<std::int64_t>& ranks, const std::vector<PixelsAbove>& above,
              std::int64_t good, double limit) {
  std::vector<Point> line;
  for (std::size_t i = ranks.size(); i-- > 0;) {
    line.push_back(
        {1.0 - static_cast<double>(ranks[i] + 1) / static_cast<double>(good), above[i].pro});
  }
  line.push_back({1.0, 1.0});
  return area_up_to(line, limit);
}

// points: of ascending thresholds.
double linear(std::span<const PixelsAbove> points, std::int64_t good, double limit) {
  std::vector<Point> line;
  for (auto point = points.rbegin(); point != points.rend(); ++point) {
    const double fpr = static_cast<double>(point->fp) / static_cast<double>(good);
    if (fpr < limit) {
      line.push_back({fpr, point->pro});
    }
  }
  const double largest = line.empty() ? 0.0 : line.back().x;
  return largest > 0.0 ? area_up_to(line, largest) : kUndefined;
}

// The largest share of good pixels that a threshold flags and that is not above the limit.
double last_rate(const KeyHistogram& good, double limit) {
  const auto total = static_cast<double>(good.total());
  auto most = static_cast<std::int64_t>(limit * total);
  most += static_cast<double>(most + 1) / total <= limit ? 1 : 0;
  if (most >= good.total()) {
    return 1.0;
  }
  const std::int64_t rank = good.total() - 1 - most;  // of the first that is too many
  const std::vector<std::uint32_t> key = good.keys_at(std::span(&rank, 1));
  return static_cast<double>(good.above(key).front()) / total;
}

std::string limited(const std::string& definition) {
  return definition + ", linear at the limit, divided by it";
}

constexpr const char* kMvtecAd = "Bergmann et al. 2021, The MVTec Anomaly Detection Dataset";
constexpr const char* kMvtecAd2 = "Heckler-Kram et al. 2025, The MVTec AD 2 Dataset";
constexpr const char* kMvtec3d = "Bergmann et al. 2022, The MVTec 3D-AD Dataset, evaluation code";

}  // namespace

AuproApproximations::AuproApproximations(const PixelSweep& sweep) {
  if (!sweep.defined()) {
    return;
  }
  ranks_ = equal_ranks(sweep.good().total());
  for (const std::uint32_t key : sweep.good().keys_at(ranks_)) {
    queries_.add(key);
  }
  const double lowest = value_of_key(sweep.lowest());
  const double step = (value_of_key(sweep.highest()) - lowest) / static_cast<double>(kLinear);
  for (std::int64_t k = 0; k < kLinear; ++k) {
    queries_.add_threshold(lowest + static_cast<double>(k) * step);
  }
}

std::vector<AuproConvention> AuproApproximations::values(const PixelSweep& sweep,
                                                         const std::vector<double>& exact,
                                                         const std::vector<double>& at_model) {
  const bool defined = sweep.defined();
  const std::int64_t good = sweep.good().total();
  const std::vector<PixelsAbove> above = queries_.answers(sweep.good());
  std::vector<AuproConvention> values;
  for (std::size_t i = kAuproLimits.size(); i-- > 0;) {
    const double limit = kAuproLimits[i];
    const auto add = [&](const char* name, double value, bool is_exact, std::string definition,
                         const char* source) {
      values.push_back(
          {name, limit, defined ? value : kUndefined, is_exact, std::move(definition), source});
    };
    add("mvtec_ad", exact[i], true, limited("exact, tied scores are one point"), kMvtecAd);
    if (limit == 0.05) {
      add("mvtec_ad2", exact[i], true, limited("exact, tied scores are one point"), kMvtecAd2);
    }
    add("mvtec_3d", defined ? ranked(ranks_, above, good, limit) : kUndefined, false,
        limited("100 thresholds at equal ranks of good pixels"), kMvtec3d);
    const double last = defined ? last_rate(sweep.good(), limit) : 0.0;
    add("anomalib_le_2_2", last > 0.0 ? exact[i] * limit / last : kUndefined, false,
        "exact area up to the limit, divided by the last false positive rate below it",
        "anomalib up to 2.2, AUPRO");
    add("anomalib", at_model.empty() ? kUndefined : at_model[i], true,
        limited("exact, at the model's resolution"), "anomalib from 2.3 on, AUPRO");
    add("linear_200",
        defined ? linear(std::span(above).subspan(ranks_.size()), good, limit) : kUndefined, false,
        "200 thresholds evenly between the lowest and the highest score, points below the limit, "
        "divided by the last one's false positive rate",
        "scripts of many methods' repositories");
  }
  return values;
}

PixelImage at_size(const PixelImage& image, ModelSize size) {
  const GridSize from{image.height, image.width};
  const GridSize to{size.height, size.width};
  const std::vector<float> mask(image.mask.begin(), image.mask.end());
  std::vector<float> nearest(static_cast<std::size_t>(size.height * size.width));
  resize_maps_nearest({}, mask.data(), 1, from, to, 1, nearest.data());
  PixelImage result{size.height, size.width, resize_bilinear(image.scores, from, to), {}};
  for (const float value : nearest) {
    result.mask.push_back(value > 0.0F ? 1 : 0);
  }
  return result;
}

std::vector<AuproConvention> aupro_conventions(const PixelSource& source,
                                               std::optional<ModelSize> model_size, int threads) {
  PixelSweep sweep;
  PixelSweep at_model;
  for_each_image(source, threads, [&](CheckedImage& image) {
    add_to_sweep(image, sweep);
    if (model_size) {
      add_to_sweep(checked_image(at_size(image.pixels, *model_size), image.index), at_model);
    }
  });
  AuproApproximations approximations(sweep);
  const PixelAreas areas = sweep.areas(
      kAuproLimits, [&](std::span<const PixelStep> steps) { approximations.see(steps); });
  return approximations.values(
      sweep, areas.aupro, model_size ? at_model.areas(kAuproLimits).aupro : std::vector<double>{});
}

}  // namespace goodparts
