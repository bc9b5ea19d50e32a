// Metrics of anomaly maps against defect masks, from every pixel: no thresholds are sampled, no
// scores are binned.
//
// AU-PRO (Bergmann et al. 2021, "The MVTec Anomaly Detection Dataset") in the convention of MVTec's
// evaluation code, called mvtec_ad: PRO is the mean, over the 8-connected regions of the masks, of
// the share of a region that is flagged; the false positive rate is over all pixels outside of the
// masks, of defective images too; AU-PRO at L is the area under PRO up to the false positive rate
// L, linearly interpolated at L and divided by L. Tied scores are one point.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/base/context.h"
#include "metrics/evaluation.h"

namespace goodparts {

inline constexpr double kAuproWide = 0.30;
inline constexpr double kAuproNarrow = 0.05;

struct PixelMetrics {  // NaN without defective or without good pixels
  double auroc = kUndefined;
  double average_precision = kUndefined;  // the convention of ranking.h
  double aupro_wide = kUndefined;
  double aupro_narrow = kUndefined;
  std::vector<CurvePoint> pro;  // x false positive rate up to 0.30, y PRO; empty where undefined
  std::int64_t regions = 0;
  std::int64_t good_pixels = 0;
  std::int64_t defective_pixels = 0;
};

// Takes 4 bytes for each good pixel, but not more than 1 GiB: images beyond that are read twice,
// the others once. Takes 28 bytes for each defective pixel and 8 more for each further thread. The
// PRO curve has at most `curve_points` (2 or more) points. The result does not depend on `threads`
// or the `device` that sorts. Throws Error(kData), naming the image's index, for scores that are
// not finite and for maps or masks whose size is not height × width.
PixelMetrics pixel_metrics(const PixelSource& source, std::int64_t curve_points, int threads = 1,
                           Device device = Device::kCpu);

}  // namespace goodparts
