#include "metrics/pixel/pixels.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "kernels/ranking/ordered_key.h"
#include "metrics/pixel/image_pass.h"
#include "metrics/pixel/pixel_queries.h"
#include "metrics/thin_curve.h"

namespace goodparts {
namespace {

PixelConfusion confusion(const PixelSweep& sweep, double threshold, std::int64_t tp,
                         std::int64_t fp) {
  return {threshold, tp, fp, sweep.defective() - tp, sweep.good().total() - fp};
}

// F1 never grows where good pixels alone are flagged, so steps of defective ones are enough.
class BestStep {
 public:
  void see(std::span<const PixelStep> steps, std::int64_t defective) {
    for (const PixelStep& step : steps) {
      const double f1 =
          static_cast<double>(2 * step.tp) / static_cast<double>(step.tp + step.fp + defective);
      if (f1 > f1_) {
        f1_ = f1;
        step_ = step;
      }
    }
  }
  PixelConfusion confusion_of(const PixelSweep& sweep) const {
    const float score = value_of_key(step_.key);
    return confusion(sweep, std::nextafter(score, -std::numeric_limits<float>::infinity()),
                     step_.tp, step_.fp);
  }

 private:
  double f1_ = -1.0;
  PixelStep step_;
};

struct Pass {
  explicit Pass(Device device) : sweep(device), at_model(device) {}

  std::vector<std::int64_t> defect_areas;
  PixelSweep sweep;
  PixelSweep at_model;
  std::optional<AupimoPass> aupimo;
};

void read_images(const PixelSource& source, const PixelOptions& options, Pass& pass) {
  if (options.aupimo) {
    pass.aupimo.emplace(source.size());
  }
  const bool resized = options.conventions && options.model_size;
  for_each_image(source, options.threads, [&](CheckedImage& image) {
    add_to_sweep(image, pass.sweep);
    pass.defect_areas.push_back(
        std::accumulate(image.found.areas.begin(), image.found.areas.end(), std::int64_t{0}));
    if (resized) {
      add_to_sweep(checked_image(at_size(image.pixels, *options.model_size), image.index),
                   pass.at_model);
    }
    if (pass.aupimo) {
      pass.aupimo->add(image);
    }
  });
}

std::vector<CurvePoint> drawn(const std::vector<ProPoint>& curve, std::int64_t points) {
  std::vector<CurvePoint> result;
  for (const ProPoint& point : curve) {
    result.push_back({point.x, point.y, point.threshold});
  }
  return thin_curve(std::move(result), points);
}

}  // namespace

double PixelConfusion::f1() const {
  return tp + fn > 0 ? static_cast<double>(2 * tp) / static_cast<double>(2 * tp + fp + fn)
                     : kUndefined;
}

PixelMetrics pixel_metrics(const PixelSource& source, const PixelOptions& options) {
  Pass pass(options.device);
  read_images(source, options, pass);
  PixelSweep& sweep = pass.sweep;
  BestStep best;
  PixelQueries queries;
  for (const double threshold : options.thresholds) {
    queries.add_threshold(threshold);
  }
  std::optional<AuproApproximations> approximations;
  if (options.conventions) {
    approximations.emplace(sweep);
  }
  const PixelAreas areas = sweep.areas(kAuproLimits, [&](std::span<const PixelStep> steps) {
    best.see(steps, sweep.defective());
    queries.see(steps);
    if (approximations) {
      approximations->see(steps);
    }
  });
  PixelMetrics metrics;
  metrics.defect_areas = std::move(pass.defect_areas);
  metrics.auroc = areas.auroc;
  metrics.average_precision = areas.average_precision;
  metrics.aupro_narrow = areas.aupro[1];
  metrics.aupro_wide = areas.aupro[3];
  metrics.pro = drawn(areas.curve, options.curve_points);
  if (sweep.defined()) {
    metrics.oracle_f1 = best.confusion_of(sweep);
  }
  const std::vector<PixelsAbove> above = queries.answers(sweep.good());
  for (std::size_t i = 0; i < above.size(); ++i) {
    metrics.at_thresholds.push_back(
        confusion(sweep, options.thresholds[i], above[i].tp, above[i].fp));
  }
  if (approximations) {
    metrics.conventions = approximations->values(
        sweep, areas.aupro,
        options.model_size ? pass.at_model.areas(kAuproLimits).aupro : std::vector<double>{});
  }
  if (pass.aupimo) {
    metrics.aupimo = pass.aupimo->result();
  }
  metrics.regions = sweep.regions();
  metrics.good_pixels = areas.good;
  metrics.defective_pixels = areas.defective;
  return metrics;
}

PixelMetrics pixel_metrics(const PixelSource& source, std::int64_t curve_points, int threads) {
  PixelOptions options;
  options.curve_points = curve_points;
  options.threads = threads;
  return pixel_metrics(source, options);
}

}  // namespace goodparts
