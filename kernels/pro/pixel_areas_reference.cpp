#include "kernels/pro/pixel_areas_reference.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace goodparts {
namespace {

double area_up_to(const std::vector<double>& x, const std::vector<double>& y, double limit) {
  double area = 0.0;
  for (std::size_t i = 1; i < x.size() && x[i - 1] < limit; ++i) {
    const double end = std::min(x[i], limit);
    const double width = x[i] - x[i - 1];
    const double at_end =
        width == 0.0 ? y[i] : y[i - 1] + (y[i] - y[i - 1]) * (end - x[i - 1]) / width;
    area += (end - x[i - 1]) * (at_end + y[i - 1]) / 2.0;
  }
  return area;
}

struct Vertices {
  std::vector<double> fpr = {0.0};
  std::vector<double> recall = {0.0};
  std::vector<double> pro = {0.0};
  double precision_sum = 0.0;
};

// One vertex for each distinct score of any pixel.
Vertices sweep(const float* scores, const std::int32_t* regions, std::int64_t count,
               std::vector<double> areas, double good, double defective) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::int64_t a, std::int64_t b) { return scores[a] > scores[b]; });
  Vertices line;
  double fp = 0.0;
  double tp = 0.0;
  double pro = 0.0;
  for (std::size_t i = 0; i < order.size();) {
    const float score = scores[order[i]];
    const double tp_before = tp;
    for (; i < order.size() && scores[order[i]] == score; ++i) {
      const std::int32_t region = regions[order[i]];
      fp += region < 0 ? 1.0 : 0.0;
      tp += region < 0 ? 0.0 : 1.0;
      pro += region < 0 ? 0.0 : 1.0 / areas[static_cast<std::size_t>(region)];
    }
    line.precision_sum += (tp - tp_before) * tp / (tp + fp);
    line.fpr.push_back(fp / good);
    line.recall.push_back(tp / defective);
    line.pro.push_back(pro / static_cast<double>(areas.size()));
  }
  return line;
}

}  // namespace

PixelAreas pixel_areas_reference(const float* scores, const std::int32_t* regions,
                                 std::int64_t count, std::int64_t region_count,
                                 const std::vector<double>& limits) {
  PixelAreas result;
  std::vector<double> areas(static_cast<std::size_t>(region_count), 0.0);
  for (std::int64_t i = 0; i < count; ++i) {
    if (regions[i] >= 0) {
      areas[static_cast<std::size_t>(regions[i])] += 1.0;
    }
    ++(regions[i] < 0 ? result.good : result.defective);
  }
  if (result.good == 0 || result.defective == 0) {
    result.auroc = result.average_precision = std::numeric_limits<double>::quiet_NaN();
    result.aupro.assign(limits.size(), result.auroc);
    return result;
  }
  const Vertices line =
      sweep(scores, regions, count, std::move(areas), static_cast<double>(result.good),
            static_cast<double>(result.defective));
  result.auroc = area_up_to(line.fpr, line.recall, 1.0);
  result.average_precision = line.precision_sum / static_cast<double>(result.defective);
  for (const double limit : limits) {
    result.aupro.push_back(area_up_to(line.fpr, line.pro, limit) / limit);
  }
  return result;
}

}  // namespace goodparts
