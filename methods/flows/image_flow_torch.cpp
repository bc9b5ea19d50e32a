#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <functional>
#include <numeric>

#include "kernels/base/parallel.h"
#include "kernels/maps/anomaly_maps.h"
#include "methods/backbones/fitting_backbone.h"
#include "methods/backbones/image_features.h"
#include "methods/flows/image_flow_torch.h"
#include "methods/torch/training.h"

namespace goodparts {
namespace {

constexpr std::size_t kMostAtOnce = 32;  // images whose maps are made together

Context one_thread(Context context) {
  context.threads = 1;
  return context;
}

std::string layer_folder(std::size_t layer) { return fmt::format("layers/{}", layer); }

torch::Tensor channels_of(const torch::Tensor& x, const std::vector<std::int64_t>& channels) {
  return x.index_select(1, torch::tensor(channels, torch::kLong));
}

// The highest value, or the mean of the highest share of them.
double score_of(std::vector<float> map, double top_share) {
  const auto count = static_cast<std::size_t>(
      std::max<std::int64_t>(1, std::llround(top_share * static_cast<double>(map.size()))));
  const auto end = map.begin() + static_cast<std::ptrdiff_t>(count);
  std::partial_sort(map.begin(), end, map.end(), std::greater<>());
  return std::accumulate(map.begin(), end, 0.0) / static_cast<double>(count);
}

}  // namespace

ImageFlow::ImageFlow(std::string name, BackboneConfig backbone)
    : name_(std::move(name)), backbone_config_(std::move(backbone)) {
  backbone_config_.validate();
  at::set_num_threads(1);  // goodparts spreads images over threads itself
}

void ImageFlow::fit(const Context& context, const SampleSource& good) {
  if (!good.shape().is_image()) {
    throw Error(ErrorKind::kData,
                fmt::format("{} reads images, and these samples are rows; use method=flow", name_));
  }
  if (good.size() == 0) {
    throw Error(ErrorKind::kData, fmt::format("{}: no good image to learn from", name_));
  }
  backbone_ = make_backbone(backbone_config_, context);
  good_images_ = good.size();
  std::vector<torch::Tensor> features =
      features_of_all(context, *FittingBackbone(*backbone_), good);
  for (torch::Tensor& layer : features) {
    layer = prepare(layer);
  }
  make_layers(context, features);
  train_flows(context, features);
  if (!learns_from_energies()) {
    return;
  }
  std::vector<std::vector<Energies>> all(layers_.size());
  const Context alone = one_thread(context);
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    all[layer].resize(static_cast<std::size_t>(good.size()));
    parallel_for(context.threads, good.size(), [&](std::int64_t image) {
      context.check_cancelled();
      all[layer][static_cast<std::size_t>(image)] =
          energies_of(alone, layers_[layer], features[layer].narrow(0, image, 1));
    });
  }
  learn_from(all);
}

void ImageFlow::make_layers(const Context& context, const std::vector<torch::Tensor>& features) {
  layers_.clear();
  seed_initial_weights(context, name_);
  for (std::size_t i = 0; i < features.size(); ++i) {
    Layer layer;
    layer.height = features[i].size(2);
    layer.width = features[i].size(3);
    layer.scaling.learn(features[i]);
    const auto varying = static_cast<std::int64_t>(layer.scaling.varying().size());
    if (varying == 0) {
      throw Error(ErrorKind::kData,
                  fmt::format("{}: the features of layer {} are the same at every place of all {} "
                              "good images; are the images blank, or is there only one of them?",
                              name_, backbone_->layers()[i], good_images_));
    }
    layer.flow = std::make_shared<CouplingFlow>(flow_options(varying),
                                                context.rng(name_ + " permutations", i));
    layers_.push_back(std::move(layer));
  }
}

torch::Tensor ImageFlow::varying_of(const Layer& layer, const torch::Tensor& scaled) const {
  return layer.scaling.constant().empty() ? scaled : channels_of(scaled, layer.scaling.varying());
}

