#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "methods/cflow/cflow.h"
#include "methods/cflow/position_encoding.h"
#include "methods/flows/image_flow_torch.h"
#include "methods/torch/tensors.h"

namespace goodparts {
namespace {

class Cflow : public ImageFlow {
 public:
  Cflow(CflowConfig config, BackboneConfig backbone)
      : ImageFlow("cflow", std::move(backbone)), config_(std::move(config)) {
    config_.validate();
  }

  std::vector<std::pair<std::string, std::string>> facts() const override {
    auto facts = ImageFlow::facts();
    facts.emplace_back(
        "flow", fmt::format("{} coupling steps a layer, conditioned on position", config_.steps));
    facts.emplace_back("map", "each layer standardised by the training images' likelihoods");
    return facts;
  }

 protected:
  const TrainingSettings& training() const override { return config_.training; }
  double top_share() const override { return config_.top_share; }
  bool needs_training_size() const override { return true; }
  bool learns_from_energies() const override { return true; }

  CouplingFlowOptions flow_options(std::int64_t channels) const override {
    CouplingFlowOptions options;
    options.channels = channels;
    options.condition = config_.condition_dim;
    options.steps = config_.steps;
    options.clamp = config_.clamp;
    const auto hidden = std::max<std::int64_t>(
        1, std::llround(config_.hidden_ratio * static_cast<double>(channels)));
    options.network = [hidden](std::int64_t, std::int64_t in, std::int64_t out) {
      return dense_network(in, hidden, 1, out);
    };
    return options;
  }

  std::int64_t layer_floats(const Layer& layer) const override {
    const auto channels = static_cast<double>(layer.scaling.channels());
    const double a_step = 6.0 * channels + 2.0 * config_.hidden_ratio * channels +
                          static_cast<double>(config_.condition_dim);
    return static_cast<std::int64_t>(a_step *
                                     static_cast<double>(config_.steps * positions_of(layer)));
  }

  torch::Tensor loss(const Layer& layer, const torch::Tensor& x, Rng& rng) const override {
    const std::int64_t places = layer.height * layer.width;
    const std::int64_t drawn = positions_of(layer);
    std::vector<std::int64_t> vectors;
    std::vector<std::int64_t> positions;
    for (std::int64_t image = 0; image < x.size(0); ++image) {
      for (const std::int64_t place : rng.sample(places, drawn)) {
        vectors.push_back(image * places + place);
        positions.push_back(place);
      }
    }
    const torch::Tensor log_p = log_likelihood(
        {}, layer, vectors_of(x).index_select(0, torch::tensor(vectors, torch::kLong)),
        encoding_of(layer).index_select(0, torch::tensor(positions, torch::kLong)));
    return -log_p.mean() / static_cast<double>(x.size(1));
  }

  torch::Tensor energies(const Context& context, const Layer& layer,
                         const torch::Tensor& x) const override {
    const torch::Tensor encoding = encoding_of(layer).repeat({x.size(0), 1});
    return -log_likelihood(context, layer, vectors_of(x), encoding)
                .view({x.size(0), layer.height, layer.width});
  }

  void learn_from(const std::vector<std::vector<Energies>>& all) override {
    means_.clear();
    deviations_.clear();
    for (const std::vector<Energies>& layer : all) {
      double count = 0.0;
      double sum = 0.0;
      double squares = 0.0;
      for (const Energies& image : layer) {
        for (const float energy : image) {
          count += 1.0;
          sum += static_cast<double>(energy);
          squares += static_cast<double>(energy) * static_cast<double>(energy);
        }
      }
      const double mean = sum / count;
      const double variance = squares / count - mean * mean;
      means_.push_back(mean);
      deviations_.push_back(variance > 1e-12 * (1.0 + mean * mean) ? std::sqrt(variance) : 1.0);
    }
  }

  double map_value(std::size_t layer, double energy) const override {
    return (energy - means_[layer]) / deviations_[layer];
  }

  void save_settings(ArchiveWriter& archive) const override {
    archive.integers("cflow/sizes",
                     std::array{config_.steps, config_.condition_dim, config_.positions});
    archive.numbers("cflow/numbers",
                    std::array{config_.hidden_ratio, config_.clamp, config_.top_share});
    archive.numbers("cflow/means", means_);
    archive.numbers("cflow/deviations", deviations_);
  }

  void load_settings(const ArchiveReader& archive) override {
    const std::vector<std::int64_t> sizes = archive.integers("cflow/sizes");
    const std::vector<double> numbers = archive.numbers("cflow/numbers");
    means_ = archive.numbers("cflow/means");
    deviations_ = archive.numbers("cflow/deviations");
    const auto layers = static_cast<std::size_t>(archive.number("layers/count"));
    if (sizes.size() != 3 || numbers.size() != 3 || means_.size() != layers ||
        deviations_.size() != layers) {
      throw Error(ErrorKind::kData, "the saved cflow's settings are damaged; train it again");
    }
    config_.steps = sizes[0];
    config_.condition_dim = sizes[1];
    config_.positions = sizes[2];
    config_.hidden_ratio = numbers[0];
    config_.clamp = numbers[1];
    config_.top_share = numbers[2];
    config_.validate();
  }

 private:
  std::int64_t positions_of(const Layer& layer) const {
    const std::int64_t places = layer.height * layer.width;
    return config_.positions == 0 ? places : std::min(config_.positions, places);
  }

  torch::Tensor encoding_of(const Layer& layer) const {
    return to_tensor(position_encoding({layer.height, layer.width}, config_.condition_dim),
                     {layer.height * layer.width, config_.condition_dim});
  }

  // {images, channels, height, width} → {images · places, channels}.
  static torch::Tensor vectors_of(const torch::Tensor& x) {
    return x.permute({0, 2, 3, 1}).reshape({-1, x.size(1)});
  }

  static torch::Tensor log_likelihood(const Context& context, const Layer& layer,
                                      const torch::Tensor& vectors, const torch::Tensor& encoding) {
    const FlowResult z = layer.flow->forward(context, vectors, encoding);
    return standard_normal_log_density(z.values) + z.log_det;
  }

  CflowConfig config_;
  std::vector<double> means_;  // of each layer's energies over the training images
  std::vector<double> deviations_;
};

}  // namespace

std::unique_ptr<Detector> make_cflow(CflowConfig config, BackboneConfig backbone) {
  return std::make_unique<Cflow>(std::move(config), std::move(backbone));
}

}  // namespace goodparts
