#include "metrics/pixel/saturated_pro.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kernels/base/error.h"
#include "kernels/pro/pixel_sweep.h"

namespace goodparts {
namespace {

[[noreturn]] void fail(std::int64_t index, const std::string& what) {
  throw Error(ErrorKind::kData, fmt::format("image {} of the annotated maps: {}", index, what));
}

void check(const AnnotatedImage& image, std::int64_t index) {
  const std::int64_t expected = image.height * image.width;
  if (std::ssize(image.scores) != expected) {
    fail(index, fmt::format("{} scores, but the size is {} × {}", image.scores.size(), image.height,
                            image.width));
  }
  const std::int64_t pixel = first_not_finite(image.scores.data(), expected);
  if (pixel >= 0) {
    fail(index, fmt::format("the score at row {}, column {} is {}; scores must be finite numbers",
                            pixel / image.width, pixel % image.width,
                            image.scores[static_cast<std::size_t>(pixel)]));
  }
  if ((image.kind == AnomalyKind::kGood) != image.defects.empty()) {
    fail(index, image.defects.empty() ? "it is anomalous but has no annotated defect"
                                      : "it is good but has annotated defects");
  }
  for (const AnnotatedDefect& defect : image.defects) {
    if (std::ssize(defect.mask) != expected) {
      fail(index, fmt::format("{} mask pixels of a defect, but the size is {} × {}",
                              defect.mask.size(), image.height, image.width));
    }
  }
}

// Pixels beyond the highest `saturation_area` ones of a defect add nothing at any threshold, so the
// saturated overlap is the plain one of these alone.
void add_defect(const AnnotatedImage& image, std::int64_t index, const AnnotatedDefect& defect,
                PixelSweep& sweep) {
  std::vector<float> scores;
  for (std::size_t i = 0; i < image.scores.size(); ++i) {
    if (defect.mask[i] != 0) {
      scores.push_back(image.scores[i]);
    }
  }
  const std::int64_t enough = defect.saturation_area;
  if (enough < 1 || enough > std::ssize(scores)) {
    fail(index, fmt::format("a defect of {} pixels has a saturation area of {}; it must be from 1 "
                            "to the defect's area",
                            scores.size(), enough));
  }
  std::nth_element(scores.begin(), scores.begin() + (enough - 1), scores.end(), std::greater<>());
  sweep.add_region(enough);
  sweep.add_defective(scores.data(), enough, sweep.regions() - 1);
}

void add_good(const AnnotatedImage& image, PixelSweep& sweep) {
  std::vector<std::uint8_t> defective(image.scores.size(), 0);
  for (const AnnotatedDefect& defect : image.defects) {
    std::transform(defect.mask.begin(), defect.mask.end(), defective.begin(), defective.begin(),
                   [](std::uint8_t own, std::uint8_t any) { return own != 0 ? 1 : any; });
  }
  std::vector<float> good;
  for (std::size_t i = 0; i < defective.size(); ++i) {
    if (defective[i] == 0) {
      good.push_back(image.scores[i]);
    }
  }
  sweep.add_good(good.data(), std::ssize(good));
}

}  // namespace

std::int64_t saturation_area(std::int64_t defect_area, double threshold, bool relative) {
  const double pixels = relative ? threshold * static_cast<double>(defect_area) : threshold;
  return std::clamp<std::int64_t>(static_cast<std::int64_t>(pixels), 1, defect_area);
}

SaturatedPro saturated_pro(const AnnotatedSource& source) {
  PixelSweep structural;
  PixelSweep logical;
  for (std::int64_t index = 0; index < source.size(); ++index) {
    const AnnotatedImage image = source.read(index);
    check(image, index);
    for (PixelSweep* sweep : {&structural, &logical}) {
      const AnomalyKind own =
          sweep == &structural ? AnomalyKind::kStructural : AnomalyKind::kLogical;
      if (image.kind == AnomalyKind::kGood || image.kind == own) {
        add_good(image, *sweep);
        for (const AnnotatedDefect& defect : image.defects) {
          add_defect(image, index, defect, *sweep);
        }
      }
    }
  }
  SaturatedPro result;
  result.structural = structural.areas(kSaturatedProLimits).aupro;
  result.logical = logical.areas(kSaturatedProLimits).aupro;
  for (std::size_t i = 0; i < kSaturatedProLimits.size(); ++i) {
    result.mean.push_back((result.structural[i] + result.logical[i]) / 2.0);
  }
  return result;
}

}  // namespace goodparts
