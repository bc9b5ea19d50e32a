#include "metrics/pixel/score_moments.h"

#include <fmt/format.h>

#include <cmath>

#include "kernels/base/error.h"
#include "metrics/pixel/image_pass.h"

namespace goodparts {

void ScoreMoments::add(std::span<const float> scores) {
  if (scores.empty()) {
    return;
  }
  const auto added = static_cast<double>(scores.size());
  double sum = 0.0;
  for (const float score : scores) {
    sum += score;
  }
  const double mean = sum / added;
  double squares = 0.0;
  for (const float score : scores) {
    const double difference = score - mean;
    squares += difference * difference;
  }
  const auto before = static_cast<double>(count_);
  const double difference = mean - mean_;
  mean_ += difference * added / (before + added);
  squares_ += squares + difference * difference * before * added / (before + added);
  count_ += std::ssize(scores);
}

double ScoreMoments::deviation() const {
  return count_ > 0 ? std::sqrt(squares_ / static_cast<double>(count_)) : kUndefined;
}

double ScoreMoments::threshold(double sigmas) const { return mean() + sigmas * deviation(); }

ScoreMoments calibration_moments(const PixelSource& good_maps, int threads) {
  ScoreMoments moments;
  for_each_image(good_maps, threads, [&](CheckedImage& image) {
    if (!image.good()) {
      throw Error(ErrorKind::kData,
                  fmt::format("image {} of the calibration maps has defective pixels; calibrate on "
                              "good parts only",
                              image.index));
    }
    moments.add(image.pixels.scores);
  });
  return moments;
}

}  // namespace goodparts
