#include "methods/efficient_ad/efficient_ad.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <limits>

#include "methods/efficient_ad/losses_torch.h"
#include "methods/efficient_ad/pdn_torch.h"
#include "tests/support/expect_error.h"
#include "tests/support/memory_archive.h"
#include "tests/support/memory_source.h"
#include "tests/support/patterns.h"
#include "tests/support/safetensors_writer.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

using ::testing::HasSubstr;

// Batzner et al. 2024: 56 × 56 places for 256 × 256 pixels.
TEST(Pdn, HasThePapersSizes) {
  EXPECT_EQ(pdn_size(256), 56);
  EXPECT_EQ(pdn_size(33), 1);
  const torch::NoGradGuard guard;
  Pdn network(12, 24);
  for (const std::int64_t pixels : {33, 34, 47, 64, 101}) {
    EXPECT_EQ(network(torch::zeros({1, 3, pixels, 64})).sizes(),
              (torch::IntArrayRef{1, 24, pdn_size(pixels), pdn_size(64)}));
  }
  // Its parameters at full width, biases included: 128·3·4² + 256·128·4² + 256·256·3² +
  // 384·256·4² weights, 128 + 256 + 256 + 384 biases.
  std::int64_t count = 0;
  for (const torch::Tensor& parameter : Pdn(384, 384)->parameters()) {
    count += parameter.numel();
  }
  EXPECT_EQ(count, 6144 + 524288 + 589824 + 1572864 + 1024);
}

TEST(Pdn, PlacesSeeThirtyThreePixelsFourApart) {
  const torch::NoGradGuard guard;
  torch::manual_seed(1);
  Pdn network(12, 12);
  // Linear, so that no pixel is hidden by an activation that is off.
  for (torch::Tensor& parameter : network->parameters()) {
    parameter.abs_();
  }
  const torch::Tensor image = torch::full({1, 3, 80, 80}, 0.5F);
  const torch::Tensor before = network(image);
  for (const std::int64_t pixel : {0, 31, 32, 33, 35, 36, 50, 79}) {
    torch::Tensor changed = image.clone();
    changed.index_put_({0, 1, pixel, 40}, 0.9F);
    const torch::Tensor differs = (network(changed) - before).abs().amax({0, 1, 3}) > 0;
    for (std::int64_t place = 0; place < pdn_size(80); ++place) {
      const bool sees = 4 * place <= pixel && pixel < 4 * place + 33;
      EXPECT_EQ(differs[place].item<bool>(), sees) << pixel << " at " << place;
    }
  }
}

TEST(Pdn, ReadsBothNamings) {
  const testing::TemporaryFolder folder;
  const std::vector<std::vector<std::int64_t>> shapes = {
      {4, 3, 4, 4}, {8, 4, 4, 4}, {8, 8, 3, 3}, {12, 8, 4, 4}};
  const auto features = [&](const std::vector<std::string>& prefixes) {
    testing::SafetensorsWriter writer;
    for (std::size_t i = 0; i < 4; ++i) {
      const std::vector<std::int64_t>& s = shapes[i];
      writer.add(prefixes[i] + ".weight", s, testing::pattern(s[0] * s[1] * s[2] * s[3], 31, 97));
      writer.add(prefixes[i] + ".bias", {s[0]}, testing::pattern(s[0], 17, 97));
    }
    writer.write(folder / "teacher.safetensors");
    const torch::NoGradGuard guard;
    Pdn network(12, 12);
    network->read(SafetensorsFile(folder / "teacher.safetensors"));
    return network(torch::full({1, 3, 40, 40}, 0.1F));
  };
  const torch::Tensor numbered = features({"0", "3", "6", "8"});
  EXPECT_TRUE(torch::equal(features({"conv1", "conv2", "conv3", "conv4"}), numbered));
  EXPECT_ERROR(features({"a", "b", "c", "d"}), ErrorKind::kData, "conv1.weight",
               "teacher.safetensors");
}

