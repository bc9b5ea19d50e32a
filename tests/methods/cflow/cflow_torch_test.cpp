#include "methods/cflow/cflow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kernels/resize/resize_map.h"
#include "methods/cflow/position_encoding.h"
#include "tests/methods/flows/image_flows_support.h"

namespace goodparts {
namespace {

CflowConfig quick() {
  CflowConfig config;
  config.steps = 2;
  config.condition_dim = 8;
  config.training.epochs = 2;
  config.training.batch_size = 8;
  return config;
}

// D = 4, frequencies 1 and 10000^(−1/2) = 0.01. In Python, for (row, column) = (2, 3):
//   [f(p*w) for p in (3, 2) for w in (1, .01) for f in (math.sin, math.cos)]
TEST(PositionEncoding, IsSinesAndCosinesOfColumnAndRow) {
  const std::vector<float> all = position_encoding({3, 4}, 8);
  ASSERT_EQ(all.size(), 12U * 8U);
  const double expected[] = {0.1411200080598672,  -0.9899924966004454, 0.02999550020249566,
                             0.9995500337489875,  0.9092974268256817,  -0.4161468365471424,
                             0.01999866669333308, 0.9998000066665778};
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_NEAR(all[(2 * 4 + 3) * 8 + i], expected[i], 1e-7);
  }
}

TEST(Cflow, FindsTheDefectAndItsPlace) {
  CflowConfig config = quick();
  config.steps = 4;
  config.training.epochs = 8;
  config.training.batch_size = 4;
  const auto detector = make_cflow(config, {});
  testing::expect_finds_the_square(*detector);
}

// Hardly trained, −ln p is ½ z² + ½ ln 2π per channel; standardised over all training places.
TEST(Cflow, UntrainedMapIsThatOfTheFeatures) {
  CflowConfig config = quick();
  config.training.learning_rate = 1e-12;
  const auto detector = make_cflow(config, testing::stride8());
  const auto good = testing::noisy_images(6, 6, 100);
  const auto test = testing::noisy_images(2, 1, 200);
  detector->fit({}, good);
  const auto scores = detector->score({}, test, testing::all_of(test));
  const testing::PlainEnergies plain(good);
  std::vector<double> known;
  for (const std::vector<double>& image : plain.of(good)) {
    known.insert(known.end(), image.begin(), image.end());
  }
  const auto count = static_cast<double>(known.size());
  const double mean = std::accumulate(known.begin(), known.end(), 0.0) / count;
  double variance = 0.0;
  for (const double energy : known) {
    variance += (energy - mean) * (energy - mean) / count;
  }
  const auto energies = plain.of(test);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    std::vector<float> small;
    for (const double energy : energies[i]) {
      small.push_back(static_cast<float>((energy - mean) / std::sqrt(variance)));
    }
    const std::vector<float> expected = resize_bilinear(small, {6, 6}, {48, 48});
    for (std::size_t place = 0; place < expected.size(); ++place) {
      EXPECT_NEAR(scores[i].map.values[place], expected[place],
                  1e-4 * (1.0 + std::abs(expected[place])));
    }
  }
}

TEST(Cflow, ScoresDependOnNeitherBatchNorThreads) {
  testing::expect_independent_of_batch_and_threads(*make_cflow(quick(), {}));
}

TEST(Cflow, SeedDecidesTheBytes) {
  testing::expect_seed_decides_the_bytes([] { return make_cflow(quick(), {}); });
}

TEST(Cflow, SavedAndLoadedScoresTheSameBits) {
  CflowConfig config = quick();
  config.clamp = 1.2;
  config.hidden_ratio = 0.5;
  config.positions = 5;
  config.top_share = 0.01;
  testing::expect_saved_and_loaded_alike(*make_cflow(config, {}), *make_cflow(CflowConfig(), {}));
}

TEST(Cflow, TinyBlankAndWrongInput) {
  testing::expect_edge_cases([] { return make_cflow(quick(), testing::stride8()); });
}

TEST(Cflow, RejectsImagesOfAnotherSize) {
  const auto detector = make_cflow(quick(), {});
  detector->fit({}, testing::noisy_images(4, 4, 100));
  const auto test = testing::tiny_images(1, 1);
  try {
    detector->score({}, test, testing::all_of(test));
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kData);
    EXPECT_THAT(error.what(), ::testing::HasSubstr("resize them as in training"));
  }
}

TEST(CflowConfig, RejectsValuesOutOfRange) {
  const auto expect = [](const auto& change, const std::string& part) {
    CflowConfig config;
    change(config);
    try {
      make_cflow(config, {});
      FAIL() << "no error for " << part;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kConfig);
      EXPECT_THAT(error.what(), ::testing::HasSubstr(part));
    }
  };
  expect([](auto& c) { c.steps = 0; }, "method.steps: 0");
  expect([](auto& c) { c.condition_dim = 6; }, "method.condition_dim: 6 must be a multiple of 4");
  expect([](auto& c) { c.positions = -1; }, "method.positions: -1");
  expect([](auto& c) { c.hidden_ratio = 0.0; }, "method.hidden_ratio: 0");
}

}  // namespace
}  // namespace goodparts
