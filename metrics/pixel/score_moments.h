// Mean and deviation of the pixels of good calibration maps, and the threshold of MVTec AD 2.
//
// SegF1 (Heckler-Kram et al. 2025, "The MVTec AD 2 Dataset") binarises the test maps at the mean
// plus three standard deviations of all pixels of the good validation maps: a threshold that needs
// no defect. The deviation is the population's (divided by the count, NumPy's default).
#pragma once

#include <cstdint>
#include <span>

#include "metrics/evaluation.h"
#include "metrics/score_table.h"

namespace goodparts {

// By Chan, Golub & LeVeque (1983): each map's own mean and sum of squares, then joined; exact to
// double precision however far the mean is from zero.
class ScoreMoments {
 public:
  void add(std::span<const float> scores);

  std::int64_t count() const { return count_; }
  double mean() const { return count_ > 0 ? mean_ : kUndefined; }
  double deviation() const;
  // mean + sigmas · deviation; NaN without pixels.
  double threshold(double sigmas = 3.0) const;

 private:
  std::int64_t count_ = 0;
  double mean_ = 0.0;
  double squares_ = 0.0;  // of differences to the mean
};

// Of the pixels of good images outside of masks. Throws what for_each_image() throws, and
// Error(kData) for an image with defective pixels: such maps are no calibration.
ScoreMoments calibration_moments(const PixelSource& good_maps, int threads = 1);

}  // namespace goodparts
