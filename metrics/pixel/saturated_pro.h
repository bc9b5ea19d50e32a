// The saturated PRO of MVTec LOCO AD (Bergmann et al. 2022, "Beyond Dents and Scratches: Logical
// Constraints in Unsupervised Anomaly Detection and Localization"), called loco_spro.
//
// Of an annotated defect, not of a connected region, it is enough to find a part, its saturation
// area s: the overlap is min(flagged pixels of the defect / s, 1). sPRO is the mean over defects;
// the false positive rate is over the pixels outside of every defect, of good images too;
// AU-sPRO at L is the area up to L, linear at L, divided by L, tied scores being one point.
// Structural and logical defects are evaluated apart, each with all good images and the images of
// their own kind, and the two areas averaged. Exact (the evaluation code of the data set refines
// thresholds until points of the curve are near).
#pragma once

#include <cstdint>
#include <vector>

#include "metrics/evaluation.h"

namespace goodparts {

inline const std::vector<double> kSaturatedProLimits = {0.01, 0.05, 0.1, 0.3, 1.0};

struct AnnotatedDefect {
  std::vector<std::uint8_t> mask;    // height × width, not zero: the defect; one pixel or more
  std::int64_t saturation_area = 0;  // pixels, 1 … the defect's area
};

// As the data set's defects_config.json gives it: relative, a share of the defect's area (rounded
// down, at least one pixel), or pixels (at most the defect's area).
std::int64_t saturation_area(std::int64_t defect_area, double threshold, bool relative);

enum class AnomalyKind : std::uint8_t { kGood = 0, kStructural = 1, kLogical = 2 };

struct AnnotatedImage {
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::vector<float> scores;
  AnomalyKind kind = AnomalyKind::kGood;
  std::vector<AnnotatedDefect> defects;  // none exactly for kGood; may overlap
};

class AnnotatedSource {
 public:
  virtual ~AnnotatedSource() = default;
  virtual std::int64_t size() const = 0;
  virtual AnnotatedImage read(std::int64_t index) const = 0;
};

struct SaturatedPro {  // parallel to kSaturatedProLimits; NaN without such defects or good pixels
  std::vector<double> structural;
  std::vector<double> logical;
  std::vector<double> mean;  // NaN unless both are defined
};

// Reads every image once. Throws Error(kData), naming the image's index, for scores that are not
// finite, sizes that disagree, an empty defect, a saturation area out of its range, a good image
// with defects or an anomalous one without.
SaturatedPro saturated_pro(const AnnotatedSource& source);

}  // namespace goodparts
