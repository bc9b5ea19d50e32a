// Log-determinants are compared with LibTorch's own slogdet of the full Jacobian that autograd
// gives.
#include "methods/flows/coupling_flow_torch.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>

#include "kernels/base/error.h"
#include "methods/torch/tensors.h"
#include "tests/support/memory_archive.h"

namespace goodparts {
namespace {

struct Case {
  const char* name;
  Coupling coupling;
  std::vector<std::int64_t> sample;  // {channels} or {channels, height, width}
  std::int64_t condition;
};

CouplingFlowOptions options_of(const Case& c) {
  CouplingFlowOptions options;
  options.coupling = c.coupling;
  options.channels = c.sample[0];
  options.condition = c.condition;
  options.steps = 4;
  options.spline = {5, 3.0};
  const bool image = c.sample.size() == 3;
  options.network = [image](std::int64_t, std::int64_t in, std::int64_t out) {
    if (!image) {
      return dense_network(in, 8, 1, out);
    }
    return torch::nn::Sequential(torch::nn::Conv2d(torch::nn::Conv2dOptions(in, 6, 3).padding(1)),
                                 torch::nn::Tanh(),
                                 torch::nn::Conv2d(torch::nn::Conv2dOptions(6, out, 3).padding(1)));
  };
  return options;
}

torch::Tensor normal(const std::string& name, std::vector<std::int64_t> shape) {
  Rng rng(1, name);
  return normal_tensor(rng, shape);
}

// A flow far from the identity.
std::shared_ptr<CouplingFlow> make_trained(const Case& c) {
  torch::manual_seed(3);
  auto flow = std::make_shared<CouplingFlow>(options_of(c), Rng(2, "permutations"));
  const torch::NoGradGuard guard;
  for (auto& [name, tensor] : state_of(*flow)) {
    tensor.copy_(0.4 * normal(name, tensor.sizes().vec()));
  }
  return flow;
}

std::vector<std::int64_t> batch_of(std::int64_t count, std::vector<std::int64_t> sample) {
  sample.insert(sample.begin(), count);
  return sample;
}

torch::Tensor condition_of(const Case& c, std::int64_t count) {
  return c.condition > 0 ? normal("condition", {count, c.condition}) : torch::Tensor();
}

// ln |det| of the full Jacobian of one sample.
double log_det_by_autograd(const CouplingFlow& flow, const torch::Tensor& sample,
                           const torch::Tensor& condition) {
  const torch::Tensor x = sample.detach().clone().requires_grad_();
  const torch::Tensor y = flow.forward({}, x, condition).values.flatten();
  std::vector<torch::Tensor> rows;
  for (std::int64_t i = 0; i < y.size(0); ++i) {
    rows.push_back(torch::autograd::grad({y[i]}, {x}, {}, /*retain_graph=*/true)[0].flatten());
  }
  return std::get<1>(torch::linalg_slogdet(torch::stack(rows))).item<double>();
}

class Couplings : public ::testing::TestWithParam<Case> {};

TEST_P(Couplings, LogDeterminantIsThatOfTheJacobian) {
  const auto flow = make_trained(GetParam());
  flow->to(torch::kDouble);
  const torch::Tensor x = 1.5 * normal("x", batch_of(5, GetParam().sample)).to(torch::kDouble);
  torch::Tensor condition = condition_of(GetParam(), 5);
  if (condition.defined()) {
    condition = condition.to(torch::kDouble);
  }
  const FlowResult found = flow->forward({}, x, condition);
  for (std::int64_t i = 0; i < 5; ++i) {
    const torch::Tensor own = condition.defined() ? condition.narrow(0, i, 1) : torch::Tensor();
    const double expected = log_det_by_autograd(*flow, x.narrow(0, i, 1), own);
    EXPECT_GT(std::abs(expected), 1e-3);  // far from the identity
    EXPECT_NEAR(found.log_det[i].item<double>(), expected, 1e-9 * (1.0 + std::abs(expected)));
  }
}

// Without gradients the kernels compute the transforms, with them LibTorch does.
TEST_P(Couplings, KernelsAgreeWithLibTorch) {
  const auto flow = make_trained(GetParam());
  const torch::Tensor x = 1.5 * normal("x", batch_of(50, GetParam().sample));
  const torch::Tensor condition = condition_of(GetParam(), 50);
  const FlowResult by_torch = flow->forward({}, x, condition);
  ASSERT_TRUE(by_torch.values.requires_grad());
  const torch::NoGradGuard guard;
  const FlowResult by_kernels = flow->forward({}, x, condition);
  // Values differ in their last bits after every step, and steep steps magnify that.
  EXPECT_LT((by_kernels.values - by_torch.values).abs().max().item<double>(), 5e-4);
  const torch::Tensor scale = 1.0 + by_torch.log_det.abs();
  EXPECT_LT(((by_kernels.log_det - by_torch.log_det) / scale).abs().max().item<double>(), 5e-4);
}

// Forward and back again; `share` of the wild flow's weights.
void expect_inverse(const Case& c, double share, torch::ScalarType type, double tolerance) {
  const torch::NoGradGuard guard;
  const auto flow = make_trained(c);
  for (auto& [name, tensor] : state_of(*flow)) {
    tensor.mul_(share);
  }
  flow->to(type);
  const torch::Tensor x = (1.5 * normal("x", batch_of(64, c.sample))).to(type);
  torch::Tensor condition = condition_of(c, 64);
  if (condition.defined()) {
    condition = condition.to(type);
  }
  const FlowResult z = flow->forward({}, x, condition);
  const FlowResult back = flow->inverse(z.values, condition);
  EXPECT_GT((z.values - x).abs().max().item<double>(), 0.1);
  EXPECT_LT((back.values - x).abs().max().item<double>(), tolerance);
  EXPECT_LT((back.log_det + z.log_det).abs().max().item<double>(), tolerance);
}

// In double: this flow stretches so much (|ln det| up to 35) that rounding to float grows to errors
// near 1 on the way back, while in double they stay 9 digits smaller.
TEST_P(Couplings, InverseUndoesForward) { expect_inverse(GetParam(), 1.0, torch::kDouble, 1e-8); }

TEST_P(Couplings, InverseUndoesForwardInFloat) {
  expect_inverse(GetParam(), 0.5, torch::kFloat, 1e-5);
}

TEST_P(Couplings, NewFlowOnlyReordersChannels) {
  const torch::NoGradGuard guard;
  const CouplingFlow flow(options_of(GetParam()), Rng(2, "permutations"));
  const torch::Tensor x = 1.5 * normal("x", batch_of(8, GetParam().sample));
  const FlowResult z = flow.forward({}, x, condition_of(GetParam(), 8));
  EXPECT_LT((std::get<0>(z.values.sort(1)) - std::get<0>(x.sort(1))).abs().max().item<double>(),
            2e-6);
  EXPECT_LT(z.log_det.abs().max().item<double>(), 1e-5);
}

TEST_P(Couplings, SavedAndLoadedComputesTheSameBits) {
  const torch::NoGradGuard guard;
  const auto flow = make_trained(GetParam());
  testing::MemoryArchive archive;
  flow->save_to(archive, "flow");
  CouplingFlow loaded(options_of(GetParam()), Rng(9, "other permutations"));
  loaded.load_from(archive, "flow");
  const torch::Tensor x = normal("x", batch_of(3, GetParam().sample));
  const torch::Tensor condition = condition_of(GetParam(), 3);
  EXPECT_TRUE(torch::equal(loaded.forward({}, x, condition).values,
                           flow->forward({}, x, condition).values));
  std::get<std::vector<std::int64_t>>(archive.entries["flow/permutations"])[0] = -1;
  EXPECT_THROW(loaded.load_from(archive, "flow"), Error);
  archive.entries.erase("flow/permutations");
  EXPECT_THROW(loaded.load_from(archive, "flow"), Error);
}

INSTANTIATE_TEST_SUITE_P(
    All, Couplings,
    ::testing::Values(Case{"affine", Coupling::kAffine, {5}, 0},
                      Case{"affine_of_one", Coupling::kAffine, {1}, 0},
                      Case{"affine_conditioned", Coupling::kAffine, {6}, 4},
                      Case{"affine_of_one_conditioned", Coupling::kAffine, {1}, 4},
                      Case{"affine_image", Coupling::kAffine, {5, 2, 3}, 0},
                      Case{"spline", Coupling::kSpline, {5}, 0},
                      Case{"spline_of_one", Coupling::kSpline, {1}, 0},
                      Case{"spline_conditioned", Coupling::kSpline, {4}, 4}),
    [](const auto& info) { return std::string(info.param.name); });

// One step on (0.5, −1.5), the first kept: a = 0.8 · 0.5 + 0.3, t = −0.4 · 0.5 + 0.1,
// s = 2 tanh(a / 2); y = (0.5, −1.5 eˢ + t), ln det = s.
TEST(AffineCoupling, ComputesWhatAHandComputes) {
  const torch::NoGradGuard guard;
  CouplingFlowOptions options;
  options.channels = 2;
  options.steps = 1;
  options.clamp = 2.0;
  options.network = [](std::int64_t, std::int64_t in, std::int64_t out) {
    return dense_network(in, 0, 0, out);
  };
  CouplingFlow flow(options, Rng(1, "permutations"));
  testing::MemoryArchive archive;
  flow.save_to(archive, "flow");
  archive.floats("flow/weights/step0.0.weight", {2, 1}, std::vector<float>{0.8F, -0.4F});
  archive.floats("flow/weights/step0.0.bias", {2}, std::vector<float>{0.3F, 0.1F});
  archive.integers("flow/permutations", std::vector<std::int64_t>{0, 1});
  flow.load_from(archive, "flow");
  const FlowResult found = flow.forward({}, torch::tensor({{0.5F, -1.5F}}));
  const double s = 2.0 * std::tanh(0.35);
  EXPECT_EQ(found.values[0][0].item<float>(), 0.5F);
  EXPECT_NEAR(found.values[0][1].item<double>(), -1.5 * std::exp(s) - 0.1, 1e-6);
  EXPECT_NEAR(found.log_det[0].item<double>(), s, 1e-6);
}

TEST(AffineCoupling, NeverScalesByMoreThanItsClamp) {
  const torch::NoGradGuard guard;
  const auto flow = make_trained({"affine", Coupling::kAffine, {5}, 0});
  const FlowResult found = flow->forward({}, 1e4 * normal("x", {20, 5}));
  // 4 steps of 3 channels each by at most e².
  EXPECT_LE(found.log_det.abs().max().item<double>(), 4 * 3 * 2.0 + 1e-4);
}

// scipy.stats.norm.logpdf([0.5, -1.5, 2.0]).sum() = -6.006815599614018
TEST(StandardNormal, DensityIsScipys) {
  const torch::Tensor z = torch::tensor({{0.5, -1.5, 2.0}}, torch::kDouble);
  EXPECT_NEAR(standard_normal_log_density(z)[0].item<double>(), -6.006815599614018, 1e-12);
}

}  // namespace
}  // namespace goodparts
