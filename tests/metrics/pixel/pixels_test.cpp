#include "metrics/pixel/pixels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <set>

#include "kernels/base/error.h"
#include "kernels/components/components.h"
#include "tests/metrics/pixel/pixel_maps.h"

namespace goodparts {
namespace {

using ::testing::HasSubstr;

using testing::formula_maps;
using testing::Maps;
using testing::random_maps;

struct Reference {
  double auroc = 0.0;
  double average_precision = 0.0;
  double aupro_wide = 0.0;
  double aupro_narrow = 0.0;
};

struct Point {
  double x = 0.0;
  double y = 0.0;
};

double area_up_to(const std::vector<Point>& line, double limit) {
  double area = 0.0;
  for (std::size_t i = 1; i < line.size() && line[i - 1].x < limit; ++i) {
    const double x = std::min(line[i].x, limit);
    const double width = line[i].x - line[i - 1].x;
    const double rise = line[i].y - line[i - 1].y;
    const double y = width == 0.0 ? line[i].y : line[i - 1].y + rise * (x - line[i - 1].x) / width;
    area += (x - line[i - 1].x) * (y + line[i - 1].y) / 2.0;
  }
  return area / limit;
}

double share_from(const std::vector<float>& scores, float threshold) {
  const auto count =
      std::count_if(scores.begin(), scores.end(), [&](float score) { return score >= threshold; });
  return static_cast<double>(count) / static_cast<double>(scores.size());
}

// From the definitions, one threshold at a time.
Reference slow_metrics(Maps& maps) {
  std::vector<float> good;
  std::vector<float> bad;
  std::vector<std::vector<float>> regions;
  std::set<float, std::greater<>> thresholds;
  for (const PixelImage& image : maps.images()) {
    const Components components = connected_components({}, image.mask, image.height, image.width);
    const std::size_t first = regions.size();
    regions.resize(first + components.areas.size());
    for (std::size_t i = 0; i < image.scores.size(); ++i) {
      (image.mask[i] != 0 ? bad : good).push_back(image.scores[i]);
      thresholds.insert(image.scores[i]);
      if (components.labels[i] >= 0) {
        regions[first + static_cast<std::size_t>(components.labels[i])].push_back(image.scores[i]);
      }
    }
  }
  Reference result;
  std::vector<Point> roc = {{0.0, 0.0}};
  std::vector<Point> pro = {{0.0, 0.0}};
  for (const float threshold : thresholds) {
    const double x = share_from(good, threshold);
    const double recall = share_from(bad, threshold);
    const double hits = recall * static_cast<double>(bad.size());
    const double flagged = hits + x * static_cast<double>(good.size());
    result.average_precision += (recall - roc.back().y) * hits / flagged;
    double overlap = 0.0;
    for (const std::vector<float>& region : regions) {
      overlap += share_from(region, threshold);
    }
    roc.push_back({x, recall});
    pro.push_back({x, overlap / static_cast<double>(regions.size())});
  }
  result.auroc = area_up_to(roc, 1.0);
  result.aupro_wide = area_up_to(pro, 0.30);
  result.aupro_narrow = area_up_to(pro, 0.05);
  return result;
}

// numpy 1.24, scipy.ndimage.label with a 3 × 3 structure, one threshold at a time; scikit-learn 1.2
// roc_auc_score and average_precision_score over all pixels.
TEST(Pixels, AgreesWithNumpyScipyAndScikitLearn) {
  const PixelMetrics metrics = pixel_metrics(formula_maps(), 400);
  EXPECT_EQ(metrics.good_pixels, 4890 - 640);
  EXPECT_EQ(metrics.defective_pixels, 640);
  EXPECT_EQ(metrics.regions, 9);
  EXPECT_NEAR(metrics.auroc, 0.7682983455882353, 1e-12);
  EXPECT_NEAR(metrics.average_precision, 0.5025929293228861, 1e-12);
  EXPECT_NEAR(metrics.aupro_wide, 0.48903672307260054, 1e-12);
  EXPECT_NEAR(metrics.aupro_narrow, 0.35929333274389863, 1e-12);
  ASSERT_FALSE(metrics.pro.empty());
  EXPECT_EQ(metrics.pro.front().x + metrics.pro.front().y, 0.0);
  EXPECT_EQ(metrics.pro.back().x, 0.30);
  EXPECT_NEAR(metrics.pro.back().y, 0.6291380838173639, 1e-12);
}

TEST(Pixels, AgreesWithTheDefinitionsOnRandomMaps) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    for (const std::int64_t levels : {0, 1, 3}) {
      Maps maps = random_maps(seed, levels);
      const Reference expected = slow_metrics(maps);
      const PixelMetrics metrics = pixel_metrics(maps, 400);
      EXPECT_NEAR(metrics.auroc, expected.auroc, 1e-12);
      EXPECT_NEAR(metrics.average_precision, expected.average_precision, 1e-12);
      EXPECT_NEAR(metrics.aupro_wide, expected.aupro_wide, 1e-12);
      EXPECT_NEAR(metrics.aupro_narrow, expected.aupro_narrow, 1e-12);
    }
  }
}

