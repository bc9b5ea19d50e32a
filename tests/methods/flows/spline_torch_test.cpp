// Expected values: Durkan et al. 2019, equations 4 and 5, evaluated in NumPy with double precision;
// the inverse by scipy.optimize.brentq of the forward function:
//   K, B = 4, 3.0
//   soft = lambda v: np.exp(v) / np.exp(v).sum()
//   w = 2*B*(1e-3 + (1 - 1e-3*K)*soft(u[:K])); h likewise of u[K:2*K]; knots: cumulated from -B
//   d = [1, *(1e-3 + log1p(exp(u[2*K:] + log(exp(1 - 1e-3) - 1)))), 1]
//   t = (x - X[k])/w; s = h/w; den = s + (d[k+1] + d[k] - 2*s)*t*(1-t)
//   y = Y[k] + h*(s*t*t + d[k]*t*(1-t))/den
//   log(s*s*(d[k+1]*t*t + 2*s*t*(1-t) + d[k]*(1-t)**2)/den**2)
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <array>
#include <vector>

#include "methods/flows/spline_torch.h"

namespace goodparts {
namespace {

constexpr SplineShape kShape{4, 3.0};

torch::Tensor parameters(std::int64_t count) {
  const std::vector<double> u = {0.5, -1, 0.25, 2, 1, 0, -0.5, 0.75, -0.7, 0.3, 1.2};
  return torch::tensor(u, torch::kDouble).expand({count, kShape.parameters()});
}

struct Point {
  double x, y, log_derivative;
};

void expect_points(const std::vector<Point>& points, bool inverse) {
  std::vector<double> inputs;
  for (const Point& point : points) {
    inputs.push_back(point.x);
  }
  const torch::Tensor x = torch::tensor(inputs, torch::kDouble);
  const torch::Tensor u = parameters(x.size(0));
  const Transformed found = inverse ? spline_inverse(x, u, kShape) : spline_forward(x, u, kShape);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto at = static_cast<std::int64_t>(i);
    EXPECT_NEAR(found.values[at].item<double>(), points[i].y, 1e-12) << "at " << points[i].x;
    EXPECT_NEAR(found.log_derivative[at].item<double>(), points[i].log_derivative, 1e-11)
        << "at " << points[i].x;
  }
}

TEST(Spline, FollowsThePapersEquations) {
  expect_points({{-2.5, -1.5169213005083213, 1.4172465913530432},
                 {-0.3, 1.8432848518510658, -0.6744045364874294},
                 {0.4, 2.1084429099052358, -1.2359146147761932},
                 {1.0, 2.2616156194995436, -1.4608460251299233},
                 {2.9, 2.909963818182737, -0.208913173339982}},
                false);
}

TEST(Spline, PassesThroughItsKnots) {
  // The derivative at a knot is the parameter's: ln 0.61722527, ln 1.19968999.
  expect_points({{-2.0722926841018467, -0.47227925839094986, -0.48252121427924066},
                 {-1.8606319830955123, 0.4614099588226228, 0.18206318512491168},
                 {-3.0, -3.0, 0.0},
                 {3.0, 3.0, 0.0}},
                false);
}

TEST(Spline, IsTheIdentityBeyondItsBound) {
  expect_points({{-5.0, -5.0, 0.0}, {3.5, 3.5, 0.0}, {1e30, 1e30, 0.0}}, false);
  expect_points({{-5.0, -5.0, 0.0}, {3.5, 3.5, 0.0}, {-1e30, -1e30, 0.0}}, true);
}

TEST(Spline, InvertsAsARootFinderDoes) {
  expect_points({{-2.9, -2.922100095446205, -0.4621839159932716},
                 {-1.0, -2.3614812365059215, -1.1622607687112123},
                 {0.2, -1.9334269219502533, -1.8352337881987493},
                 {1.5, -0.7904718527152426, 0.029166131146733422},
                 {2.95, 2.947058169178706, 0.11406341343826987},
                 {-3.0, -3.0, 0.0},
                 {3.0, 3.0, 0.0}},
                true);
}

TEST(Spline, WithoutParametersIsTheIdentity) {
  const torch::Tensor x = torch::linspace(-4.0, 4.0, 33, torch::kDouble);
  const Transformed found =
      spline_forward(x, torch::zeros({33, kShape.parameters()}, torch::kDouble), kShape);
  EXPECT_LT((found.values - x).abs().max().item<double>(), 1e-12);
  EXPECT_LT(found.log_derivative.abs().max().item<double>(), 1e-12);
}

TEST(Spline, GradientsStayFiniteEverywhere) {
  torch::Tensor x =
      torch::tensor({-1e30, -3.0, -2.0722926841018467, 0.0, 3.0, 1e30}, torch::kDouble);
  x.requires_grad_();
  torch::Tensor u = (30.0 * parameters(6)).detach().requires_grad_();
  const Transformed found = spline_forward(x, u, kShape);
  (found.values.sum() + found.log_derivative.sum()).backward();
  EXPECT_TRUE(torch::isfinite(x.grad()).all().item<bool>());
  EXPECT_TRUE(torch::isfinite(u.grad()).all().item<bool>());
}

}  // namespace
}  // namespace goodparts
