#include "methods/autoencoder/autoencoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/base/error.h"
#include "tests/methods/autoencoder/autoencoder_samples.h"
#include "tests/support/expect_error.h"
#include "tests/support/memory_archive.h"

namespace goodparts {
namespace {

using testing::all_scores;
using testing::bar_images;
using ::testing::Contains;
using ::testing::Each;
using testing::fitted;
using ::testing::Key;
using testing::MemorySource;
using ::testing::Pair;
using testing::plane_rows;
using testing::sine_windows;
using ::testing::SizeIs;
using testing::values_of;

AutoencoderConfig short_training(std::int64_t epochs) {
  AutoencoderConfig config;
  config.training.epochs = epochs;
  config.training.learning_rate = 3e-3;
  return config;
}

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// The best that two numbers can do linearly for rows in 6 standardised columns: the mean of the
// correlation matrix's four smallest eigenvalues over the 6 columns. numpy.linalg.eigvalsh of
// numpy.corrcoef: (0.07338866 + 0.0785643 + 0.09438405 + 0.10662094) / 6.
TEST(DenseAutoencoder, LinearReachesTheResidualOfPca) {
  AutoencoderConfig config = short_training(150);
  config.activation = "linear";
  config.latent = 2;
  config.scale_residuals = false;
  config.training.validation_fraction = 0.0;
  config.training.patience = 0;
  const MemorySource rows = plane_rows(300, 6, 1.0);
  const double reached = mean(values_of(all_scores(*fitted(config, rows), rows)));
  constexpr double kPca = 0.0588263246867932;
  EXPECT_GT(reached, kPca * (1.0 - 1e-4));  // less is impossible
  EXPECT_LT(reached, kPca * 1.02);
}

TEST(DenseAutoencoder, FindsWhatBreaksTheRelationOfColumns) {
  const MemorySource rows = plane_rows(300, 5, 0.1);
  const std::unique_ptr<Detector> detector = fitted(short_training(40), rows);
  MemorySource test = plane_rows(50, 5, 0.1, 9);
  const std::vector<double> good = values_of(all_scores(*detector, test));
  // Within every column's own range, but not together.
  const MemorySource bad({5}, {{13.0F, 13.0F, 13.0F, 13.0F, 13.0F}});
  EXPECT_GT(values_of(all_scores(*detector, bad))[0], *std::max_element(good.begin(), good.end()));
}

TEST(DenseAutoencoder, ExplainGivesTheSharesOfTheColumns) {
  const MemorySource rows = plane_rows(200, 4, 0.1);
  const std::unique_ptr<Detector> detector = fitted(short_training(30), rows);
  const MemorySource bad({4}, {{10.0F, 10.0F, 60.0F, 10.0F}, {10.0F, 10.0F, 10.0F, 10.0F}});
  const std::vector<std::int64_t> both = {0, 1};
  const auto shares = detector->explain({}, bad, both);
  ASSERT_THAT(shares, SizeIs(2));
  ASSERT_THAT(shares, Each(SizeIs(4)));
  for (const auto& share : shares) {
    EXPECT_NEAR(std::accumulate(share.begin(), share.end(), 0.0), 1.0, 1e-5);
  }
  EXPECT_EQ(std::max_element(shares[0].begin(), shares[0].end()) - shares[0].begin(), 2);
}

TEST(DenseAutoencoder, MissingValuesAreNamed) {
  MemorySource rows({2}, {{1.0F, 2.0F}, {1.0F, std::numeric_limits<float>::quiet_NaN()}});
  rows.names = {"force", "speed"};
  EXPECT_ERROR(fitted(short_training(1), rows), ErrorKind::kData, "sample 1", "'speed'", "missing");
}

TEST(DenseAutoencoder, OfOneRowScoresTheDistanceFromIt) {
  const MemorySource one({3}, {{1.0F, 2.0F, 3.0F}});
  const std::unique_ptr<Detector> detector = fitted(short_training(200), one);
  const MemorySource test({3}, {{1.0F, 2.0F, 3.0F}, {1.0F, 2.0F, 4.0F}, {9.0F, 2.0F, 3.0F}});
  const std::vector<double> scores = values_of(all_scores(*detector, test));
  EXPECT_LT(scores[0], scores[1]);
  EXPECT_LT(scores[1], scores[2]);
}

TEST(WindowAutoencoder, IsConvolutionalAndKnowsTheLastRow) {
  const MemorySource windows = sine_windows(200, 10);
  AutoencoderConfig config = short_training(30);
  const std::unique_ptr<Detector> last = fitted(config, windows);
  config.window_score = "whole";
  const std::unique_ptr<Detector> whole = fitted(config, windows);
  EXPECT_THAT(last->facts(), Contains(Pair("window", "10 rows; the score is of the last")));
  EXPECT_THAT(last->facts(), Contains(Pair("architecture", "conv1d, 32 channels, leaky_relu")));

  std::vector<std::vector<float>> rows;  // good; a jump in the first row; in the last
  for (int i = 0; i < 3; ++i) {
    std::vector<float>& row = rows.emplace_back(20);
    windows.read(std::vector<std::int64_t>{0}, row);
  }
  rows[1][1] += 30.0F;
  rows[2][19] += 30.0F;
  MemorySource test({20}, rows);
  test.rows_each = 10;
  const std::vector<double> by_last = values_of(all_scores(*last, test));
  const std::vector<double> by_whole = values_of(all_scores(*whole, test));
  EXPECT_GT(by_last[2], 3.0 * by_last[1]);
  EXPECT_GT(by_whole[1], 3.0 * by_whole[0]);
  EXPECT_GT(by_whole[2], 3.0 * by_whole[0]);

  const auto shares = last->explain({}, test, std::vector<std::int64_t>{2});
  EXPECT_NEAR(shares[0][18] + shares[0][19], 1.0F, 1e-5F);
  EXPECT_GT(shares[0][19], 0.5F);
  EXPECT_EQ(shares[0][1], 0.0F);  // not of the last row
}

TEST(WindowAutoencoder, RefusesAnotherWindow) {
  const std::unique_ptr<Detector> detector = fitted(short_training(2), sine_windows(20, 10));
  MemorySource other = sine_windows(3, 10);
  other.rows_each = 5;
  EXPECT_ERROR(all_scores(*detector, other), ErrorKind::kData, "windows of 5 rows", "windows of 10",
               "dataset.window");
}

TEST(ImageAutoencoder, MapsTheDefectAtInputSize) {
  AutoencoderConfig config = short_training(40);
  config.hidden = 8;
  config.latent = 8;
  config.map_sigma = 1.0;
  config.training.batch_size = 4;
  const MemorySource good = bar_images(32, 20, 24);  // no multiples of 16
  const MemorySource test = bar_images(8, 20, 24, true);
  for (const char* loss : {"l2", "ssim", "combined"}) {
    SCOPED_TRACE(loss);
    config.loss = loss;
    const std::vector<SampleScore> scores = all_scores(*fitted(config, good), test);
    for (const SampleScore& score : scores) {
      EXPECT_EQ(score.map.height, 20);
      EXPECT_EQ(score.map.width, 24);
      EXPECT_EQ(score.score, *std::max_element(score.map.values.begin(), score.map.values.end()));
      EXPECT_LE(score.score, scores.back().score);
    }
    const std::vector<float>& map = scores.back().map.values;
    const auto peak = std::max_element(map.begin(), map.end()) - map.begin();
    EXPECT_LE(std::abs(peak / 24 - 6), 3);
    EXPECT_LE(std::abs(peak % 24 - 9), 3);
  }
}

TEST(ImageAutoencoder, ScoreMayBeTheMeanOfTheMap) {
  AutoencoderConfig config = short_training(1);
  config.hidden = 4;
  config.image_score = "mean";
  const MemorySource images = bar_images(3, 20, 20);
  for (const SampleScore& score : all_scores(*fitted(config, images), images)) {
    const double sum = std::accumulate(score.map.values.begin(), score.map.values.end(), 0.0);
    EXPECT_NEAR(score.score, sum / 400.0, 1e-9);
  }
}

TEST(ImageAutoencoder, RefusesOtherSizesAndRows) {
  AutoencoderConfig config = short_training(1);
  config.hidden = 4;
  const std::unique_ptr<Detector> detector = fitted(config, bar_images(3, 20, 20));
  EXPECT_ERROR(all_scores(*detector, bar_images(1, 24, 20)), ErrorKind::kData,
               "24 × 20, but this autoencoder was trained on 20 × 20", "dataset.resize");
  EXPECT_ERROR(all_scores(*detector, plane_rows(3, 4, 1.0)), ErrorKind::kData,
               "trained on images, but is given rows");
}

TEST(Autoencoder, ArchitectureMustSuitTheSamples) {
  AutoencoderConfig config = short_training(1);
  config.architecture = "conv";
  EXPECT_ERROR(fitted(config, plane_rows(20, 4, 1.0)), ErrorKind::kConfig,
               "method.architecture: conv is for images");
  config.architecture = "conv1d";
  EXPECT_ERROR(fitted(config, plane_rows(20, 4, 1.0)), ErrorKind::kConfig, "dataset.window");
  config.architecture = "dense";
  EXPECT_ERROR(fitted(config, bar_images(2, 16, 16)), ErrorKind::kConfig,
               "method.architecture: dense is for rows");
  const std::unique_ptr<Detector> detector = fitted(config, sine_windows(20, 10));
  EXPECT_THAT(detector->facts(),
              Contains(Pair("architecture", "dense, 80 hidden neurons, leaky_relu")));
}

TEST(Autoencoder, SettingsOutOfRangeAreNamed) {
  const auto expect = [](auto change, const char* key) {
    AutoencoderConfig config;
    change(config);
    EXPECT_ERROR(config.validate(), ErrorKind::kConfig, key);
  };
  expect([](auto& c) { c.architecture = "conv2d"; }, "method.architecture: 'conv2d'");
  expect([](auto& c) { c.loss = "l1"; }, "method.loss: 'l1'");
  expect([](auto& c) { c.hidden = 0; }, "method.hidden: 0");
  expect([](auto& c) { c.latent = 5000; }, "method.latent: 5000");
  expect([](auto& c) { c.activation = "relu"; }, "method.activation");
  expect([](auto& c) { c.noise = -1.0; }, "method.noise: -1");
  expect([](auto& c) { c.beta = -1.0; }, "method.beta: -1");
  expect([](auto& c) { c.ssim_weight = 2.0; }, "method.ssim_weight: 2");
  expect([](auto& c) { c.image_score = "sum"; }, "method.image_score");
  expect([](auto& c) { c.map_sigma = -1.0; }, "method.map_sigma: -1");
  expect([](auto& c) { c.window_score = "first"; }, "method.window_score");
  expect([](auto& c) { c.training.epochs = 0; }, "method.epochs: 0");
}

struct Kind {
  const char* name;
  AutoencoderConfig config;
  MemorySource samples;
};

std::vector<Kind> every_kind() {
  AutoencoderConfig small = short_training(3);
  small.hidden = 4;
  AutoencoderConfig variational = small;
  variational.variational = true;
  AutoencoderConfig denoising = small;
  denoising.noise = 0.1;
  AutoencoderConfig ssim = variational;
  ssim.loss = "combined";
  return {{"dense", small, plane_rows(150, 5, 0.1)},
          {"variational dense", variational, plane_rows(150, 5, 0.1)},
          {"denoising dense", denoising, plane_rows(150, 5, 0.1)},
          {"conv1d", small, sine_windows(150, 6)},
          {"conv", small, bar_images(12, 20, 24)},
          {"variational conv", ssim, bar_images(12, 20, 24)}};
}

TEST(Autoencoder, SavedAndLoadedGivesTheSameBits) {
  for (const Kind& kind : every_kind()) {
    SCOPED_TRACE(kind.name);
    const std::unique_ptr<Detector> detector = fitted(kind.config, kind.samples);
    testing::MemoryArchive archive;
    detector->save(archive);
    const std::unique_ptr<Detector> loaded = make_autoencoder(AutoencoderConfig{});
    loaded->load(archive);
    EXPECT_EQ(values_of(all_scores(*loaded, kind.samples)),
              values_of(all_scores(*detector, kind.samples)));
    EXPECT_EQ(loaded->facts(), detector->facts());
    const std::vector<std::int64_t> two = {0, 1};
    EXPECT_EQ(loaded->explain({}, kind.samples, two), detector->explain({}, kind.samples, two));
  }
}

TEST(Autoencoder, ADamagedModelIsRefused) {
  for (const Kind& kind : every_kind()) {
    SCOPED_TRACE(kind.name);
    testing::MemoryArchive archive;
    fitted(kind.config, kind.samples)->save(archive);
    const std::unique_ptr<Detector> loaded = make_autoencoder(AutoencoderConfig{});
    for (const auto& [name, entry] : archive.entries) {
      testing::MemoryArchive damaged = archive;
      damaged.entries.erase(name);
      if (name != "autoencoder/scale" || !kind.samples.shape().is_image()) {
        EXPECT_THROW(loaded->load(damaged), Error) << name;
      }
    }
    archive.integers("codec/input", std::vector<std::int64_t>{3, 0});
    EXPECT_ERROR(loaded->load(archive), ErrorKind::kData, "damaged");
  }
}

TEST(Autoencoder, AScoreDependsNeitherOnItsNeighboursNorOnThreads) {
  for (const Kind& kind : every_kind()) {
    SCOPED_TRACE(kind.name);
    const std::unique_ptr<Detector> detector = fitted(kind.config, kind.samples);
    const std::vector<SampleScore> together = all_scores(*detector, kind.samples);
    EXPECT_EQ(values_of(all_scores(*detector, kind.samples, 2)), values_of(together));
    std::vector<SampleScore> alone;
    for (std::int64_t i = 0; i < kind.samples.size(); ++i) {
      alone.push_back(detector->score({}, kind.samples, {{i}})[0]);
    }
    EXPECT_EQ(values_of(alone), values_of(together));
  }
}

TEST(Autoencoder, TheSeedDecidesEverything) {
  for (const Kind& kind : every_kind()) {
    SCOPED_TRACE(kind.name);
    const auto scores = [&](std::uint64_t seed) {
      return values_of(all_scores(*fitted(kind.config, kind.samples, seed), kind.samples));
    };
    const std::vector<double> first = scores(1);
    EXPECT_EQ(scores(1), first);
    EXPECT_NE(scores(2), first);
    EXPECT_THAT(first, Each(::testing::Truly([](double s) { return std::isfinite(s); })));
  }
}

// With β so large that only the divergence counts, every code is N(0, 1) and says nothing: the
// reconstruction is the mean, and the score the mean square of standardised values, which is 1.
TEST(VariationalAutoencoder, BetaWeighsTheDivergence) {
  AutoencoderConfig config = short_training(60);
  config.variational = true;
  config.scale_residuals = false;
  config.beta = 1000.0;
  const MemorySource rows = plane_rows(200, 4, 0.1);
  EXPECT_NEAR(mean(values_of(all_scores(*fitted(config, rows), rows))), 1.0, 0.05);
  config.beta = 0.001;
  EXPECT_LT(mean(values_of(all_scores(*fitted(config, rows), rows))), 0.1);
}

TEST(Autoencoder, FactsSayWhatAReaderMustKnow) {
  const std::unique_ptr<Detector> detector = fitted(short_training(3), plane_rows(100, 4, 0.1));
  const auto facts = detector->facts();
  EXPECT_THAT(facts, Contains(Pair("good samples", "100")));
  EXPECT_THAT(facts, Contains(Pair("architecture", "dense, 32 hidden neurons, leaky_relu")));
  EXPECT_THAT(facts, Contains(Pair("code", "2 numbers")));
  // 4·32+32, 32·2+2, 2·32+32, 32·4+4
  EXPECT_THAT(facts, Contains(Pair("weights", "454")));
  EXPECT_THAT(facts, Contains(Pair("loss", "l2")));
  EXPECT_THAT(facts, Contains(Pair("epochs", "3")));
  EXPECT_THAT(facts, Contains(Key("validation loss")));
}

}  // namespace
}  // namespace goodparts