TEST(Pixels, MonotoneMapsChangeNothing) {
  const PixelMetrics plain = pixel_metrics(formula_maps(), 400);
  const std::vector<std::function<float(float)>> maps = {
      [](float x) { return 1024.0F * x - 7.0F; }, [](float x) { return std::exp(x); },
      [](float x) { return x * x * x; }, [](float x) { return -1.0F / (x + 3.0F); }};
  for (const auto& monotone : maps) {
    Maps mapped = formula_maps();
    for (PixelImage& image : mapped.images()) {
      std::transform(image.scores.begin(), image.scores.end(), image.scores.begin(), monotone);
    }
    const PixelMetrics metrics = pixel_metrics(mapped, 400);
    EXPECT_EQ(metrics.auroc, plain.auroc);
    EXPECT_EQ(metrics.average_precision, plain.average_precision);
    EXPECT_EQ(metrics.aupro_wide, plain.aupro_wide);
    EXPECT_EQ(metrics.aupro_narrow, plain.aupro_narrow);
    ASSERT_EQ(metrics.pro.size(), plain.pro.size());
    for (std::size_t i = 0; i < plain.pro.size(); ++i) {
      EXPECT_EQ(metrics.pro[i].x, plain.pro[i].x);
      EXPECT_EQ(metrics.pro[i].y, plain.pro[i].y);
    }
  }
}

// The area under the diagonal up to L, divided by L, is L / 2.
TEST(Pixels, ConstantMapIsTheDiagonal) {
  Maps maps = formula_maps();
  for (PixelImage& image : maps.images()) {
    std::fill(image.scores.begin(), image.scores.end(), 0.25F);
  }
  const PixelMetrics metrics = pixel_metrics(maps, 400);
  EXPECT_EQ(metrics.auroc, 0.5);
  EXPECT_DOUBLE_EQ(metrics.average_precision, 640.0 / 4890.0);
  EXPECT_NEAR(metrics.aupro_wide, 0.15, 1e-12);
  EXPECT_NEAR(metrics.aupro_narrow, 0.025, 1e-12);
}

TEST(Pixels, PerfectAndInverseMaps) {
  const PixelImage perfect{2, 3, {9, 9, 0, 1, 2, 3}, {1, 1, 0, 0, 0, 0}};
  const PixelMetrics best = pixel_metrics(Maps({perfect}), 400);
  EXPECT_EQ(best.auroc, 1.0);
  EXPECT_EQ(best.average_precision, 1.0);
  EXPECT_DOUBLE_EQ(best.aupro_wide, 1.0);
  EXPECT_DOUBLE_EQ(best.aupro_narrow, 1.0);
  const PixelImage inverse{2, 3, {0, 0, 1, 2, 3, 4}, {1, 1, 0, 0, 0, 0}};
  const PixelMetrics worst = pixel_metrics(Maps({inverse}), 400);
  EXPECT_EQ(worst.auroc, 0.0);
  EXPECT_EQ(worst.aupro_wide, 0.0);
}

// Regions weigh the same whatever their size: one of 1 pixel found, one of 3 missed. By hand: PRO
// is 1/2 throughout.
TEST(Pixels, RegionsWeighTheSame) {
  const PixelImage image{
      2, 6, {9, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 1}, {1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0}};
  const PixelMetrics metrics = pixel_metrics(Maps({image}), 400);
  EXPECT_EQ(metrics.regions, 2);
  EXPECT_DOUBLE_EQ(metrics.aupro_wide, 0.5);
}

// Ten good pixels, the third of which ties with half of the region exactly at the limit of 0.30: by
// hand, PRO is 1/2 up to 0.2 and rises to 1 at 0.3, so the area is 0.2 · 0.5 + 0.1 · 0.75.
TEST(Pixels, TieThatEndsAtTheLimit) {
  const PixelImage image{1, 12, {9, 5, 8, 7, 5, 1, 1, 1, 1, 1, 1, 1}, {1, 1}};
  PixelImage padded = image;
  padded.mask.resize(12, 0);
  EXPECT_NEAR(pixel_metrics(Maps({padded}), 400).aupro_wide, (0.1 + 0.075) / 0.3, 1e-12);
}