// By hand: the 0.75 quantile of 0.5, 1, …, 9 (ten values) is 6 + 0.75 · (7 − 6) = 6.75, and 7, 8
// and 9 reach it.
TEST(HardFeatureLoss, IsTheMeanOfTheLargest) {
  const torch::Tensor distances =
      torch::tensor({0.5F, 3.0F, 1.0F, 2.0F, 8.0F, 4.0F, 7.0F, 6.0F, 5.0F, 9.0F})
          .view({1, 2, 5})
          .set_requires_grad(true);
  const torch::Tensor loss = hard_feature_loss(distances, 0.75);
  EXPECT_FLOAT_EQ(loss.item<float>(), 8.0F);
  loss.backward();
  EXPECT_FLOAT_EQ(distances.grad().sum().item<float>(), 1.0F);
  EXPECT_EQ((distances.grad() > 0).sum().item<std::int64_t>(), 3);
  EXPECT_FLOAT_EQ(hard_feature_loss(distances, 0.0).item<float>(), 4.55F);
  EXPECT_FLOAT_EQ(hard_feature_loss(torch::full({7}, 0.3F), 0.999).item<float>(), 0.3F);
}

// torchvision 0.14: adjust_brightness(i, 1.2), adjust_contrast(i, .8), adjust_saturation(i, 1.2),
// i = ((arange(12) * 5 % 12) / 12).reshape(3, 2, 2). Its grey has weights of four digits.
TEST(ChangeColours, IsTorchvisions) {
  std::vector<float> values;
  for (int i = 0; i < 12; ++i) {
    values.push_back(static_cast<float>(i * 5 % 12) / 12.0F);
  }
  const torch::Tensor image = torch::tensor(values).view({3, 2, 2});
  const auto expect = [](const torch::Tensor& changed, const std::vector<float>& expected) {
    EXPECT_LT((changed.flatten() - torch::tensor(expected)).abs().max().item<float>(), 2e-4F);
  };
  expect(change_brightness(image, 1.2),
         {0.0, 0.5, 1.0, 0.3, 0.8, 0.1, 0.6, 1.0, 0.4, 0.9, 0.2, 0.7});
  expect(change_contrast(image, 0.8),
         {0.096459F, 0.429793F, 0.763126F, 0.296459F, 0.629793F, 0.163126F, 0.496459F, 0.829792F,
          0.363126F, 0.696459F, 0.229793F, 0.563126F});
  expect(change_saturation(image, 1.2),
         {0.0F, 0.448208F, 0.887683F, 0.164138F, 0.714133F, 0.048208F, 0.487683F, 0.964138F,
          0.314133F, 0.848208F, 0.087683F, 0.564138F});
}

constexpr std::int64_t kSide = 44;

// Stripes with a little noise; `defect`: a square of another colour.
std::vector<float> striped(std::uint32_t seed, bool defect) {
  std::vector<float> image = testing::uniform_values(3 * kSide * kSide, seed);
  for (std::int64_t i = 0; i < 3 * kSide * kSide; ++i) {
    const std::int64_t y = i / kSide % kSide;
    const std::int64_t x = i % kSide;
    float& value = image[static_cast<std::size_t>(i)];
    value = 0.1F * value + (x % 8 < 4 ? 0.3F : 0.6F);
    if (defect && y >= 24 && y < 34 && x >= 8 && x < 18) {
      value = i < kSide * kSide ? 1.0F : 0.0F;
    }
  }
  return image;
}

testing::MemorySource good_images(std::uint32_t count) {
  std::vector<std::vector<float>> images;
  for (std::uint32_t i = 0; i < count; ++i) {
    images.push_back(striped(i, false));
  }
  return {{3, kSide, kSide}, std::move(images)};
}

EfficientAdConfig quick() {
  EfficientAdConfig config;
  config.channels = 12;
  config.distil_epochs = 3;
  config.training.epochs = 6;
  config.training.batch_size = 2;
  config.training.learning_rate = 3e-3;
  return config;
}

std::vector<SampleScore> scores_of(const Detector& detector, int threads = 1) {
  Context context;
  context.threads = threads;
  const testing::MemorySource test({3, kSide, kSide},
                                   {striped(100, false), striped(101, true), striped(102, false)});
  return detector.score(context, test, std::vector<std::int64_t>{0, 1, 2});
}

