// Metrics of anomaly maps against defect masks, from every pixel: no thresholds are sampled, no
// scores are binned.
//
// AU-PRO (Bergmann et al. 2021, "The MVTec Anomaly Detection Dataset") in the convention of MVTec's
// evaluation code, called mvtec_ad: PRO is the mean, over the 8-connected regions of the masks, of
// the share of a region that is flagged; the false positive rate is over all pixels outside of the
// masks, of defective images too; AU-PRO at L is the area under PRO up to the false positive rate
// L, linearly interpolated at L and divided by L. Tied scores are one point. Other conventions:
// aupro_conventions.h, saturated_pro.h.
//
// F1 is that of all pixels of all images together, 2 TP / (2 TP + FP + FN).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "metrics/evaluation.h"
#include "metrics/pixel/aupimo.h"
#include "metrics/pixel/aupro_conventions.h"

namespace goodparts {

inline constexpr double kAuproWide = 0.30;
inline constexpr double kAuproNarrow = 0.05;

struct PixelConfusion {  // a pixel is flagged when its score > threshold
  double threshold = kUndefined;
  std::int64_t tp = 0;
  std::int64_t fp = 0;
  std::int64_t fn = 0;
  std::int64_t tn = 0;
  double f1() const;  // NaN without defective pixels
};

struct PixelMetrics {  // NaN without defective or without good pixels
  double auroc = kUndefined;
  double average_precision = kUndefined;  // the convention of ranking.h
  double aupro_wide = kUndefined;
  double aupro_narrow = kUndefined;
  std::vector<CurvePoint> pro;  // x false positive rate up to 0.30, y PRO; empty where undefined
  // The largest F1 of any threshold, of equals the strictest: tuned on the masks, an oracle.
  PixelConfusion oracle_f1;
  std::vector<PixelConfusion> at_thresholds;  // parallel to PixelOptions::thresholds
  std::vector<AuproConvention> conventions;   // where asked for
  std::optional<Aupimo> aupimo;               // where asked for
  std::vector<std::int64_t> defect_areas;     // of each image, its defective pixels
  std::int64_t regions = 0;
  std::int64_t good_pixels = 0;
  std::int64_t defective_pixels = 0;
};

struct PixelOptions {
  std::int64_t curve_points = 400;  // of the PRO curve, at most; 2 or more
  int threads = 1;                  // no result depends on them; a second one reads ahead
  Device device = Device::kCpu;     // nor on where defective pixels are sorted
  // At which counts and F1 are wanted. SegF1 of MVTec AD 2: calibration_moments(…).threshold().
  std::vector<double> thresholds;
  bool conventions = false;
  std::optional<ModelSize> model_size;  // of the convention anomalib
  bool aupimo = false;
};

// Reads every image once. Takes 8 bytes for each defective pixel, about 20 for each pixel of an
// image, and what counting good pixels takes (kernels/ranking/key_histogram.h): some hundred MB for
// a thousand million of them. Throws what for_each_image() throws.
PixelMetrics pixel_metrics(const PixelSource& source, const PixelOptions& options);
PixelMetrics pixel_metrics(const PixelSource& source, std::int64_t curve_points, int threads = 1);

}  // namespace goodparts
