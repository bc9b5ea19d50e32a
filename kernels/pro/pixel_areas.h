// AU-PRO, AUROC and average precision of labelled pixels that all lie in memory; exact, tied scores
// are one point. The streaming form is pixel_sweep.h, where the definitions are.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/pro/pro_line.h"

namespace goodparts {

struct PixelAreas {  // undefined (NaN, empty) without defective or without good pixels
  double auroc = 0.0;
  double average_precision = 0.0;
  std::vector<double> aupro;    // parallel to the limits
  std::vector<ProPoint> curve;  // up to the last limit
  std::int64_t good = 0;        // pixels
  std::int64_t defective = 0;
};

// scores: count, finite; regions: count, −1 for a good pixel, else its region, 0 … region_count −
// 1, each of which has a pixel; limits: false positive rates, ascending, in (0, 1].
PixelAreas pixel_areas(const float* scores, const std::int32_t* regions, std::int64_t count,
                       std::int64_t region_count, const std::vector<double>& limits);

}  // namespace goodparts
