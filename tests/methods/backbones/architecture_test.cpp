// Counts of convolutions and of their weights: torchvision 0.14.
#include "methods/backbones/architecture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace goodparts {
namespace {

using ::testing::ElementsAre;

struct Expected {
  const char* name;
  std::int64_t convolutions;
  std::int64_t weights;
};

class Architectures : public ::testing::TestWithParam<Expected> {};

TEST_P(Architectures, HaveTorchvisionsConvolutions) {
  std::int64_t convolutions = 0;
  std::int64_t weights = 0;
  for (const Step& step : architecture(GetParam().name).steps) {
    if (step.is_convolution()) {
      ++convolutions;
      weights += step.out * step.in / step.groups * step.kernel * step.kernel;
    }
  }
  EXPECT_EQ(convolutions, GetParam().convolutions);
  EXPECT_EQ(weights, GetParam().weights);
}

INSTANTIATE_TEST_SUITE_P(All, Architectures,
                         ::testing::Values(Expected{"mobilenet_v2", 52, 2189760},
                                           Expected{"resnet18", 20, 11166912},
                                           Expected{"resnet50", 53, 23454912},
                                           Expected{"wide_resnet50_2", 53, 66766016}),
                         [](const auto& info) { return info.param.name; });

TEST(Architecture, NamesItsLayers) {
  EXPECT_THAT(layer_names(architecture("resnet18")),
              ElementsAre("layer1", "layer2", "layer3", "layer4"));
  const std::vector<std::string> mobile = layer_names(architecture("mobilenet_v2"));
  EXPECT_EQ(mobile.size(), 19U);
  EXPECT_EQ(mobile.front(), "features.0");
  EXPECT_EQ(mobile.back(), "features.18");
}

TEST(Architecture, StopsAtTheDeepestLayerAskedFor) {
  const std::vector<Step> steps = steps_up_to(architecture("resnet50"), {"layer2", "layer1"});
  EXPECT_EQ(steps.back().name, "layer2");
  EXPECT_EQ(std::count_if(steps.begin(), steps.end(),
                          [](const Step& step) { return step.is_convolution(); }),
            24);  // stem, 3 blocks of 3, 4 blocks of 3, 2 shortcuts
}

}  // namespace
}  // namespace goodparts
