#include "methods/autoencoder/reconstruction_torch.h"

#include <gtest/gtest.h>

#include "methods/torch/tensors.h"
#include "tests/support/patterns.h"

namespace goodparts {
namespace {

constexpr double kFloat = 3e-5;  // differences of squares in float

// pattern(n, factor, modulus) and 0.7 of one plus 0.3 of another
std::pair<torch::Tensor, torch::Tensor> two_images(std::int64_t height, std::int64_t width) {
  const torch::Tensor x =
      to_tensor(testing::pattern(height * width, 7919, 2003), {1, 1, height, width});
  const torch::Tensor other =
      to_tensor(testing::pattern(height * width, 104729, 1999), {1, 1, height, width});
  return {x, 0.7 * x + 0.3 * other};
}

// scikit-image 0.19.3: structural_similarity(x, y, data_range=1.0, gaussian_weights=True,
// sigma=1.5, use_sample_covariance=False, full=True)
TEST(SsimMap, IsThatOfScikitImage) {
  const auto [x, y] = two_images(14, 17);
  const torch::Tensor map = ssim_map(x, y);
  ASSERT_EQ(map.sizes(), x.sizes());
  EXPECT_NEAR(map[0][0][0][0].item<double>(), 0.9530389809032841, kFloat);
  EXPECT_NEAR(map[0][0][0][16].item<double>(), 0.822757909666445, kFloat);
  EXPECT_NEAR(map[0][0][7][8].item<double>(), 0.9269317109320658, kFloat);
  EXPECT_NEAR(map[0][0][13][5].item<double>(), 0.8980669704440228, kFloat);
}

// The equations of Wang et al. with scipy.ndimage.gaussian_filter(sigma=1.5, truncate=3.5,
// mode="reflect"), which mirrors as often as a small image needs.
TEST(SsimMap, OfAnImageSmallerThanTheWindow) {
  const auto [x, y] = two_images(4, 3);
  const torch::Tensor map = ssim_map(x, y);
  EXPECT_NEAR(map[0][0][0][0].item<double>(), 0.9573461364880818, kFloat);
  EXPECT_NEAR(map[0][0][3][2].item<double>(), 0.798127206310294, kFloat);
  EXPECT_NEAR(map.mean().item<double>(), 0.892099430638773, kFloat);
}

TEST(SsimMap, IsOneOfAnImageWithItself) {
  const auto [x, y] = two_images(20, 20);
  EXPECT_NEAR(ssim_map(y, y).min().item<double>(), 1.0, 1e-6);
}

TEST(SsimMap, ChannelsAndImagesAreApart) {
  const auto [x, y] = two_images(12, 12);
  const torch::Tensor both = ssim_map(torch::cat({x, y}, 1), torch::cat({y, y}, 1));
  EXPECT_TRUE(torch::equal(both.select(1, 0), ssim_map(x, y).select(1, 0)));
  EXPECT_NEAR(both.select(1, 1).min().item<double>(), 1.0, 1e-6);
}

// KL(N(μ, σ²) ‖ N(0, 1)) = ½ (μ² + σ² − 1 − ln σ²)
TEST(KlDivergence, IsTheClosedForm) {
  const torch::Tensor mean = torch::tensor({0.0F, 1.0F, 0.0F, -2.0F}).view({2, 2});
  const torch::Tensor log_variance =
      torch::tensor({0.0F, 0.0F, 1.3862944F, -0.6931472F}).view({2, 2});  // ln 4, −ln 2
  const torch::Tensor divergence = kl_divergence(mean, log_variance);
  ASSERT_EQ(divergence.dim(), 1);
  EXPECT_NEAR(divergence[0].item<double>(), 0.5, 1e-6);
  // ½ (4 − 1 − ln 4) + ½ (4 + ½ − 1 + ln 2)
  EXPECT_NEAR(divergence[1].item<double>(), 0.8068528194400546 + 2.0965735902799727, 1e-5);
}

class ImageLossTest : public ::testing::Test {
 protected:
  torch::Tensor original_ = torch::zeros({1, 2, 12, 12});
  torch::Tensor drawn_ = torch::zeros({1, 2, 12, 12});
  ImageLoss loss_{"l2", 0.25, torch::full({2, 1, 1}, 0.5), torch::full({2, 1, 1}, 0.5)};
};

TEST_F(ImageLossTest, L2IsTheMeanOverChannels) {
  drawn_[0][0][3][4] = 2.0F;
  drawn_[0][1][3][4] = -4.0F;
  const torch::Tensor map = loss_.map(original_, drawn_);
  ASSERT_EQ(map.sizes(), (std::vector<std::int64_t>{1, 12, 12}));
  EXPECT_EQ(map[0][3][4].item<float>(), 10.0F);
  EXPECT_EQ(map.sum().item<float>(), 10.0F);
}

// Of two constant images only the means count: (2 · 0.5 · 1 + C₁) / (0.5² + 1² + C₁).
TEST_F(ImageLossTest, SsimIsOfTheOriginalValues) {
  drawn_.fill_(1.0F);
  loss_.kind = "ssim";
  const double expected = 1.0 - (1.0 + 1e-4) / (1.25 + 1e-4);
  EXPECT_NEAR(loss_.map(original_, drawn_).min().item<double>(), expected, 1e-5);
  EXPECT_NEAR(loss_.map(original_, drawn_).max().item<double>(), expected, 1e-5);
  loss_.kind = "combined";
  EXPECT_NEAR(loss_.map(original_, drawn_).mean().item<double>(), 0.75 * 1.0 + 0.25 * expected,
              1e-5);
}

}  // namespace
}  // namespace goodparts