void ImageFlow::train_flows(const Context& context, const std::vector<torch::Tensor>& features) {
  TrainingTask task;
  task.name = name_;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    for (const auto& [name, tensor] : state_of(*layers_[i].flow)) {
      task.state.emplace_back(fmt::format("layer{}.{}", i, name), tensor);
    }
    task.sample_floats += layer_floats(layers_[i]);
    task.resident_floats += features[i].numel();
  }
  TrainingSplit split = split_for_training(context, training(), good_images_);
  task.samples = std::move(split.train);
  task.validation = std::move(split.validation);
  task.clip_gradient_norm = 1.0;
  task.loss = [&](std::span<const std::int64_t> batch, Rng& rng) {
    const torch::Tensor images =
        torch::tensor(std::vector<std::int64_t>(batch.begin(), batch.end()), torch::kLong);
    torch::Tensor sum;
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      const torch::Tensor x =
          varying_of(layers_[i], layers_[i].scaling.apply(features[i].index_select(0, images)));
      const torch::Tensor part = loss(layers_[i], x, rng);
      sum = sum.defined() ? sum + part : part;
    }
    return sum;
  };
  training_facts_ = train(context, training(), task).facts();
}

ImageFlow::Energies ImageFlow::energies_of(const Context& context, const Layer& layer,
                                           const torch::Tensor& features) const {
  const c10::InferenceMode guard;
  const torch::Tensor scaled = layer.scaling.apply(features);
  torch::Tensor sum = energies(context, layer, varying_of(layer, scaled));
  if (!layer.scaling.constant().empty()) {
    sum = sum + 0.5 * channels_of(scaled, layer.scaling.constant()).square().sum(1);
  }
  return to_vector(sum / static_cast<double>(layer.scaling.channels()));
}

void ImageFlow::require_fitting(const std::vector<FloatArray>& maps,
                                const SampleSource& source) const {
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const std::vector<std::int64_t>& shape = maps[i].shape;
    if (needs_training_size() && (shape[1] != layers_[i].height || shape[2] != layers_[i].width)) {
      throw Error(
          ErrorKind::kData,
          fmt::format("{} learns what is normal at each place, and this model was trained "
                      "on images of another size than {} × {} (layer {}: {} × {} places, "
                      "not {} × {}); resize them as in training",
                      name_, source.shape().dims[1], source.shape().dims[2], backbone_->layers()[i],
                      layers_[i].height, layers_[i].width, shape[1], shape[2]));
    }
  }
}

// One image is one thread's work. Images of one size have layers of one size.
std::vector<ImageFlow::LayerMaps> ImageFlow::layer_maps(
    const Context& context, const SampleSource& source,
    std::span<const std::int64_t> indices) const {
  const Context alone = one_thread(context);
  std::vector<std::vector<Energies>> energies(indices.size());
  std::vector<std::vector<GridSize>> grids(indices.size());
  for_each_image(
      context, *backbone_, source, indices, kUsualBatch,
      [&](std::int64_t i, const std::vector<FloatArray>& maps) {
        require_fitting(maps, source);
        const auto at = static_cast<std::size_t>(i);
        for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
          const torch::Tensor features = to_tensor(maps[layer].values, maps[layer].shape);
          Energies values = energies_of(alone, layers_[layer], prepare(features.unsqueeze(0)));
          for (float& value : values) {
            value = static_cast<float>(map_value(layer, static_cast<double>(value)));
          }
          energies[at].push_back(std::move(values));
          grids[at].push_back({maps[layer].shape[1], maps[layer].shape[2]});
        }
      });
  std::vector<LayerMaps> maps(layers_.size());
  for (std::size_t layer = 0; layer < maps.size(); ++layer) {
    maps[layer].grid = grids.front()[layer];
    for (const std::vector<Energies>& image : energies) {
      maps[layer].values.insert(maps[layer].values.end(), image[layer].begin(), image[layer].end());
    }
  }
  return maps;
}

