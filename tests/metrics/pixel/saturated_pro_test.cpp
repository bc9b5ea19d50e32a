#include "metrics/pixel/saturated_pro.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "kernels/base/error.h"
#include "kernels/components/components.h"
#include "kernels/pro/pro_line.h"
#include "tests/metrics/pixel/pixel_maps.h"

namespace goodparts {
namespace {

using ::testing::HasSubstr;

class Annotated : public AnnotatedSource {
 public:
  explicit Annotated(std::vector<AnnotatedImage> images) : images_(std::move(images)) {}
  std::int64_t size() const override { return std::ssize(images_); }
  AnnotatedImage read(std::int64_t index) const override {
    return images_.at(static_cast<std::size_t>(index));
  }

 private:
  std::vector<AnnotatedImage> images_;
};

// Every region of a mask a defect, saturated at a third of its area; odd images logical.
Annotated annotated(const testing::Maps& maps) {
  std::vector<AnnotatedImage> images;
  for (std::size_t k = 0; k < maps.images().size(); ++k) {
    const PixelImage& image = maps.images()[k];
    AnnotatedImage one{image.height, image.width, image.scores, AnomalyKind::kGood, {}};
    const Components found = connected_components({}, image.mask, image.height, image.width);
    for (std::size_t r = 0; r < found.areas.size(); ++r) {
      AnnotatedDefect defect{{}, saturation_area(found.areas[r], 1.0 / 3.0, true)};
      for (const std::int32_t label : found.labels) {
        defect.mask.push_back(label == static_cast<std::int32_t>(r) ? 255 : 0);
      }
      one.defects.push_back(std::move(defect));
      one.kind = k % 2 == 0 ? AnomalyKind::kStructural : AnomalyKind::kLogical;
    }
    images.push_back(std::move(one));
  }
  return Annotated(std::move(images));
}

// Expected values: tests/data/metrics/golden_pixels.py (NumPy 1.24, SciPy 1.10), one threshold at a
// time.
TEST(SaturatedPro, AgreesWithNumPy) {
  const SaturatedPro result = saturated_pro(annotated(testing::formula_maps()));
  const std::vector<double> structural = {0.8441176470588235, 0.8740296803652967,
                                          0.8910474826155729, 0.9546260855940549,
                                          0.9863878256782165};
  const std::vector<double> logical = {0.8849693627450981, 0.9065289645888448, 0.9437279291534414,
                                       0.9812426430511472, 0.9943727929153442};
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_NEAR(result.structural[i], structural[i], 1e-12) << i;
    EXPECT_NEAR(result.logical[i], logical[i], 1e-12) << i;
    EXPECT_NEAR(result.mean[i], (structural[i] + logical[i]) / 2.0, 1e-12) << i;
  }
}

// From the definition, one threshold at a time: overlapping defects, any saturation areas.
TEST(SaturatedPro, AgreesWithTheDefinitionWhereDefectsOverlap) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Rng rng(seed, "saturated");
    AnnotatedImage image{6, 7, {}, AnomalyKind::kLogical, {}};
    for (int p = 0; p < 42; ++p) {
      image.scores.push_back(static_cast<float>(rng.below(seed % 2 == 0 ? 8 : 1000)));
    }
    std::vector<bool> defective(42, false);
    for (int d = 0; d < 3; ++d) {
      AnnotatedDefect defect{std::vector<std::uint8_t>(42, 0), 0};
      std::int64_t area = 0;
      for (std::size_t p = 0; p < 42; ++p) {
        if (p == static_cast<std::size_t>(d) || rng.chance(0.25)) {
          defect.mask[p] = 1;
          defective[p] = true;
          ++area;
        }
      }
      defect.saturation_area = 1 + rng.below(area);
      image.defects.push_back(std::move(defect));
    }
    const std::set<float, std::greater<>> thresholds(image.scores.begin(), image.scores.end());
    ProLine line(kSaturatedProLimits, 0.0);
    for (const float threshold : thresholds) {
      double fp = 0.0;
      double good = 0.0;
      double overlap = 0.0;
      for (std::size_t p = 0; p < 42; ++p) {
        good += defective[p] ? 0.0 : 1.0;
        fp += !defective[p] && image.scores[p] >= threshold ? 1.0 : 0.0;
      }
      for (const AnnotatedDefect& defect : image.defects) {
        double tp = 0.0;
        for (std::size_t p = 0; p < 42; ++p) {
          tp += defect.mask[p] != 0 && image.scores[p] >= threshold ? 1.0 : 0.0;
        }
        overlap += std::min(tp / static_cast<double>(defect.saturation_area), 1.0) / 3.0;
      }
      line.extend(fp / good, overlap, threshold);
    }
    const SaturatedPro result = saturated_pro(Annotated({image}));
    const std::vector<double> expected = line.means();
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_NEAR(result.logical[i], expected[i], 1e-12) << seed << " " << i;
      EXPECT_TRUE(std::isnan(result.structural[i]));
      EXPECT_TRUE(std::isnan(result.mean[i]));
    }
  }
}

TEST(SaturatedPro, SaturationAreas) {
  EXPECT_EQ(saturation_area(100, 0.25, true), 25);
  EXPECT_EQ(saturation_area(10, 0.01, true), 1);
  EXPECT_EQ(saturation_area(10, 1.0, true), 10);
  EXPECT_EQ(saturation_area(9000, 6300, false), 6300);
  EXPECT_EQ(saturation_area(100, 6300, false), 100);
}

void expect_rejected(const AnnotatedImage& image, const std::string& part) {
  try {
    saturated_pro(Annotated({image}));
    FAIL() << part;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kData);
    EXPECT_THAT(error.what(), HasSubstr(part));
    EXPECT_THAT(error.what(), HasSubstr("image 0 of the annotated maps"));
  }
}

TEST(SaturatedPro, RejectsWhatDoesNotFit) {
  const AnnotatedImage fine{1, 3, {1, 2, 3}, AnomalyKind::kStructural, {{{1, 1, 0}, 2}}};
  EXPECT_EQ(saturated_pro(Annotated({fine})).structural[0], 0.0);
  AnnotatedImage broken = fine;
  broken.scores[1] = std::numeric_limits<float>::quiet_NaN();
  expect_rejected(broken, "row 0, column 1");
  broken = fine;
  broken.width = 4;
  expect_rejected(broken, "3 scores");
  broken = fine;
  broken.defects[0].mask.pop_back();
  expect_rejected(broken, "2 mask pixels");
  broken = fine;
  broken.defects[0].saturation_area = 3;
  expect_rejected(broken, "saturation area of 3");
  broken = fine;
  broken.defects[0] = {{0, 0, 0}, 1};
  expect_rejected(broken, "a defect of 0 pixels");
  broken = fine;
  broken.kind = AnomalyKind::kGood;
  expect_rejected(broken, "good but has annotated defects");
  broken = fine;
  broken.defects.clear();
  expect_rejected(broken, "no annotated defect");
}

}  // namespace
}  // namespace goodparts
