#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "methods/fastflow/fastflow.h"
#include "methods/flows/image_flow_torch.h"

namespace goodparts {
namespace {

torch::nn::Sequential convolutions(std::int64_t in, std::int64_t hidden, std::int64_t out,
                                   std::int64_t kernel) {
  const auto convolution = [&](std::int64_t from, std::int64_t to) {
    return torch::nn::Conv2d(torch::nn::Conv2dOptions(from, to, kernel).padding((kernel - 1) / 2));
  };
  return torch::nn::Sequential(convolution(in, hidden), torch::nn::ReLU(),
                               convolution(hidden, out));
}

class FastFlow : public ImageFlow {
 public:
  FastFlow(FastFlowConfig config, BackboneConfig backbone)
      : ImageFlow("fastflow", std::move(backbone)), config_(std::move(config)) {
    config_.validate();
  }

  std::vector<std::pair<std::string, std::string>> facts() const override {
    auto facts = ImageFlow::facts();
    facts.emplace_back("flow",
                       fmt::format("{} coupling steps a layer, {} convolutions", config_.steps,
                                   config_.only_3x3 ? "3×3" : "3×3 and 1×1"));
    return facts;
  }

 protected:
  const TrainingSettings& training() const override { return config_.training; }
  double top_share() const override { return config_.top_share; }

  CouplingFlowOptions flow_options(std::int64_t channels) const override {
    CouplingFlowOptions options;
    options.channels = channels;
    options.steps = config_.steps;
    options.clamp = config_.clamp;
    options.network = [this](std::int64_t step, std::int64_t in, std::int64_t out) {
      const auto hidden =
          std::max<std::int64_t>(1, std::llround(config_.hidden_ratio * static_cast<double>(in)));
      return convolutions(in, hidden, out, config_.only_3x3 || step % 2 == 0 ? 3 : 1);
    };
    return options;
  }

  std::int64_t layer_floats(const Layer& layer) const override {
    const double a_step = 6.0 + config_.hidden_ratio;  // tensors of the layer's size
    return static_cast<std::int64_t>(
        a_step *
        static_cast<double>(config_.steps * layer.scaling.channels() * layer.height * layer.width));
  }

  torch::Tensor prepare(const torch::Tensor& features) const override {
    return config_.layer_norm ? torch::layer_norm(features, features.sizes().slice(1)) : features;
  }

  torch::Tensor loss(const Layer& layer, const torch::Tensor& x, Rng& /*rng*/) const override {
    const FlowResult z = layer.flow->forward({}, x);
    return (0.5 * z.values.square().sum() - z.log_det.sum()) / static_cast<double>(x.numel());
  }

  torch::Tensor energies(const Context& context, const Layer& layer,
                         const torch::Tensor& x) const override {
    return 0.5 * layer.flow->forward(context, x).values.square().sum(1);
  }

  double map_value(std::size_t /*layer*/, double energy) const override {
    return -std::exp(-energy);
  }

  void save_settings(ArchiveWriter& archive) const override {
    archive.integers("fastflow/sizes", std::array{config_.steps, std::int64_t{config_.only_3x3},
                                                  std::int64_t{config_.layer_norm}});
    archive.numbers("fastflow/numbers",
                    std::array{config_.hidden_ratio, config_.clamp, config_.top_share});
  }

  void load_settings(const ArchiveReader& archive) override {
    const std::vector<std::int64_t> sizes = archive.integers("fastflow/sizes");
    const std::vector<double> numbers = archive.numbers("fastflow/numbers");
    if (sizes.size() != 3 || numbers.size() != 3) {
      throw Error(ErrorKind::kData, "the saved fastflow's settings are damaged; train it again");
    }
    config_.steps = sizes[0];
    config_.only_3x3 = sizes[1] != 0;
    config_.layer_norm = sizes[2] != 0;
    config_.hidden_ratio = numbers[0];
    config_.clamp = numbers[1];
    config_.top_share = numbers[2];
    config_.validate();
  }

 private:
  FastFlowConfig config_;
};

}  // namespace

std::unique_ptr<Detector> make_fastflow(FastFlowConfig config, BackboneConfig backbone) {
  return std::make_unique<FastFlow>(std::move(config), std::move(backbone));
}

}  // namespace goodparts
