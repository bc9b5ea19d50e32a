// Expected values: tests/data/metrics/golden_pixels.py (NumPy 1.24, SciPy 1.10), one threshold at a
// time from the definitions.
#include "metrics/pixel/aupro_conventions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "metrics/pixel/pixels.h"
#include "tests/metrics/pixel/pixel_maps.h"

namespace goodparts {
namespace {

using testing::fine_maps;
using testing::formula_maps;
using testing::mapped;
using testing::Maps;
using testing::random_maps;

const AuproConvention& find(const std::vector<AuproConvention>& all, const std::string& name,
                            double limit) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const AuproConvention& one) {
    return one.name == name && one.limit == limit;
  });
  if (found == all.end()) {
    throw std::out_of_range(name);
  }
  return *found;
}

struct Expected {
  double limit;
  double mvtec_ad;
  double mvtec_3d;
  double anomalib_le_2_2;  // 0: undefined
  double linear_200;       // 0: undefined
};

void expect_values(const Maps& maps, const std::vector<Expected>& expected) {
  const std::vector<AuproConvention> all = aupro_conventions(maps);
  for (const Expected& at : expected) {
    EXPECT_NEAR(find(all, "mvtec_ad", at.limit).value, at.mvtec_ad, 1e-12) << at.limit;
    EXPECT_NEAR(find(all, "mvtec_3d", at.limit).value, at.mvtec_3d, 1e-12) << at.limit;
    const double anomalib = find(all, "anomalib_le_2_2", at.limit).value;
    const double linear = find(all, "linear_200", at.limit).value;
    if (at.anomalib_le_2_2 == 0.0) {
      EXPECT_TRUE(std::isnan(anomalib));
    } else {
      EXPECT_NEAR(anomalib, at.anomalib_le_2_2, 1e-12) << at.limit;
    }
    if (at.linear_200 == 0.0) {
      EXPECT_TRUE(std::isnan(linear));
    } else {
      EXPECT_NEAR(linear, at.linear_200, 1e-12) << at.limit;
    }
  }
  EXPECT_EQ(find(all, "mvtec_ad2", 0.05).value, find(all, "mvtec_ad", 0.05).value);
}

TEST(AuproConventions, AgreeWithNumPyWhereScoresTie) {
  expect_values(
      formula_maps(),
      {{0.30, 0.48903672307260054, 0.48461365227232206, 0.502030452429602, 0.48543314337479104},
       {0.10, 0.38406921451099924, 0.3809444068602805, 0.4217814371244824, 0.3791091794959847},
       {0.05, 0.35929333274389863, 0.3566030529020725, 0.45993875426553293, 0.35391173348286725},
       {0.01, 0.3403992342046306, 0.3403992342046306, 0.0, 0.0}});
}

TEST(AuproConventions, AgreeWithNumPyWhereFewScoresTie) {
  expect_values(
      fine_maps(),
      {{0.30, 0.7778017840631588, 0.7780705880112528, 0.7778636370877363, 0.774769103455931},
       {0.10, 0.6787349676785642, 0.6792521794242828, 0.6787889426262922, 0.6780351474757448},
       {0.05, 0.6529768977146445, 0.6534491494906721, 0.6532885811980406, 0.6486817146292287},
       {0.01, 0.6369235000828664, 0.63758982708468, 0.6382430228718826, 0.6358876544391401}});
}

