#include "methods/isolation_forest/isolation_forest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "kernels/base/error.h"
#include "methods/backbones/pooled_features.h"
#include "tests/support/memory_archive.h"
#include "tests/support/memory_source.h"

namespace goodparts {
namespace {

constexpr double kRounding = 1e-12;  // of a sum over the trees

using ::testing::AllOf;
using ::testing::DoubleNear;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// TestRows in memory; ids are "row 0", "row 1", …
class TestRows : public SampleSource {
 public:
  TestRows(std::int64_t columns, std::vector<float> values)
      : shape_{{columns}}, values_(std::move(values)) {
    for (std::int64_t row = 0; row < size(); ++row) {
      info_.push_back({"row " + std::to_string(row), "", {}});
    }
  }
  std::int64_t size() const override {
    return static_cast<std::int64_t>(values_.size()) / shape_.elements();
  }
  const Shape& shape() const override { return shape_; }
  const SampleInfo& info(std::int64_t index) const override {
    return info_[static_cast<std::size_t>(index)];
  }
  void read(std::span<const std::int64_t> indices, std::span<float> out) const override {
    auto to = out.begin();
    for (const std::int64_t index : indices) {
      to = std::copy_n(values_.begin() + index * shape_.elements(), shape_.elements(), to);
    }
  }
  std::vector<std::string> feature_names() const override {
    std::vector<std::string> names = {"force", "speed", "torque"};
    names.resize(static_cast<std::size_t>(shape_.elements()));
    return names;
  }

