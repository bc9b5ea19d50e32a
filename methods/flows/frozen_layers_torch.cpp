#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "kernels/base/error.h"
#include "methods/backbones/image_features.h"
#include "methods/flows/frozen_layers_torch.h"

namespace goodparts {

std::vector<torch::Tensor> features_of_all(const Context& context, const Backbone& backbone,
                                           const SampleSource& source) {
  Progress progress(context, "features", source.size());
  std::vector<torch::Tensor> all;
  const auto keep = [&](std::int64_t index, const std::vector<FloatArray>& maps) {
    for (std::size_t layer = 0; layer < maps.size(); ++layer) {
      const std::vector<float>& values = maps[layer].values;
      std::copy(values.begin(), values.end(),
                all[layer].data_ptr<float>() + index * static_cast<std::int64_t>(values.size()));
    }
    progress.advance();
  };
  std::vector<std::int64_t> indices(static_cast<std::size_t>(source.size()));
  std::iota(indices.begin(), indices.end(), std::int64_t{0});
  const std::span<const std::int64_t> images = indices;
  // The first image tells how much room all of them take.
  for_each_image(context, backbone, source, images.first(1), 1,
                 [&](std::int64_t, const std::vector<FloatArray>& maps) {
                   for (const FloatArray& map : maps) {
                     std::vector<std::int64_t> shape = map.shape;
                     shape.insert(shape.begin(), source.size());
                     all.push_back(torch::empty(shape));
                   }
                   keep(0, maps);
                 });
  for_each_image(context, backbone, source, images.subspan(1), kUsualBatch,
                 [&](std::int64_t i, const std::vector<FloatArray>& maps) { keep(i + 1, maps); });
  return all;
}

void ChannelScaling::learn(const torch::Tensor& features) {
  const std::int64_t channels = features.size(1);
  const std::int64_t places = features.size(2) * features.size(3);
  const auto count = static_cast<double>(features.size(0) * places);
  const float* const values = features.data_ptr<float>();
  mean_.clear();
  deviation_.clear();
  varying_.clear();
  constant_.clear();
  for (std::int64_t channel = 0; channel < channels; ++channel) {
    const auto mean_of = [&](const auto& f) {
      double sum = 0.0;
      for (std::int64_t image = 0; image < features.size(0); ++image) {
        const float* const plane = values + (image * channels + channel) * places;
        for (std::int64_t i = 0; i < places; ++i) {
          sum += f(static_cast<double>(plane[i]));
        }
      }
      return sum / count;
    };
    const double mean = mean_of([](double value) { return value; });
    const double variance = mean_of([&](double value) { return (value - mean) * (value - mean); });
    // Below this, what is left is the rounding of a constant.
    const bool varies = variance > 1e-12 * (1.0 + mean * mean);
    mean_.push_back(mean);
    deviation_.push_back(varies ? std::sqrt(variance) : 1.0);
    (varies ? varying_ : constant_).push_back(channel);
  }
}

torch::Tensor ChannelScaling::apply(const torch::Tensor& features) const {
  const std::vector<std::int64_t> shape = {1, channels(), 1, 1};
  const torch::Tensor mean = torch::tensor(mean_, torch::kDouble).to(torch::kFloat).view(shape);
  const torch::Tensor deviation =
      torch::tensor(deviation_, torch::kDouble).to(torch::kFloat).view(shape);
  return (features - mean) / deviation;
}

void ChannelScaling::save(ArchiveWriter& archive, const std::string& folder) const {
  archive.numbers(folder + "/mean", mean_);
  archive.numbers(folder + "/deviation", deviation_);
  archive.integers(folder + "/varying", varying_);
}

void ChannelScaling::load(const ArchiveReader& archive, const std::string& folder) {
  mean_ = archive.numbers(folder + "/mean");
  deviation_ = archive.numbers(folder + "/deviation");
  varying_ = archive.integers(folder + "/varying");
  const bool valid = !mean_.empty() && mean_.size() == deviation_.size() && !varying_.empty() &&
                     std::is_sorted(varying_.begin(), varying_.end()) && varying_.front() >= 0 &&
                     varying_.back() < channels();
  if (!valid) {
    throw Error(ErrorKind::kData,
                fmt::format("the saved model's '{}' is damaged; train it again", folder));
  }
  constant_.clear();
  for (std::int64_t channel = 0; channel < channels(); ++channel) {
    if (!std::binary_search(varying_.begin(), varying_.end(), channel)) {
      constant_.push_back(channel);
    }
  }
}

}  // namespace goodparts