// The plain ways again, on random maps of few pixels and many ties.
struct Plain {
  explicit Plain(const Maps& maps) {
    for (const PixelImage& image : maps.images()) {
      const ComponentRuns found = component_runs(image.mask.data(), image.height, image.width);
      const std::size_t first = regions.size();
      regions.resize(first + found.areas.size());
      for (const ComponentRun& run : found.runs) {
        for (std::int64_t i = run.begin; i < run.begin + run.length; ++i) {
          regions[first + static_cast<std::size_t>(run.region)].push_back(
              image.scores[static_cast<std::size_t>(i)]);
        }
      }
      for (std::size_t i = 0; i < image.mask.size(); ++i) {
        (image.mask[i] != 0 ? bad : good).push_back(image.scores[i]);
      }
    }
    std::sort(good.begin(), good.end());
  }
  static double above(const std::vector<double>& scores, double threshold) {
    return static_cast<double>(std::count_if(scores.begin(), scores.end(),
                                             [&](double score) { return score > threshold; })) /
           static_cast<double>(scores.size());
  }
  double pro(double threshold) const {
    double sum = 0.0;
    for (const auto& region : regions) {
      sum += above(region, threshold);
    }
    return sum / static_cast<double>(regions.size());
  }
  double ranked(double limit) const {
    std::vector<std::pair<double, double>> line = {{1.0, 1.0}};
    for (int i = 0; i < 100; ++i) {
      const auto n = static_cast<double>(good.size());
      const double rank = i == 99 ? n - 1.0 : std::floor(i * ((n - 1.0) / 99.0));
      line.emplace_back(1.0 - (rank + 1.0) / n, pro(good[static_cast<std::size_t>(rank)]));
    }
    std::reverse(line.begin(), line.end());
    LimitedArea area(limit);
    for (std::size_t i = 1; i < line.size(); ++i) {
      area.add(line[i - 1].first, line[i - 1].second, line[i].first, line[i].second);
    }
    return area.mean();
  }
  double last_rate(double limit) const {
    double last = 0.0;
    for (const double score : good) {
      const double rate = above(good, std::nextafter(score, -1e9));
      last = rate <= limit ? std::max(last, rate) : last;
    }
    return last;
  }
  std::vector<double> good;
  std::vector<double> bad;
  std::vector<std::vector<double>> regions;
};

TEST(AuproConventions, AgreeWithThePlainWaysOnRandomMaps) {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    for (const std::int64_t levels : {0, 1, 4}) {
      const Maps maps = random_maps(seed, levels);
      const Plain plain(maps);
      const std::vector<AuproConvention> all = aupro_conventions(maps);
      for (const double limit : kAuproLimits) {
        EXPECT_NEAR(find(all, "mvtec_3d", limit).value, plain.ranked(limit), 1e-12);
        const double last = plain.last_rate(limit);
        const double value = find(all, "anomalib_le_2_2", limit).value;
        if (last == 0.0) {
          EXPECT_TRUE(std::isnan(value));
        } else {
          EXPECT_NEAR(value, find(all, "mvtec_ad", limit).value * limit / last, 1e-12);
        }
      }
    }
  }
}

// Ten good pixels; a perfect map whose third highest good pixel ties with the fourth: FPR jumps
// from 0.2 to 0.4, so the last one below 0.30 is 0.2. By hand: 1 · 0.3 / 0.2.
TEST(AuproConventions, AnomalibUpTo22OvershootsOne) {
  PixelImage image{1, 12, {19, 15, 8, 7, 5, 5, 1, 1, 1, 1, 1, 1}, {1, 1}};
  image.mask.resize(12, 0);
  const std::vector<AuproConvention> all = aupro_conventions(Maps({image}));
  EXPECT_NEAR(find(all, "mvtec_ad", 0.30).value, 1.0, 1e-12);
  EXPECT_NEAR(find(all, "anomalib_le_2_2", 0.30).value, 1.5, 1e-12);
  EXPECT_FALSE(find(all, "anomalib_le_2_2", 0.30).exact);
}

// A rate that ends at L counts as below it: 3 of 10.
TEST(AuproConventions, RateAtTheLimitIsNotBeyondIt) {
  PixelImage image{1, 12, {19, 15, 8, 7, 5, 4, 3, 2, 1, 0, -1, -2}, {1, 1}};
  image.mask.resize(12, 0);
  const std::vector<AuproConvention> all = aupro_conventions(Maps({image}));
  EXPECT_NEAR(find(all, "anomalib_le_2_2", 0.30).value, 1.0, 1e-12);
  EXPECT_NEAR(find(all, "anomalib_le_2_2", 0.10).value, 1.0, 1e-12);
}