 private:
  Shape shape_;
  std::vector<float> values_;
  std::vector<SampleInfo> info_;
};

TestRows normal_rows(std::int64_t rows, std::int64_t columns) {
  Rng rng(1, "test rows");
  std::vector<float> values;
  for (std::int64_t i = 0; i < rows * columns; ++i) {
    values.push_back(static_cast<float>(rng.normal()));
  }
  return {columns, std::move(values)};
}

std::vector<double> scores_of(const Detector& detector, const SampleSource& source,
                              const Context& context = {}) {
  std::vector<std::int64_t> all(static_cast<std::size_t>(source.size()));
  std::iota(all.begin(), all.end(), std::int64_t{0});
  std::vector<double> scores;
  for (const SampleScore& score : detector.score(context, source, all)) {
    scores.push_back(score.score);
  }
  return scores;
}

std::vector<double> fit_and_score(const IsolationForestConfig& config, const SampleSource& source,
                                  const Context& context = {}) {
  IsolationForest forest(config);
  forest.fit(context, source);
  return scores_of(forest, source, context);
}

template <class Action>
std::string message_of(ErrorKind kind, const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "did not throw";
  return "";
}

TEST(AveragePathLength, ExactIsTheRationalNumber) {  // by Python's fractions
  EXPECT_EQ(average_path_length(0, Harmonic::kExact), 0.0);
  EXPECT_EQ(average_path_length(1, Harmonic::kExact), 0.0);
  EXPECT_EQ(average_path_length(2, Harmonic::kExact), 1.0);
  EXPECT_DOUBLE_EQ(average_path_length(3, Harmonic::kExact), 5.0 / 3.0);
  EXPECT_DOUBLE_EQ(average_path_length(4, Harmonic::kExact), 13.0 / 6.0);
  EXPECT_DOUBLE_EQ(average_path_length(256, Harmonic::kExact), 10.248689925634562);
  EXPECT_DOUBLE_EQ(average_path_length(1000, Harmonic::kExact), 12.97094172110069);
}

TEST(AveragePathLength, SklearnIsItsApproximation) {  // _average_path_length of scikit-learn 1.2.1
  EXPECT_EQ(average_path_length(1, Harmonic::kSklearn), 0.0);
  EXPECT_EQ(average_path_length(2, Harmonic::kSklearn), 1.0);
  EXPECT_DOUBLE_EQ(average_path_length(3, Harmonic::kSklearn), 1.207392357589623);
  EXPECT_DOUBLE_EQ(average_path_length(10, Harmonic::kSklearn), 3.748880484475504);
  EXPECT_DOUBLE_EQ(average_path_length(256, Harmonic::kSklearn), 10.244770920119917);
}

TEST(IsolationForest, TwoRowsAreIsolatedByOneSplit) {
  // h = 1 and c(2) = 1, so that s = 2^−1
  EXPECT_THAT(fit_and_score({}, TestRows(1, {3.0F, 8.0F})), ElementsAre(0.5, 0.5));
}

TEST(IsolationForest, EqualRowsAreRefused) {
  EXPECT_THAT(message_of(ErrorKind::kData,
                         [] { fit_and_score({}, TestRows(2, std::vector<float>(2 * 300, 7.0F))); }),
              HasSubstr("the 300 good samples are all alike"));
}

TEST(IsolationForest, LeavesAtTheHeightLimitAreExtended) {
  IsolationForestConfig config;
  config.max_depth = 1;
  const TestRows rows(1, {0.0F, 0.0F, 0.0F, 10.0F});
  // every split separates 10 from the zeros: h(10) = 1, h(0) = 1 + c(3) = 8/3; c(4) = 13/6
  const std::vector<double> exact = fit_and_score(config, rows);
  EXPECT_NEAR(exact[3], std::exp2(-6.0 / 13.0), kRounding);
  EXPECT_NEAR(exact[0], std::exp2(-16.0 / 13.0), kRounding);
  config.harmonic = "sklearn";  // c(3) = 1.2074, c(4) = 1.8517
  EXPECT_NEAR(fit_and_score(config, rows)[0], std::exp2(-2.207392357589623 / 1.8516559071392846),
              kRounding);
}

TEST(IsolationForest, DepthsAreAveragedAndNotScores) {
  // Of the rows 0, 1, 3 the last is isolated first with probability 2/3 (a threshold in (1, 3)) and
  // second otherwise: E[h] = 4/3, c(3) = 5/3, s = 2^−0.8 = 0.5743. The mean of the scores of single
  // trees would be 0.5849. With 20000 trees the standard deviation of s is 0.0008.
  IsolationForestConfig config;
  config.trees = 20000;
  EXPECT_NEAR(fit_and_score(config, TestRows(1, {0.0F, 1.0F, 3.0F}))[2], std::exp2(-0.8), 0.004);
}

TEST(IsolationForest, FarRowsScoreHigher) {
  IsolationForest forest({});
  const Context context;
  forest.fit(context, normal_rows(1000, 3));
  const std::vector<double> scores = scores_of(forest, TestRows(3, {0, 0, 0, 2, 2, 2, 6, 6, 6}));
  EXPECT_LT(scores[0], 0.45);
  EXPECT_GT(scores[1], scores[0]);
  EXPECT_GT(scores[2], scores[1]);
  EXPECT_GT(scores[2], 0.6);
}

TEST(IsolationForest, SameBitsForAnyNumberOfThreadsAndAnyBatch) {
  const TestRows rows = normal_rows(3000, 3);
  Context one;
  one.seed = 5;
  Context two = one;
  two.threads = 2;
  const std::vector<double> scores = fit_and_score({}, rows, one);
  EXPECT_EQ(fit_and_score({}, rows, two), scores);
  IsolationForest forest({});
  forest.fit(one, rows);
  EXPECT_EQ(forest.score(one, rows, std::vector<std::int64_t>{2999, 17})[0].score, scores[2999]);
  Context other = one;
  other.seed = 6;
  EXPECT_NE(fit_and_score({}, rows, other), scores);
}

TEST(IsolationForest, MoreTreesKeepTheFirstOnes) {  // a tree depends on the seed and its number
  const TestRows rows = normal_rows(300, 2);
  const auto first_nodes = [&](std::int64_t trees) {
    IsolationForestConfig config;
    config.trees = trees;
    IsolationForest forest(config);
    forest.fit({}, rows);
    testing::MemoryArchive archive;
    forest.save(archive);
    const std::vector<double> values = archive.numbers("nodes/value");
    return std::vector<double>(values.begin(), values.begin() + 300);
  };
  EXPECT_EQ(first_nodes(3), first_nodes(5));
}

TEST(IsolationForest, InfiniteValuesAreNamed) {
  IsolationForest forest({});
  std::vector<float> values(12, 1.0F);
  forest.fit({}, normal_rows(10, 3));
  values[7] = std::numeric_limits<float>::infinity();
  EXPECT_THAT(message_of(ErrorKind::kData, [&] { scores_of(forest, TestRows(3, values)); }),
              HasSubstr("row 2: feature 'speed' is infinite"));
}

TEST(IsolationForest, OtherShapesAreRefused) {
  IsolationForest forest({});
  EXPECT_THAT(message_of(ErrorKind::kData,
                         [&] {
                           forest.fit({}, TestRows(2, {1.0F, 2.0F}));
                         }),
              HasSubstr("give it at least 2"));
  forest.fit({}, normal_rows(10, 3));
  EXPECT_THAT(message_of(ErrorKind::kData, [&] { scores_of(forest, normal_rows(5, 2)); }),
              AllOf(HasSubstr("2 features"), HasSubstr("trained on 3")));
}

TEST(IsolationForest, StopsWhenAskedTo) {
  const std::atomic<bool> cancelled{true};
  Context context;
  context.cancelled = &cancelled;
  IsolationForest forest({});
  EXPECT_THAT(message_of(ErrorKind::kInterrupted, [&] { forest.fit(context, normal_rows(9, 1)); }),
              HasSubstr("interrupted"));
}

TEST(IsolationForest, SavedAndLoadedGivesTheSameScoresAndFacts) {
  const TestRows rows = normal_rows(400, 3);
  IsolationForestConfig config;
  config.harmonic = "sklearn";
  config.trees = 20;
  IsolationForest saved(config);
  saved.fit({}, rows);
  testing::MemoryArchive archive;
  saved.save(archive);
  IsolationForest loaded({});
  loaded.load(archive);
  EXPECT_EQ(scores_of(loaded, rows), scores_of(saved, rows));
  EXPECT_EQ(loaded.facts(), saved.facts());
  using Fact = std::pair<std::string, std::string>;
  EXPECT_THAT(saved.facts(),
              ElementsAre(Fact("good samples", "400"), Fact("features", "3"), Fact("trees", "20"),
                          Fact("rows per tree", "256"), Fact("height limit", "8"),
                          Fact("harmonic numbers", "sklearn")));
}

// An image is the row of its pooled features: the forest sees what it would see of those rows.
TEST(IsolationForest, ImagesAreTakenAsPooledFeatures) {
  Rng rng(3, "test images");
  std::vector<std::vector<float>> images(12, std::vector<float>(3 * 32 * 32));
  for (std::vector<float>& image : images) {
    for (float& value : image) {
      value = static_cast<float>(rng.uniform());
    }
  }
  const testing::MemorySource source({3, 32, 32}, images);
  IsolationForest forest({});
  forest.fit({}, source);
  std::vector<std::int64_t> all(images.size());
  std::iota(all.begin(), all.end(), std::int64_t{0});
  const auto pooled = pooled_features({}, *make_backbone({}), source, all);
  const testing::MemorySource rows({static_cast<std::int64_t>(pooled[0].size())}, pooled);
  IsolationForest on_rows({});
  on_rows.fit({}, rows);
  EXPECT_EQ(scores_of(forest, source), scores_of(on_rows, rows));
  EXPECT_EQ(forest.facts().back().first, "image features");
  EXPECT_THAT(message_of(ErrorKind::kData, [&] { scores_of(forest, rows); }),
              HasSubstr("was trained on images, but is given rows"));

  testing::MemoryArchive archive;
  forest.save(archive);
  IsolationForest loaded({});
  loaded.load(archive);
  EXPECT_EQ(scores_of(loaded, source), scores_of(forest, source));
}

TEST(IsolationForest, FewRowsLowerSampleSizeAndHeight) {
  IsolationForest forest({});
  forest.fit({}, normal_rows(100, 2));
  EXPECT_EQ(forest.facts()[3].second, "100");
  EXPECT_EQ(forest.facts()[4].second, "7");  // ⌈log₂ 100⌉
}

TEST(IsolationForest, DamagedModelsAreRefused) {
  IsolationForest forest({});
  forest.fit({}, normal_rows(50, 2));
  const auto damaged = [&](auto damage) {
    testing::MemoryArchive archive;
    forest.save(archive);
    damage(archive);
    return message_of(ErrorKind::kData, [&] { IsolationForest({}).load(archive); });
  };
  EXPECT_THAT(damaged([](testing::MemoryArchive& archive) {
                std::vector<std::int64_t> lefts = archive.integers("nodes/left");
                lefts[0] = 0;  // the root would be its own child
                archive.integers("nodes/left", lefts);
              }),
              HasSubstr("points outside its tree"));
  EXPECT_THAT(damaged([](testing::MemoryArchive& archive) {
                std::vector<std::int64_t> features = archive.integers("nodes/feature");
                features[0] = 2;
                archive.integers("nodes/feature", features);
              }),
              HasSubstr("a feature that does not exist"));
  EXPECT_THAT(damaged([](testing::MemoryArchive& archive) {
                archive.numbers("nodes/value", std::vector<double>{1.0});
              }),
              HasSubstr("differ in length"));
  EXPECT_THAT(damaged([](testing::MemoryArchive& archive) {
                archive.integers("trees/starts", std::vector<std::int64_t>{0, 1000000});
              }),
              HasSubstr("its trees overlap"));
  EXPECT_THAT(damaged([](testing::MemoryArchive& archive) {
                archive.integers("sizes", std::vector<std::int64_t>{2, 50, 50});
              }),
              HasSubstr("its sizes make no sense"));
}

TEST(IsolationForest, BadSettingsAreNamed) {
  const auto rejected = [](auto change) {
    IsolationForestConfig config;
    change(config);
    return message_of(ErrorKind::kConfig, [&] { config.validate(); });
  };
  EXPECT_THAT(rejected([](IsolationForestConfig& c) { c.trees = 0; }),
              HasSubstr("method.trees: 0 is too small; give 1 or more"));
  EXPECT_THAT(rejected([](IsolationForestConfig& c) { c.sample_size = 1; }),
              HasSubstr("method.sample_size: 1"));
  EXPECT_THAT(rejected([](IsolationForestConfig& c) { c.max_depth = 0; }),
              HasSubstr("method.max_depth: 0"));
  EXPECT_THAT(rejected([](IsolationForestConfig& c) { c.harmonic = "sklear"; }),
              HasSubstr("did you mean 'sklearn'?"));
}

TEST(IsolationForest, IsRegistered) {
  const auto detector = make_detector("isolation_forest", [](const std::string&, Config& into) {
    if (auto* config = dynamic_cast<IsolationForestConfig*>(&into)) {
      config->trees = 7;
    }
  });
  detector->fit({}, normal_rows(10, 2));
  EXPECT_EQ(detector->facts()[2].second, "7");
}

}  // namespace
}  // namespace goodparts