TEST(EfficientAd, FindsASquareReproduciblyAndLoadsBitForBit) {
  const testing::MemorySource good = good_images(12);
  const std::unique_ptr<Detector> detector = new_efficient_ad(quick(), {});
  detector->fit(Context{}, good);
  const std::vector<SampleScore> scores = scores_of(*detector);
  EXPECT_GT(scores[1].score, scores[0].score);
  EXPECT_GT(scores[1].score, scores[2].score);
  ASSERT_EQ(scores[1].map.values.size(), static_cast<std::size_t>(kSide * kSide));
  EXPECT_EQ(detector->facts()[0].first, "teacher");
  EXPECT_THAT(detector->facts()[0].second, HasSubstr("distilled here from builtin"));
  EXPECT_THAT(detector->facts()[3].second, HasSubstr("1 held-out good images"));

  const std::unique_ptr<Detector> again = new_efficient_ad(quick(), {});
  again->fit(Context{}, good);
  testing::MemoryArchive archive;
  detector->save(archive);
  EfficientAdConfig other = quick();
  other.channels = 24;
  const std::unique_ptr<Detector> loaded = new_efficient_ad(other, {});
  loaded->load(archive);
  const std::vector<SampleScore> repeated = scores_of(*again);
  const std::vector<SampleScore> restored = scores_of(*loaded, 2);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(repeated[i].score, scores[i].score);
    EXPECT_EQ(restored[i].score, scores[i].score);
    EXPECT_EQ(restored[i].map.values, scores[i].map.values);
  }

  const testing::MemorySource larger({3, 48, kSide}, {std::vector<float>(3 * 48 * kSide, 0.5F)});
  EXPECT_ERROR(loaded->score(Context{}, larger, std::vector<std::int64_t>{0}), ErrorKind::kData,
               "44 × 44");
  archive.entries["efficient_ad/sizes"] = std::vector<std::int64_t>{44, 44};
  EXPECT_ERROR(loaded->load(archive), ErrorKind::kData, "damaged");
}

TEST(EfficientAd, TakesAnotherSeedToAnotherModel) {
  const testing::MemorySource good = good_images(2);
  EfficientAdConfig config = quick();
  config.training.epochs = 1;
  config.distil_epochs = 1;
  const auto score = [&](std::uint64_t seed) {
    Context context;
    context.seed = seed;
    const std::unique_ptr<Detector> detector = new_efficient_ad(config, {});
    detector->fit(context, good);
    return scores_of(*detector)[0].score;
  };
  EXPECT_NE(score(0), score(1));
}

TEST(EfficientAd, OneConstantImageIsEnough) {
  const testing::MemorySource good({3, kSide, 33}, {std::vector<float>(3 * kSide * 33, 0.0F)});
  EfficientAdConfig config = quick();
  config.training.epochs = 1;
  config.penalty = "none";
  const std::unique_ptr<Detector> detector = new_efficient_ad(config, {});
  detector->fit(Context{}, good);
  EXPECT_THAT(detector->facts()[3].second, HasSubstr("1 training (too few"));
  const std::vector<SampleScore> scores =
      detector->score(Context{}, good, std::vector<std::int64_t>{0});
  EXPECT_TRUE(std::isfinite(scores[0].score));
}

TEST(EfficientAd, RefusesWhatItCannotLearnFrom) {
  const std::unique_ptr<Detector> detector = new_efficient_ad(quick(), {});
  const testing::MemorySource rows({4}, {{1, 2, 3, 4}});
  EXPECT_ERROR(detector->fit(Context{}, rows), ErrorKind::kData, "images");
  const testing::MemorySource small({3, 32, 60}, {std::vector<float>(3 * 32 * 60, 0.5F)});
  EXPECT_ERROR(detector->fit(Context{}, small), ErrorKind::kData, "32 × 60", "33 × 33");
  const testing::MemorySource none({3, 60, 60}, {});
  EXPECT_ERROR(detector->fit(Context{}, none), ErrorKind::kData, "no good image");
  EfficientAdConfig no_file = quick();
  no_file.channels = 384;
  no_file.teacher = "absent.safetensors";
  EXPECT_ERROR(new_efficient_ad(no_file, {})->fit(Context{}, good_images(1)), ErrorKind::kData,
               "method.teacher", "absent.safetensors");
  std::vector<float> broken(3 * kSide * kSide, 0.5F);
  broken[7] = std::numeric_limits<float>::quiet_NaN();
  const testing::MemorySource missing({3, kSide, kSide}, {broken});
  EXPECT_ERROR(detector->fit(Context{}, missing), ErrorKind::kData, "the loss is");
}

}  // namespace
}  // namespace goodparts