TEST(AuproConventions, MonotoneMapsChangeTheLinearOneOnly) {
  const std::vector<AuproConvention> plain = aupro_conventions(fine_maps());
  const std::vector<AuproConvention> bent =
      aupro_conventions(mapped(fine_maps(), [](float x) { return std::exp(4.0F * x); }));
  ASSERT_EQ(bent.size(), plain.size());
  for (std::size_t i = 0; i < plain.size(); ++i) {
    if (plain[i].name == "linear_200") {
      EXPECT_GT(std::abs(bent[i].value - plain[i].value), 0.001) << plain[i].limit;
    } else if (plain[i].name != "anomalib") {
      EXPECT_EQ(bent[i].value, plain[i].value) << plain[i].name;
    }
  }
}

TEST(AuproConventions, AllEqualScores) {
  const std::vector<AuproConvention> all =
      aupro_conventions(mapped(formula_maps(), [](float) { return 0.25F; }));
  EXPECT_NEAR(find(all, "mvtec_ad", 0.30).value, 0.15, 1e-12);  // the diagonal
  // Nothing scores more than any good pixel: PRO 0 up to the point (1, 1) but for the first rank.
  EXPECT_NEAR(find(all, "mvtec_3d", 0.30).value, 0.0, 1e-12);
  EXPECT_TRUE(std::isnan(find(all, "anomalib_le_2_2", 0.30).value));
  EXPECT_TRUE(std::isnan(find(all, "linear_200", 0.30).value));
}

TEST(AuproConventions, UndefinedWithoutRegionsOrGoodPixelsOrImages) {
  const PixelImage good{1, 3, {1, 2, 3}, {0, 0, 0}};
  const PixelImage bad{1, 3, {1, 2, 3}, {1, 1, 1}};
  for (const Maps& maps : {Maps({good}), Maps({bad}), Maps({})}) {
    for (const AuproConvention& one : aupro_conventions(maps, ModelSize{1, 3})) {
      EXPECT_TRUE(std::isnan(one.value)) << one.name;
    }
  }
}

TEST(AuproConventions, AnomalibIsTheExactOneAtTheModelsResolution) {
  const std::vector<AuproConvention> none = aupro_conventions(fine_maps());
  EXPECT_TRUE(std::isnan(find(none, "anomalib", 0.30).value));
  Maps small = fine_maps();
  for (PixelImage& image : small.images()) {
    image = at_size(image, {30, 35});
    EXPECT_EQ(image.scores.size(), 30 * 35);
    EXPECT_EQ(image.mask.size(), 30 * 35);
  }
  const std::vector<AuproConvention> all = aupro_conventions(fine_maps(), ModelSize{30, 35}, 2);
  for (const double limit : kAuproLimits) {
    EXPECT_EQ(find(all, "anomalib", limit).value,
              find(aupro_conventions(small), "mvtec_ad", limit).value);
    EXPECT_EQ(find(all, "mvtec_ad", limit).value, find(none, "mvtec_ad", limit).value);
  }
  // By hand: 2 × 4 to 1 × 2 averages scores half a pixel in and takes every second mask pixel.
  const PixelImage half =
      at_size({2, 4, {0, 2, 4, 6, 2, 4, 6, 8}, {1, 0, 0, 1, 1, 1, 0, 0}}, {1, 2});
  EXPECT_THAT(half.scores, ::testing::ElementsAre(2.0F, 6.0F));
  EXPECT_THAT(half.mask, ::testing::ElementsAre(1, 0));
}

TEST(AuproConventions, ComeWithTheOtherMetricsOfOneReading) {
  PixelOptions options;
  options.conventions = true;
  options.model_size = ModelSize{20, 20};
  const PixelMetrics metrics = pixel_metrics(formula_maps(), options);
  const std::vector<AuproConvention> alone = aupro_conventions(formula_maps(), ModelSize{20, 20});
  ASSERT_EQ(metrics.conventions.size(), alone.size());
  for (std::size_t i = 0; i < alone.size(); ++i) {
    EXPECT_EQ(metrics.conventions[i].name, alone[i].name);
    EXPECT_THAT(metrics.conventions[i].value, ::testing::NanSensitiveDoubleEq(alone[i].value));
    EXPECT_FALSE(alone[i].definition.empty());
    EXPECT_FALSE(alone[i].source.empty());
  }
  EXPECT_EQ(metrics.aupro_wide, find(alone, "mvtec_ad", 0.30).value);
}

}  // namespace
}  // namespace goodparts
