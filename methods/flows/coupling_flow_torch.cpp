#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include "kernels/base/error.h"
#include "kernels/coupling/coupling.h"
#include "methods/flows/coupling_flow_torch.h"
#include "methods/torch/tensors.h"

namespace goodparts {
namespace {

// The permutations of all steps, one after another.
std::vector<std::int64_t> draw_permutations(std::int64_t channels, std::int64_t kept,
                                            std::int64_t steps, Rng& rng) {
  std::vector<std::int64_t> all;
  for (std::int64_t step = 0; step < steps; ++step) {
    std::vector<std::int64_t> order(static_cast<std::size_t>(channels));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    if (step % 2 == 0) {
      rng.shuffle(std::span(order));
    } else {
      std::rotate(order.begin(), order.begin() + kept, order.end());
    }
    all.insert(all.end(), order.begin(), order.end());
  }
  return all;
}

void set_to_zero(torch::nn::Sequential& network) {
  const torch::NoGradGuard guard;
  const auto layers = network->children();
  for (torch::Tensor& parameter : layers.back()->parameters()) {
    parameter.zero_();
  }
}

// Without gradients the transforms need no record of their intermediate tensors, and the kernels
// take a fraction of LibTorch's time.
bool suits_kernels(const torch::Tensor& moved, const torch::Tensor& parameters) {
  return !torch::GradMode::is_enabled() && moved.scalar_type() == torch::kFloat &&
         parameters.scalar_type() == torch::kFloat && moved.device().is_cpu() &&
         moved.size(0) > 0 && moved[0].is_contiguous();
}

// As CouplingFlow::transform() forwards; the logarithms are summed over each sample.
Transformed transform_with_kernels(const Context& context, const torch::Tensor& moved,
                                   const torch::Tensor& given, const CouplingFlowOptions& options) {
  const torch::Tensor parameters = given.contiguous();
  const std::int64_t rows = moved.size(0);
  const std::int64_t cols = moved.numel() / rows;
  Transformed result{torch::empty(moved.sizes(), moved.options()),
                     torch::zeros({rows, 1}, moved.options())};
  const float* const from = parameters.data_ptr<float>();
  float* const to = result.values.data_ptr<float>();
  float* const logs = result.log_derivative.data_ptr<float>();
  if (options.coupling == Coupling::kSpline) {
    spline_coupling(context, moved.data_ptr<float>(), from, rows, cols, moved.stride(0), cols,
                    options.spline.bins, options.spline.bound, to, logs);
  } else {
    affine_coupling(context, moved.data_ptr<float>(), from, from + cols, rows, cols,
                    moved.stride(0), 2 * cols, cols, options.clamp, to, logs);
  }
  return result;
}

struct AffineParameters {
  torch::Tensor log_scale;
  torch::Tensor shift;
};

AffineParameters affine_parameters(const torch::Tensor& parameters, double clamp) {
  const std::vector<torch::Tensor> halves = parameters.chunk(2, 1);
  return {clamp * torch::tanh(halves[0] * (1.0 / clamp)), halves[1]};
}

torch::Tensor sum_each(const torch::Tensor& values) { return values.flatten(1).sum(1); }

}  // namespace

CouplingFlow::CouplingFlow(CouplingFlowOptions options, Rng rng)
    : options_(std::move(options)), kept_(options_.channels / 2) {
  assert(options_.channels >= 1 && options_.steps >= 1);
  const std::int64_t moved = options_.channels - kept_;
  const std::int64_t each =
      options_.coupling == Coupling::kSpline ? options_.spline.parameters() : 2;
  const std::int64_t in = std::max<std::int64_t>(1, kept_ + options_.condition);
  for (std::int64_t step = 0; step < options_.steps; ++step) {
    networks_.push_back(options_.network(step, in, moved * each));
    set_to_zero(networks_.back());
    register_module(fmt::format("step{}", step), networks_.back());
  }
  set_permutations(draw_permutations(options_.channels, kept_, options_.steps, rng));
}

void CouplingFlow::set_permutations(const std::vector<std::int64_t>& all) {
  permutations_.clear();
  inverses_.clear();
  for (std::int64_t step = 0; step < options_.steps; ++step) {
    const auto begin = all.begin() + step * options_.channels;
    const std::vector<std::int64_t> order(begin, begin + options_.channels);
    permutations_.push_back(torch::tensor(order, torch::kLong));
    inverses_.push_back(torch::argsort(permutations_.back()));
  }
}

torch::Tensor CouplingFlow::parameters_of(std::int64_t step, const torch::Tensor& kept,
                                          const torch::Tensor& condition) const {
  std::vector<torch::Tensor> seen;
  if (kept_ > 0) {
    seen.push_back(options_.network_limit > 0.0
                       ? kept.clamp(-options_.network_limit, options_.network_limit)
                       : kept);
  }
  if (options_.condition > 0) {
    seen.push_back(condition);
  }
  if (seen.empty()) {  // a single channel, transformed alike for every sample
    std::vector<std::int64_t> shape = kept.sizes().vec();
    shape[1] = 1;
    seen.push_back(torch::ones(shape, kept.options()));
  }
  // forward() of a Sequential is not const, though it changes nothing.
  torch::nn::Sequential network = networks_[static_cast<std::size_t>(step)];
  return network->forward(seen.size() == 1 ? seen[0] : torch::cat(seen, 1));
}

torch::Tensor CouplingFlow::spline_parameters(const torch::Tensor& moved,
                                              const torch::Tensor& parameters) const {
  return parameters.view({moved.size(0), moved.size(1), options_.spline.parameters()});
}

Transformed CouplingFlow::transform(const Context& context, const torch::Tensor& moved,
                                    const torch::Tensor& parameters) const {
  if (suits_kernels(moved, parameters)) {
    return transform_with_kernels(context, moved, parameters, options_);
  }
  if (options_.coupling == Coupling::kSpline) {
    return spline_forward(moved, spline_parameters(moved, parameters), options_.spline);
  }
  const AffineParameters affine = affine_parameters(parameters, options_.clamp);
  return {moved * torch::exp(affine.log_scale) + affine.shift, affine.log_scale};
}

Transformed CouplingFlow::transform_back(const torch::Tensor& moved,
                                         const torch::Tensor& parameters) const {
  if (options_.coupling == Coupling::kSpline) {
    return spline_inverse(moved, spline_parameters(moved, parameters), options_.spline);
  }
  const AffineParameters affine = affine_parameters(parameters, options_.clamp);
  return {(moved - affine.shift) * torch::exp(-affine.log_scale), -affine.log_scale};
}

FlowResult CouplingFlow::forward(const Context& context, const torch::Tensor& x,
                                 const torch::Tensor& condition) const {
  assert(x.size(1) == options_.channels);
  torch::Tensor values = x;
  torch::Tensor log_det = torch::zeros({x.size(0)}, x.options());
  for (std::int64_t step = 0; step < options_.steps; ++step) {
    values = values.index_select(1, permutations_[static_cast<std::size_t>(step)]);
    const torch::Tensor kept = values.narrow(1, 0, kept_);
    const Transformed moved = transform(context, values.narrow(1, kept_, options_.channels - kept_),
                                        parameters_of(step, kept, condition));
    values = torch::cat({kept, moved.values}, 1);
    log_det = log_det + sum_each(moved.log_derivative);
  }
  return {values, log_det};
}

FlowResult CouplingFlow::inverse(const torch::Tensor& z, const torch::Tensor& condition) const {
  assert(z.size(1) == options_.channels);
  torch::Tensor values = z;
  torch::Tensor log_det = torch::zeros({z.size(0)}, z.options());
  for (std::int64_t step = options_.steps - 1; step >= 0; --step) {
    const torch::Tensor kept = values.narrow(1, 0, kept_);
    const Transformed moved = transform_back(values.narrow(1, kept_, options_.channels - kept_),
                                             parameters_of(step, kept, condition));
    values = torch::cat({kept, moved.values}, 1)
                 .index_select(1, inverses_[static_cast<std::size_t>(step)]);
    log_det = log_det + sum_each(moved.log_derivative);
  }
  return {values, log_det};
}

void CouplingFlow::save_to(ArchiveWriter& archive, const std::string& folder) const {
  save_tensors(archive, folder + "/weights", state_of(*this));
  std::vector<std::int64_t> all;
  for (const torch::Tensor& permutation : permutations_) {
    const auto* const order = permutation.data_ptr<std::int64_t>();
    all.insert(all.end(), order, order + permutation.numel());
  }
  archive.integers(folder + "/permutations", all);
}

void CouplingFlow::load_from(const ArchiveReader& archive, const std::string& folder) {
  load_tensors(archive, folder + "/weights", state_of(*this));
  const std::vector<std::int64_t> all = archive.integers(folder + "/permutations");
  const auto is_permutation = [&](std::int64_t step) {
    std::vector<bool> seen(static_cast<std::size_t>(options_.channels), false);
    for (std::int64_t i = 0; i < options_.channels; ++i) {
      const std::int64_t channel = all[static_cast<std::size_t>(step * options_.channels + i)];
      if (channel < 0 || channel >= options_.channels || seen[static_cast<std::size_t>(channel)]) {
        return false;
      }
      seen[static_cast<std::size_t>(channel)] = true;
    }
    return true;
  };
  bool valid = static_cast<std::int64_t>(all.size()) == options_.steps * options_.channels;
  for (std::int64_t step = 0; valid && step < options_.steps; ++step) {
    valid = is_permutation(step);
  }
  if (!valid) {
    throw Error(
        ErrorKind::kData,
        fmt::format("the saved model's '{}/permutations' are damaged; train it again", folder));
  }
  set_permutations(all);
}

torch::Tensor standard_normal_log_density(const torch::Tensor& z) {
  static const double log_two_pi = std::log(2.0 * std::acos(-1.0));
  const double dimensions = static_cast<double>(z.numel() / z.size(0));
  return -0.5 * (z.square().flatten(1).sum(1) + dimensions * log_two_pi);
}

torch::nn::Sequential dense_network(std::int64_t in, std::int64_t hidden, std::int64_t layers,
                                    std::int64_t out) {
  torch::nn::Sequential network;
  for (std::int64_t layer = 0; layer < layers; ++layer) {
    network->push_back(torch::nn::Linear(layer == 0 ? in : hidden, hidden));
    network->push_back(torch::nn::ReLU());
  }
  network->push_back(torch::nn::Linear(layers == 0 ? in : hidden, out));
  return network;
}

}  // namespace goodparts
