#include "methods/fastflow/fastflow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kernels/resize/resize_map.h"
#include "tests/methods/flows/image_flows_support.h"

namespace goodparts {
namespace {

FastFlowConfig quick() {
  FastFlowConfig config;
  config.steps = 2;
  config.training.epochs = 2;
  config.training.batch_size = 8;
  return config;
}

TEST(FastFlow, FindsTheDefectAndItsPlace) {
  FastFlowConfig config;
  config.training.epochs = 8;
  config.training.batch_size = 4;
  const auto detector = make_fastflow(config, {});
  testing::expect_finds_the_square(*detector);
}

// Hardly trained, z is the standardised feature: the map is −exp(−½ mean_c z²), bilinear.
TEST(FastFlow, UntrainedMapIsThatOfTheFeatures) {
  FastFlowConfig config = quick();
  config.layer_norm = false;
  config.training.learning_rate = 1e-12;
  const auto detector = make_fastflow(config, testing::stride8());
  const auto good = testing::noisy_images(6, 6, 100);
  const auto test = testing::noisy_images(2, 1, 200);
  detector->fit({}, good);
  const auto scores = detector->score({}, test, testing::all_of(test));
  const auto energies = testing::PlainEnergies(good).of(test);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    std::vector<float> small;
    for (const double energy : energies[i]) {
      small.push_back(static_cast<float>(-std::exp(-energy)));
    }
    const std::vector<float> expected = resize_bilinear(small, {6, 6}, {48, 48});
    for (std::size_t place = 0; place < expected.size(); ++place) {
      EXPECT_NEAR(scores[i].map.values[place], expected[place], 1e-5);
    }
  }
}

TEST(FastFlow, ScoreIsTheMeanOfTheMapsHighestShare) {
  FastFlowConfig config = quick();
  config.top_share = 1.0;
  const auto detector = make_fastflow(config, {});
  detector->fit({}, testing::noisy_images(4, 4, 100));
  const auto test = testing::noisy_images(1, 0, 200);
  const SampleScore found = detector->score({}, test, testing::all_of(test))[0];
  const double sum = std::accumulate(found.map.values.begin(), found.map.values.end(), 0.0);
  EXPECT_NEAR(found.score, sum / (48.0 * 48.0), 1e-9);
}

TEST(FastFlow, ScoresDependOnNeitherBatchNorThreads) {
  testing::expect_independent_of_batch_and_threads(*make_fastflow(quick(), {}));
}

TEST(FastFlow, SeedDecidesTheBytes) {
  testing::expect_seed_decides_the_bytes([] { return make_fastflow(quick(), {}); });
}

TEST(FastFlow, SavedAndLoadedScoresTheSameBits) {
  FastFlowConfig config = quick();
  config.clamp = 1.2;
  config.hidden_ratio = 0.5;
  config.only_3x3 = true;
  config.layer_norm = false;
  config.top_share = 0.01;
  testing::expect_saved_and_loaded_alike(*make_fastflow(config, {}),
                                         *make_fastflow(FastFlowConfig(), {}));
}

TEST(FastFlow, TinyBlankAndWrongInput) {
  testing::expect_edge_cases([] { return make_fastflow(quick(), testing::stride8()); });
}

TEST(FastFlow, ScoresImagesOfAnotherSize) {
  const auto detector = make_fastflow(quick(), {});
  detector->fit({}, testing::noisy_images(4, 4, 100));
  const auto test = testing::tiny_images(1, 1);
  EXPECT_EQ(detector->score({}, test, testing::all_of(test))[0].map.values.size(), 64U);
}

TEST(FastFlowConfig, RejectsValuesOutOfRange) {
  const auto expect = [](const auto& change, const std::string& part) {
    FastFlowConfig config;
    change(config);
    try {
      make_fastflow(config, {});
      FAIL() << "no error for " << part;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kConfig);
      EXPECT_THAT(error.what(), ::testing::HasSubstr(part));
    }
  };
  expect([](auto& c) { c.steps = 0; }, "method.steps: 0");
  expect([](auto& c) { c.hidden_ratio = 0.0; }, "method.hidden_ratio: 0");
  expect([](auto& c) { c.clamp = -1.0; }, "method.clamp: -1");
  expect([](auto& c) { c.top_share = 1.5; }, "method.top_share: 1.5");
  expect([](auto& c) { c.training.batch_size = 0; }, "method.batch_size: 0");
}

}  // namespace
}  // namespace goodparts
