// Expected values: the papers' formulas in NumPy, double precision.
#include "kernels/coupling/transforms.h"

#include <gtest/gtest.h>

#include <vector>

namespace goodparts {
namespace {

TEST(AffineTransform, IsThatOfThePaperWithSoftClamping) {
  struct Case {
    float log_scale, y, s;
  };
  for (const Case& c :
       {Case{-4.0F, -0.302357294F, -1.84443795F}, Case{0.3F, 1.18316355F, 0.297531539F},
        Case{9.0F, 7.85492807F, 1.899708F}}) {
    const CoupledFloat found = affine_transform(1.25F, c.log_scale, -0.5F, 1.9F);
    EXPECT_NEAR(found.y, c.y, 4e-6F);
    EXPECT_NEAR(found.log_derivative, c.s, 1e-6F);
  }
}

const std::vector<float> kFourBins = {0.5F, -1.0F, 2.0F, 0.25F, -0.75F, 1.5F,
                                      0.0F, -2.0F, 1.0F, -0.5F, 3.0F};

TEST(SplineTransform, IsThatOfThePaper) {
  struct Case {
    float x, y, log_derivative;
  };
  for (const Case& c :
       {Case{-2.9F, -2.92867077F, -0.656739956F}, Case{-1.7F, 1.9438673F, -1.31518364F},
        Case{0.0F, 2.06200761F, -3.14244883F}, Case{1.3F, 2.16000904F, -1.91639254F},
        Case{2.75F, 2.96963431F, -3.62242636F}}) {
    const CoupledFloat found = spline_transform(c.x, kFourBins.data(), 4, 3.0F);
    EXPECT_NEAR(found.y, c.y, 3e-6F) << c.x;
    EXPECT_NEAR(found.log_derivative, c.log_derivative, 2e-5F) << c.x;
  }
}

TEST(SplineTransform, IsTheIdentityOutsideAndWithoutParameters) {
  EXPECT_EQ(spline_transform(3.5F, kFourBins.data(), 4, 3.0F).y, 3.5F);
  EXPECT_EQ(spline_transform(-INFINITY, kFourBins.data(), 4, 3.0F).y, -INFINITY);
  EXPECT_TRUE(std::isnan(spline_transform(NAN, kFourBins.data(), 4, 3.0F).y));
  EXPECT_EQ(spline_transform(3.5F, kFourBins.data(), 4, 3.0F).log_derivative, 0.0F);
  const std::vector<float> zeros(3 * 8 - 1, 0.0F);
  for (float x = -5.0F; x <= 5.0F; x += 0.37F) {
    const CoupledFloat found = spline_transform(x, zeros.data(), 8, 4.0F);
    EXPECT_NEAR(found.y, x, 2e-6F);
    EXPECT_NEAR(found.log_derivative, 0.0F, 1e-5F);
  }
}

TEST(SplineTransform, MeetsTheBoundsAndRises) {
  EXPECT_NEAR(spline_transform(-3.0F, kFourBins.data(), 4, 3.0F).y, -3.0F, 1e-6F);
  EXPECT_NEAR(spline_transform(3.0F, kFourBins.data(), 4, 3.0F).y, 3.0F, 1e-6F);
  float before = -3.0F;
  for (float x = -2.99F; x < 3.0F; x += 0.01F) {
    const float y = spline_transform(x, kFourBins.data(), 4, 3.0F).y;
    EXPECT_GT(y, before);
    before = y;
  }
}

}  // namespace
}  // namespace goodparts
