#include "methods/flow/flow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "kernels/base/rng.h"
#include "tests/support/memory_archive.h"
#include "tests/support/memory_source.h"

namespace goodparts {
namespace {

using ::testing::HasSubstr;
using testing::MemorySource;

std::vector<std::int64_t> all_of(const SampleSource& source) {
  std::vector<std::int64_t> indices(static_cast<std::size_t>(source.size()));
  std::iota(indices.begin(), indices.end(), std::int64_t{0});
  return indices;
}

// Two columns of correlation 0.8, means 100 and −3, deviations 5 and 0.1, and `noise` more columns.
MemorySource correlated(std::int64_t count, std::uint64_t seed, std::int64_t noise = 0) {
  Rng rng(seed, "correlated");
  std::vector<std::vector<float>> rows;
  for (std::int64_t i = 0; i < count; ++i) {
    const double a = rng.normal();
    const double b = 0.8 * a + 0.6 * rng.normal();
    std::vector<float> row = {static_cast<float>(100.0 + 5.0 * a),
                              static_cast<float>(-3.0 + 0.1 * b)};
    for (std::int64_t c = 0; c < noise; ++c) {
      row.push_back(static_cast<float>(rng.normal()));
    }
    rows.push_back(std::move(row));
  }
  return {{2 + noise}, std::move(rows)};
}

// Small enough to train in a moment.
FlowConfig quick() {
  FlowConfig config;
  config.steps = 2;
  config.hidden = 8;
  config.hidden_layers = 1;
  config.training.epochs = 3;
  return config;
}

std::vector<double> scores_of(const Detector& detector, const SampleSource& source,
                              const Context& context = {}) {
  std::vector<double> scores;
  for (const SampleScore& sample : detector.score(context, source, all_of(source))) {
    scores.push_back(sample.score);
  }
  return scores;
}

void expect_error(ErrorKind kind, const std::string& part, const std::function<void()>& action) {
  try {
    action();
    FAIL() << "no error for " << part;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind);
    EXPECT_THAT(error.what(), HasSubstr(part));
  }
}

class Couplings : public ::testing::TestWithParam<const char*> {};

// Hardly trained, it is the standard normal: ½ z² + ½ ln 2π for each column. Means 4 and 7,
// deviations 2 and (constant column) 1.
TEST_P(Couplings, UntrainedFlowIsTheStandardNormal) {
  FlowConfig config = quick();
  config.coupling = GetParam();
  config.training.learning_rate = 1e-12;
  const auto detector = make_flow(config);
  detector->fit({}, MemorySource({2}, {{2, 7}, {2, 7}, {6, 7}, {6, 7}}));
  const MemorySource test({2}, {{4, 7}, {6, 7}, {12, 7}, {4, 10}, {2004, 7}});
  const std::vector<double> scores = scores_of(*detector, test);
  const double log_two_pi = std::log(2.0 * std::acos(-1.0));
  const double expected[] = {0.0, 0.5, 8.0, 4.5, 500000.0};
  for (std::size_t i = 0; i < scores.size(); ++i) {
    EXPECT_NEAR(scores[i], expected[i] + log_two_pi, 1e-5 * (1.0 + expected[i]));
  }
}

// The differential entropy of two standardised normal variables of correlation ρ is
// ln 2πe + ½ ln(1 − ρ²) = 2.327 for ρ = 0.8; taken as independent, ln 2πe = 2.838.
TEST_P(Couplings, TrainedFlowApproachesTheEntropy) {
  FlowConfig config;
  config.coupling = GetParam();
  config.steps = 4;
  config.hidden = 32;
  config.training.epochs = 30;
  const auto detector = make_flow(config);
  detector->fit({}, correlated(1500, 1));
  const std::vector<double> scores = scores_of(*detector, correlated(4000, 2));
  const double mean = std::accumulate(scores.begin(), scores.end(), 0.0) / 4000.0;
  EXPECT_NEAR(mean, 2.327, 0.08);
}

TEST_P(Couplings, FindsABrokenCorrelation) {
  FlowConfig config;
  config.coupling = GetParam();
  config.training.epochs = 20;
  const auto detector = make_flow(config);
  detector->fit({}, correlated(1000, 1, 1));
  // Both 1.5 deviations out: alike, and against each other (Mahalanobis² 2.5 and 22.5).
  const MemorySource test({3}, {{107.5F, -2.85F, 0.0F}, {107.5F, -3.15F, 0.0F}});
  const std::vector<double> scores = scores_of(*detector, test);
  EXPECT_GT(scores[1], scores[0] + 5.0);
  const auto shares = detector->explain({}, test, all_of(test));
  ASSERT_EQ(shares.size(), 2U);
  ASSERT_EQ(shares[1].size(), 3U);
  // Either of the two explains it when set right; the third column has nothing to do with it.
  EXPECT_GT(shares[1][0], 5.0F);
  EXPECT_GT(shares[1][1], 5.0F);
  EXPECT_LT(shares[1][2], 1.0F);
  EXPECT_LT(shares[0][0], 3.0F);
}

TEST_P(Couplings, ScoresDependOnNeitherBatchNorThreads) {
  FlowConfig config = quick();
  config.coupling = GetParam();
  const auto detector = make_flow(config);
  detector->fit({}, correlated(200, 1, 3));
  const MemorySource test = correlated(150, 2, 3);  // more than two blocks, the last one not full
  const std::vector<double> together = scores_of(*detector, test);
  Context three;
  three.threads = 3;
  EXPECT_EQ(scores_of(*detector, test, three), together);
  for (std::int64_t i = 0; i < test.size(); ++i) {
    EXPECT_EQ(detector->score({}, test, {&i, 1})[0].score, together[static_cast<std::size_t>(i)]);
  }
  const std::vector<std::int64_t> backwards = {149, 70, 3};
  EXPECT_EQ(detector->score({}, test, backwards)[2].score, together[3]);
}

TEST_P(Couplings, SeedAndNotThreadsDecideTheBytes) {
  FlowConfig config = quick();
  config.coupling = GetParam();
  const auto bytes = [&](std::uint64_t seed, int threads) {
    Context context;
    context.seed = seed;
    context.threads = threads;
    const auto detector = make_flow(config);
    detector->fit(context, correlated(200, 1, 3));
    return scores_of(*detector, correlated(20, 2, 3));
  };
  const std::vector<double> first = bytes(1, 1);
  EXPECT_EQ(bytes(1, 1), first);
  EXPECT_EQ(bytes(1, 3), first);
  EXPECT_NE(bytes(2, 1), first);
}

TEST_P(Couplings, SavedAndLoadedScoresTheSameBits) {
  FlowConfig config = quick();
  config.coupling = GetParam();
  config.bound = 4.0;
  config.clamp = 1.5;
  const auto detector = make_flow(config);
  detector->fit({}, correlated(100, 1, 2));
  testing::MemoryArchive archive;
  detector->save(archive);
  const auto loaded = make_flow(FlowConfig());
  loaded->load(archive);
  const MemorySource test = correlated(30, 2, 2);
  EXPECT_EQ(scores_of(*loaded, test), scores_of(*detector, test));
  EXPECT_EQ(loaded->explain({}, test, all_of(test)), detector->explain({}, test, all_of(test)));
  EXPECT_EQ(loaded->facts(), detector->facts());
  std::get<std::vector<std::int64_t>>(archive.entries["flow/varying"])[0] = 99;
  EXPECT_THROW(make_flow(FlowConfig())->load(archive), Error);
}

TEST_P(Couplings, LearnsASingleColumn) {
  FlowConfig config = quick();
  config.coupling = GetParam();
  const auto detector = make_flow(config);
  std::vector<std::vector<float>> rows;
  Rng rng(1, "column");
  for (int i = 0; i < 100; ++i) {
    rows.push_back({static_cast<float>(rng.normal(10.0, 2.0))});
  }
  detector->fit({}, MemorySource({1}, rows));
  const std::vector<double> scores =
      scores_of(*detector, MemorySource({1}, {{10.0F}, {16.0F}, {0.0F}}));
  EXPECT_GT(scores[1], scores[0] + 2.0);
  EXPECT_GT(scores[2], scores[0] + 2.0);
}

INSTANTIATE_TEST_SUITE_P(Flow, Couplings, ::testing::Values("spline", "affine"),
                         [](const auto& info) { return std::string(info.param); });

TEST(Flow, TakesFewerSamplesThanColumns) {
  const auto detector = make_flow(quick());
  detector->fit({}, correlated(5, 1, 20));
  std::vector<float> far(22, 50.0F);
  far[0] = 500.0F;
  const MemorySource test({22}, {far});
  const std::vector<double> good = scores_of(*detector, correlated(5, 1, 20));
  for (const double score : good) {
    EXPECT_TRUE(std::isfinite(score));
    EXPECT_LT(score, scores_of(*detector, test)[0]);
  }
}

TEST(Flow, NoiseKeepsDiscreteColumnsFromCollapsing) {
  FlowConfig config = quick();
  config.training.epochs = 60;
  config.training.learning_rate = 1e-2;
  std::vector<std::vector<float>> rows;
  for (int i = 0; i < 200; ++i) {
    rows.push_back({static_cast<float>(i % 2), static_cast<float>(i % 3)});
  }
  const MemorySource source({2}, rows);
  // Normal noise σ on each of 6 equally likely points has the entropy ln 6 + ln(2πe σ²): −1.36 for
  // σ = 0.05, which no density can beat on noisy rows.
  const auto detector = make_flow(config);
  detector->fit({}, source);
  for (const double score : scores_of(*detector, source)) {
    EXPECT_GT(score, -1.36 - 1.5);  // a point's centre is denser than the mean, by 1 nat
    EXPECT_LT(score, 3.0);
  }
  // A value between the known ones is unusual.
  EXPECT_GT(scores_of(*detector, MemorySource({2}, {{0.5F, 0.5F}}))[0],
            scores_of(*detector, MemorySource({2}, {{0.0F, 0.0F}}))[0] + 1.0);
}

TEST(Flow, RejectsWhatItCannotLearnFrom) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const auto fit = [](MemorySource source) {
    source.names = {"load", "speed"};
    make_flow(quick())->fit({}, source);
  };
  expect_error(ErrorKind::kData, "1 good sample;", [&] { fit({{2}, {{1, 2}}}); });
  expect_error(ErrorKind::kData, "'speed' is missing", [&] { fit({{2}, {{1, nan}, {2, nan}}}); });
  expect_error(ErrorKind::kData, "all alike", [&] { fit({{2}, {{1, 2}, {1, 2}, {1, 2}}}); });
}