// The same with good pixels 5 and 5: the tie runs from 0.2 to 0.4 and is cut in its middle, where
// PRO is 3/4.
TEST(Pixels, TieAcrossTheLimitIsInterpolated) {
  PixelImage image{1, 12, {9, 5, 8, 7, 5, 5, 1, 1, 1, 1, 1, 1}, {1, 1}};
  image.mask.resize(12, 0);
  const PixelMetrics metrics = pixel_metrics(Maps({image}), 400);
  EXPECT_NEAR(metrics.aupro_wide, (0.1 + 0.1 * 0.625) / 0.3, 1e-12);
  EXPECT_EQ(metrics.pro.back().x, 0.30);
  EXPECT_NEAR(metrics.pro.back().y, 0.75, 1e-12);
}

TEST(Pixels, NegativeZeroTiesWithZero) {
  const PixelImage image{1, 2, {-0.0F, 0.0F}, {1, 0}};
  EXPECT_EQ(pixel_metrics(Maps({image}), 400).auroc, 0.5);
}

TEST(Pixels, ThresholdsOfTheCurveFlagWhatTheySay) {
  Maps maps = formula_maps();
  const PixelMetrics metrics = pixel_metrics(maps, 400);
  for (std::size_t i = 0; i + 1 < metrics.pro.size(); ++i) {  // the last one is interpolated
    std::int64_t flagged = 0;
    for (const PixelImage& image : maps.images()) {
      for (std::size_t p = 0; p < image.scores.size(); ++p) {
        flagged += image.mask[p] == 0 && image.scores[p] > metrics.pro[i].threshold ? 1 : 0;
      }
    }
    EXPECT_DOUBLE_EQ(metrics.pro[i].x, static_cast<double>(flagged) / 4250.0) << i;
  }
}

TEST(Pixels, CurveIsThinnedToTheGivenNumberOfPoints) {
  const PixelMetrics metrics = pixel_metrics(random_maps(1, 0), 10);
  EXPECT_EQ(metrics.pro.size(), 10);
  EXPECT_EQ(metrics.pro.back().x, 0.30);
}

TEST(Pixels, UndefinedWithoutDefectsOrWithoutGoodPixels) {
  for (const std::uint8_t value : {0, 1}) {
    const PixelImage image{1, 3, {1, 2, 3}, {value, value, value}};
    const PixelMetrics metrics = pixel_metrics(Maps({image}), 400);
    EXPECT_TRUE(std::isnan(metrics.auroc));
    EXPECT_TRUE(std::isnan(metrics.average_precision));
    EXPECT_TRUE(std::isnan(metrics.aupro_wide));
    EXPECT_TRUE(std::isnan(metrics.aupro_narrow));
    EXPECT_TRUE(metrics.pro.empty());
    EXPECT_EQ(metrics.regions, value);
  }
  EXPECT_TRUE(std::isnan(pixel_metrics(Maps({}), 400).auroc));
}

// numpy 1.24: tests/data/metrics/golden_pixels.py.
TEST(Pixels, CountsAtThresholdsAndTheBestF1AgreeWithNumPy) {
  PixelOptions options;
  options.thresholds = {0.75, 6.243419527934167, -1e300, 1e300};
  const PixelMetrics metrics = pixel_metrics(formula_maps(), options);
  ASSERT_EQ(metrics.at_thresholds.size(), 4);
  const PixelConfusion& at = metrics.at_thresholds[0];
  EXPECT_EQ(at.threshold, 0.75);
  EXPECT_EQ(at.tp, 551);
  EXPECT_EQ(at.fp, 2292);
  EXPECT_EQ(at.fn, 640 - 551);
  EXPECT_EQ(at.tn, 4250 - 2292);
  EXPECT_NEAR(at.f1(), 0.3163939132931381, 1e-15);
  EXPECT_EQ(metrics.at_thresholds[1].f1(), 0.0);
  EXPECT_EQ(metrics.at_thresholds[2].tp + metrics.at_thresholds[2].fp, 4890);
  EXPECT_EQ(metrics.at_thresholds[3].tp + metrics.at_thresholds[3].fp, 0);
  EXPECT_EQ(metrics.oracle_f1.tp, 199);
  EXPECT_EQ(metrics.oracle_f1.fp, 0);
  EXPECT_NEAR(metrics.oracle_f1.f1(), 0.47437425506555425, 1e-15);
  EXPECT_FLOAT_EQ(static_cast<float>(metrics.oracle_f1.threshold), 4.0625F);
  EXPECT_LT(metrics.oracle_f1.threshold, 4.0625);
}

