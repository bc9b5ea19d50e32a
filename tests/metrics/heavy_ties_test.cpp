// Recorded vectors with few distinct scores against scikit-learn 1.2: roc_auc_score,
// average_precision_score and the largest f1_score of any threshold
// (tests/data/metrics/make_heavy_ties.py). As samples, and as the pixels of one map.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "metrics/pixel/pixels.h"
#include "metrics/ranking.h"

namespace goodparts {
namespace {

struct Vector {
  std::vector<double> scores;
  std::vector<std::int8_t> labels;
};

std::map<std::string, Vector> recorded() {
  std::ifstream file(GOODPARTS_SOURCE_DIR "/tests/data/metrics/heavy_ties.csv");
  std::map<std::string, Vector> vectors;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    std::string name;
    std::string label;
    std::string score;
    std::getline(fields, name, ',');
    std::getline(fields, label, ',');
    std::getline(fields, score, ',');
    vectors[name].labels.push_back(static_cast<std::int8_t>(std::stoi(label)));
    vectors[name].scores.push_back(std::stod(score));
  }
  return vectors;
}

class OneMap : public PixelSource {
 public:
  explicit OneMap(const Vector& vector) {
    image_ = {1, std::ssize(vector.scores), {}, {}};
    for (std::size_t i = 0; i < vector.scores.size(); ++i) {
      image_.scores.push_back(static_cast<float>(vector.scores[i]));
      image_.mask.push_back(static_cast<std::uint8_t>(vector.labels[i]));
    }
  }
  std::int64_t size() const override { return 1; }
  PixelImage read(std::int64_t) const override { return image_; }

 private:
  PixelImage image_;
};

struct Expected {
  const char* name;
  double auroc;
  double average_precision;
  double f1;
};

class HeavyTies : public ::testing::TestWithParam<Expected> {};

TEST_P(HeavyTies, AgreeWithScikitLearn) {
  const auto vectors = recorded();
  ASSERT_TRUE(vectors.contains(GetParam().name));
  const Vector& vector = vectors.at(GetParam().name);
  const Ranking ranking = rank_samples(vector.scores, vector.labels);
  EXPECT_NEAR(auroc(ranking), GetParam().auroc, 1e-12);
  EXPECT_NEAR(average_precision(ranking), GetParam().average_precision, 1e-12);
  EXPECT_NEAR(best_f1(ranking).value, GetParam().f1, 1e-12);
  const PixelMetrics pixels = pixel_metrics(OneMap(vector), 100);
  EXPECT_NEAR(pixels.auroc, GetParam().auroc, 1e-12);
  EXPECT_NEAR(pixels.average_precision, GetParam().average_precision, 1e-12);
  EXPECT_NEAR(pixels.oracle_f1.f1(), GetParam().f1, 1e-12);
}

INSTANTIATE_TEST_SUITE_P(
    Recorded, HeavyTies,
    ::testing::Values(
        Expected{"three_levels", 0.7777275239961807, 0.5675247975247975, 0.6197183098591549},
        Expected{"clamped", 0.7231562051195404, 0.4881779003818741, 0.6393442622950819},
        Expected{"one_decimal", 0.7952435282083563, 0.7682467397545321, 0.7181467181467182},
        Expected{"all_but_one", 0.525, 0.43, 0.5714285714285715}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace goodparts