TEST(Flow, RejectsOtherInputThanItLearned) {
  const auto detector = make_flow(quick());
  detector->fit({}, correlated(20, 1));
  EXPECT_THROW(scores_of(*detector, correlated(2, 1, 1)), Error);
  EXPECT_THROW(scores_of(*detector, MemorySource({3, 1, 1}, {{1, 2, 3}})), Error);
}

TEST(FlowConfig, RejectsValuesOutOfRange) {
  const auto expect = [](const auto& change, const std::string& part) {
    FlowConfig config;
    change(config);
    expect_error(ErrorKind::kConfig, part, [&] { make_flow(config); });
  };
  expect([](auto& c) { c.coupling = "splines"; }, "did you mean 'spline'?");
  expect([](auto& c) { c.steps = 0; }, "method.steps: 0");
  expect([](auto& c) { c.hidden = 0; }, "method.hidden: 0");
  expect([](auto& c) { c.bins = 1; }, "method.bins: 1");
  expect([](auto& c) { c.bound = std::nan(""); }, "method.bound: nan");
  expect([](auto& c) { c.noise = -1.0; }, "method.noise: -1");
  expect([](auto& c) { c.max_rows = 1; }, "method.max_rows: 1");
  expect([](auto& c) { c.training.epochs = 0; }, "method.epochs: 0");
}

}  // namespace
}  // namespace goodparts