TEST(Pixels, CountsAtThresholdsAgreeWithCounting) {
  for (const std::int64_t levels : {0, 2}) {
    const Maps maps = random_maps(7, levels);
    PixelOptions options;
    options.thresholds = {0.0, -0.5, 0.1, 2.0, -0.0, 0.3};
    options.thresholds.push_back(maps.images()[1].scores[3]);
    options.thresholds.push_back(std::nextafter(options.thresholds.back(), -1e9));
    options.thresholds.push_back(std::nextafter(options.thresholds[6], 1e9));
    const PixelMetrics metrics = pixel_metrics(maps, options);
    for (const PixelConfusion& at : metrics.at_thresholds) {
      std::int64_t tp = 0;
      std::int64_t fp = 0;
      for (const PixelImage& image : maps.images()) {
        for (std::size_t p = 0; p < image.scores.size(); ++p) {
          if (static_cast<double>(image.scores[p]) > at.threshold) {
            ++(image.mask[p] != 0 ? tp : fp);
          }
        }
      }
      EXPECT_EQ(at.tp, tp) << at.threshold;
      EXPECT_EQ(at.fp, fp) << at.threshold;
    }
  }
}

TEST(Pixels, CountsWithoutGoodOrWithoutDefectivePixels) {
  for (const std::uint8_t value : {0, 1}) {
    PixelOptions options;
    options.thresholds = {1.5};
    const PixelMetrics metrics =
        pixel_metrics(Maps({PixelImage{1, 3, {1, 2, 3}, {value, value, value}}}), options);
    EXPECT_EQ(metrics.at_thresholds[0].tp, 2 * value);
    EXPECT_EQ(metrics.at_thresholds[0].fp, 2 * (1 - value));
    EXPECT_EQ(std::isnan(metrics.at_thresholds[0].f1()), value == 0);
    EXPECT_TRUE(std::isnan(metrics.oracle_f1.threshold));
  }
}

TEST(Pixels, EveryImageIsReadOnceAndThreadsChangeNothing) {
  const Maps maps = formula_maps();
  PixelOptions options;
  options.thresholds = {1.0};
  options.conventions = true;
  options.aupimo = true;
  const PixelMetrics one = pixel_metrics(maps, options);
  EXPECT_EQ(maps.reads(), 6);
  options.threads = 3;
  const PixelMetrics three = pixel_metrics(maps, options);
  EXPECT_EQ(maps.reads(), 12);
  EXPECT_EQ(three.auroc, one.auroc);
  EXPECT_EQ(three.average_precision, one.average_precision);
  EXPECT_EQ(three.aupro_wide, one.aupro_wide);
  EXPECT_EQ(three.at_thresholds[0].tp, one.at_thresholds[0].tp);
  EXPECT_EQ(three.conventions.size(), one.conventions.size());
}

void expect_rejected(const std::vector<PixelImage>& images, const std::string& part) {
  try {
    pixel_metrics(Maps(images), 400);
    FAIL() << part;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kData);
    EXPECT_THAT(error.what(), HasSubstr(part));
  }
  EXPECT_THROW(pixel_metrics(Maps(images), 400, 2), Error);  // thrown by the thread that reads
}

TEST(Pixels, RejectsScoresThatAreNoNumbersAndNamesTheImage) {
  const PixelImage fine{1, 2, {0, 1}, {0, 1}};
  PixelImage broken{2, 2, {0, 1, 2, 3}, {0, 1, 0, 0}};
  broken.scores[2] = std::numeric_limits<float>::quiet_NaN();
  expect_rejected({fine, fine, broken},
                  "image 2 of the anomaly maps: the score at row 1, column 0");
  broken.scores[2] = std::numeric_limits<float>::infinity();
  expect_rejected({broken}, "image 0");
}

TEST(Pixels, RejectsSizesThatDisagree) {
  expect_rejected({PixelImage{2, 2, {0, 1, 2}, {0, 1, 0, 0}}}, "3 scores and 4 mask pixels");
  expect_rejected({PixelImage{2, 2, {0, 1, 2, 3}, {}}}, "the size is 2 × 2");
}

}  // namespace
}  // namespace goodparts
