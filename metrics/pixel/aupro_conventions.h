// The area under the PRO curve as several tools compute it, side by side, so that a published
// figure can be told from another one that only follows another convention.
//
//   mvtec_ad         Exact; FPR over all good pixels, tied scores one point, (0, 0) and (1, 1)
//                    added, linear at L, divided by L. MVTec's evaluation code (Bergmann et al.
//                    2021, "The MVTec Anomaly Detection Dataset"); L = 0.30 there.
//   mvtec_ad2        The same; L = 0.05 (Heckler-Kram et al. 2025, "The MVTec AD 2 Dataset").
//   mvtec_3d         MVTec 3D-AD's evaluation code (Bergmann et al. 2022): thresholds are the good
//                    pixels of the ranks ⌊i (n − 1) / 99⌋ for i = 0 … 99, ascending; the point of
//                    rank r is (1 − (r + 1) / n, PRO of what scores more), so ties among good
//                    pixels are not seen; (1, 1) added; linear at L, divided by L. An
//                    approximation: below FPR 0.01 there is one straight line.
//   anomalib_le_2_2  The exact area up to L divided not by L but by the largest FPR of a point that
//                    is not above L, as anomalib's AUPRO up to 2.2 ends. Overshoots, beyond 1 even,
//                    where tied scores or few good pixels leave a gap below L. A model of that
//                    code, which before resamples each region's curve by index in single precision:
//                    its own figures overshoot in the same places but are not the same, by some
//                    hundredths in small sets, and without ties lie a little below the exact one.
//   anomalib         Exact since anomalib 2.3, of maps and masks at the model's resolution (maps
//                    bilinearly, masks by the nearest pixel). Undefined where no resolution is
//                    given; equals mvtec_ad where it is that of the maps.
//   linear_200       Thresholds min + k (max − min) / 200, k = 0 … 199; points with FPR < L only,
//                    area divided by the largest of these FPRs. Found in many repositories of
//                    methods. An approximation that depends on the scale of the scores: undefined
//                    or arbitrary after a monotone map of them.
//
// The saturated form of MVTec LOCO AD needs annotated defects: saturated_pro.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernels/pro/pixel_sweep.h"
#include "metrics/evaluation.h"
#include "metrics/pixel/pixel_queries.h"
#include "metrics/score_table.h"

namespace goodparts {

inline const std::vector<double> kAuproLimits = {0.01, 0.05, 0.10, 0.30};  // ascending

struct AuproConvention {
  std::string name;  // as above
  double limit = 0.0;
  double value = kUndefined;
  bool exact = true;  // false: misleads; shown to explain figures, not to be reported
  std::string definition;
  std::string source;
};

// The approximations, taken along while a sweep runs.
class AuproApproximations {
 public:
  // Asks about what it needs. The sweep has all its pixels.
  explicit AuproApproximations(const PixelSweep& sweep);
  void see(std::span<const PixelStep> steps) { queries_.see(steps); }

  // All conventions at all limits. exact: areas at kAuproLimits of the sweep; at_model: of the
  // maps at the model's resolution, empty where not asked for.
  std::vector<AuproConvention> values(const PixelSweep& sweep, const std::vector<double>& exact,
                                      const std::vector<double>& at_model);

 private:
  PixelQueries queries_;
  std::vector<std::int64_t> ranks_;  // of mvtec_3d; the first queries, the linear ones follow
};

struct ModelSize {
  std::int64_t height = 0;
  std::int64_t width = 0;
};

// The image at another size: scores bilinearly (half-pixel centres), mask by the nearest pixel.
PixelImage at_size(const PixelImage& image, ModelSize size);

// One pass over the images. Throws what for_each_image() throws. To have them together with the
// other metrics of pixels: PixelOptions::conventions of pixels.h.
std::vector<AuproConvention> aupro_conventions(const PixelSource& source,
                                               std::optional<ModelSize> model_size = {},
                                               int threads = 1);

}  // namespace goodparts