std::vector<SampleScore> ImageFlow::score(const Context& context, const SampleSource& source,
                                          std::span<const std::int64_t> indices) const {
  assert(!layers_.empty());
  if (!source.shape().is_image()) {
    throw Error(ErrorKind::kData,
                fmt::format("this {} was trained on images, but is given rows", name_));
  }
  const GridSize input{source.shape().dims[1], source.shape().dims[2]};
  const auto share = 1.0F / static_cast<float>(layers_.size());
  std::vector<SampleScore> scores(indices.size());
  for (std::size_t first = 0; first < indices.size(); first += kMostAtOnce) {
    const auto part = indices.subspan(first, std::min(kMostAtOnce, indices.size() - first));
    for (std::size_t i = 0; i < part.size(); ++i) {
      scores[first + i].map = {
          input.height, input.width,
          std::vector<float>(static_cast<std::size_t>(input.height * input.width), 0.0F)};
    }
    for (const LayerMaps& layer : layer_maps(context, source, part)) {
      const auto resized =
          anomaly_maps(context, layer.values.data(), std::ssize(part), layer.grid, {input});
      parallel_for(context.threads, std::ssize(part), [&](std::int64_t i) {
        const auto at = static_cast<std::size_t>(i);
        std::vector<float>& map = scores[first + at].map.values;
        for (std::size_t place = 0; place < map.size(); ++place) {
          map[place] += share * resized[at][place];
        }
      });
    }
    parallel_for(context.threads, std::ssize(part), [&](std::int64_t i) {
      SampleScore& score = scores[first + static_cast<std::size_t>(i)];
      score.score = score_of(score.map.values, top_share());
    });
  }
  return scores;
}

void ImageFlow::save(ArchiveWriter& archive) const {
  assert(!layers_.empty());
  save_settings(archive);
  archive.number("good_images", static_cast<double>(good_images_));
  archive.number("layers/count", static_cast<double>(layers_.size()));
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const Layer& layer = layers_[i];
    archive.integers(layer_folder(i) + "/size", std::array{layer.height, layer.width});
    layer.scaling.save(archive, layer_folder(i) + "/scaling");
    layer.flow->save_to(archive, layer_folder(i) + "/flow");
  }
  std::vector<std::string> texts;
  for (const auto& [name, value] : training_facts_) {
    texts.insert(texts.end(), {name, value});
  }
  archive.texts("training", texts);
  backbone_->save(archive);
}

void ImageFlow::load(const ArchiveReader& archive) {
  load_settings(archive);
  backbone_ = load_backbone(archive);
  good_images_ = static_cast<std::int64_t>(archive.number("good_images"));
  const auto count = static_cast<std::size_t>(archive.number("layers/count"));
  if (count != backbone_->layers().size()) {
    throw Error(ErrorKind::kData,
                fmt::format("the saved {} has {} flows for {} layers of its backbone; train it "
                            "again",
                            name_, count, backbone_->layers().size()));
  }
  layers_.clear();
  for (std::size_t i = 0; i < count; ++i) {
    Layer layer;
    const std::vector<std::int64_t> size = archive.integers(layer_folder(i) + "/size");
    if (size.size() != 2 || size[0] < 1 || size[1] < 1) {
      throw Error(ErrorKind::kData,
                  fmt::format("the saved {}'s layer sizes are damaged; train it again", name_));
    }
    layer.height = size[0];
    layer.width = size[1];
    layer.scaling.load(archive, layer_folder(i) + "/scaling");
    layer.flow = std::make_shared<CouplingFlow>(
        flow_options(static_cast<std::int64_t>(layer.scaling.varying().size())), Rng(0, name_));
    layer.flow->load_from(archive, layer_folder(i) + "/flow");
    layers_.push_back(std::move(layer));
  }
  const std::vector<std::string> texts = archive.texts("training");
  training_facts_.clear();
  for (std::size_t i = 0; i + 1 < texts.size(); i += 2) {
    training_facts_.emplace_back(texts[i], texts[i + 1]);
  }
}

std::vector<std::pair<std::string, std::string>> ImageFlow::facts() const {
  std::vector<std::pair<std::string, std::string>> facts;
  if (layers_.empty()) {
    return facts;
  }
  facts.emplace_back("good images", std::to_string(good_images_));
  facts.emplace_back("backbone", backbone_->describe());
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    facts.emplace_back("layer " + backbone_->layers()[i],
                       fmt::format("{} × {} places, {} channels{}", layers_[i].height,
                                   layers_[i].width, layers_[i].scaling.channels(),
                                   layers_[i].scaling.constant().empty()
                                       ? ""
                                       : fmt::format(", {} of them constant",
                                                     layers_[i].scaling.constant().size())));
  }
  facts.emplace_back("image score",
                     top_share() > 0.0
                         ? fmt::format("mean of the map's highest {:g} %", 100.0 * top_share())
                         : "highest value of the map");
  facts.insert(facts.end(), training_facts_.begin(), training_facts_.end());
  return facts;
}

}  // namespace goodparts
