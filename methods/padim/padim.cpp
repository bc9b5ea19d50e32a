#include "methods/padim/padim.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <numeric>

#include "kernels/base/join.h"
#include "kernels/base/parallel.h"
#include "kernels/maps/anomaly_maps.h"
#include "methods/backbones/fitting_backbone.h"
#include "methods/backbones/image_features.h"
#include "methods/padim/aligned_features.h"

namespace goodparts {
namespace {

constexpr std::int64_t kMostAtOnce = 32;  // images scored together, whose features take memory

// Layers 1 to 3 of a residual network, and what is like them in others.
std::vector<std::string> default_layers(const std::string& arch) {
  if (arch == "resnet18" || arch == "resnet50" || arch == "wide_resnet50_2") {
    return {"layer1", "layer2", "layer3"};
  }
  if (arch == "mobilenet_v2") {
    return {"features.3", "features.6", "features.13"};
  }
  if (arch == "builtin") {
    return {"stride4", "stride8", "stride16"};
  }
  return {};  // the backbone's own default
}

std::vector<std::int64_t> all_of(const SampleSource& source) {
  std::vector<std::int64_t> indices(static_cast<std::size_t>(source.size()));
  std::iota(indices.begin(), indices.end(), std::int64_t{0});
  return indices;
}

void require_images(const SampleSource& source) {
  if (!source.shape().is_image()) {
    throw Error(ErrorKind::kData,
                "PaDiM learns where in an image something is, and these samples are rows; use "
                "another method, such as method=isolation_forest or method=patchcore");
  }
}

}  // namespace

Padim::Padim(PadimConfig config, BackboneConfig backbone)
    : config_(std::move(config)), backbone_config_(std::move(backbone)) {
  config_.validate();
  backbone_config_.validate();
  if (backbone_config_.layers.empty()) {
    backbone_config_.layers = default_layers(backbone_config_.arch);
  }
}

void Padim::fit(const Context& context, const SampleSource& good) {
  require_images(good);
  if (good.size() == 0) {
    throw Error(ErrorKind::kData, "PaDiM: no good image to learn from");
  }
  look_at_first(context, good);
  const auto dim = static_cast<std::int64_t>(selected_.size());
  const std::int64_t rank = kept_rank();
  const FitSize size{images_, grid_.height * grid_.width, dim, floats_per_gaussian(dim, rank)};
  const FitPlan plan = require_room(context, config_, size);
  gaussians_ = {};  // of an earlier fit, before the new ones take room
  gaussians_ = make_place_gaussians(size.places, dim, rank);
  const FittingBackbone fitting(*backbone_);
  for (std::int64_t first = 0; first < size.places; first += plan.places_at_once) {
    fit_block(context, *fitting, good, first, std::min(plan.places_at_once, size.places - first));
  }
}

// Learns from the first image what all of them look like to the backbone, and draws the channels.
void Padim::look_at_first(const Context& context, const SampleSource& good) {
  backbone_ = make_backbone(backbone_config_, context);
  const std::int64_t first[] = {0};
  for_each_image(context, *backbone_, good, first, 1,
                 [&](std::int64_t, const std::vector<FloatArray>& maps) {
                   grid_ = finest_grid(maps);
                   channels_ = channel_count(maps);
                 });
  const std::int64_t dim = std::min(channels_, config_.dims.value_or(channels_));
  if (config_.dims && *config_.dims > channels_) {
    context.message(fmt::format("PaDiM: method.dims={} but {} has {} dimensions; all are used",
                                *config_.dims, joined(backbone_->layers(), ", "), channels_));
  }
  selected_ = context.rng("dims").sample(channels_, dim);
  std::sort(selected_.begin(), selected_.end());
  images_ = good.size();
  input_ = {good.shape().dims[1], good.shape().dims[2]};
  if (images_ == 1) {
    context.message(
        fmt::format("PaDiM: one training image shows no spread; every covariance is {:g} · I",
                    config_.regulariser));
  }
}

// The covariance of N images has no more than N − 1 directions.
std::int64_t Padim::kept_rank() const {
  const auto dim = static_cast<std::int64_t>(selected_.size());
  return config_.is_full() ? 0
                           : std::min({config_.rank, dim, std::max<std::int64_t>(1, images_ - 1)});
}

void Padim::fit_block(const Context& context, const Backbone& backbone, const SampleSource& good,
                      std::int64_t first_place, std::int64_t places) {
  const auto dim = static_cast<std::int64_t>(selected_.size());
  const auto whole = static_cast<std::size_t>(grid_.height * grid_.width * dim);
  const std::int64_t part = places * dim;
  std::vector<float> features(static_cast<std::size_t>(good.size() * part));
  {
    Progress progress(context, "features", good.size());
    for_each_image(context, backbone, good, all_of(good), config_.batch_size,
                   [&](std::int64_t i, const std::vector<FloatArray>& maps) {
                     std::vector<float> image(whole);
                     align_features(maps, selected_, image);
                     std::copy_n(image.data() + first_place * dim, part,
                                 features.data() + i * part);
                     progress.advance();
                   });
  }
  fit_places(context, features, good.size(), first_place, places, config_.regulariser, gaussians_);
}

void Padim::require_same_size(const SampleSource& source) const {
  const std::vector<std::int64_t>& dims = source.shape().dims;
  if (!(dims[1] == input_[0] && dims[2] == input_[1])) {
    throw Error(ErrorKind::kData,
                fmt::format("this PaDiM was trained on images of {} × {} pixels, but is given {} × "
                            "{}; set dataset.resize and dataset.crop as in training",
                            input_[0], input_[1], dims[1], dims[2]));
  }
}

std::vector<float> Padim::aligned(const Context& context, const SampleSource& source,
                                  std::span<const std::int64_t> indices) const {
  const auto each = static_cast<std::size_t>(gaussians_.places * gaussians_.dim);
  std::vector<float> features(indices.size() * each);
  for_each_image(context, *backbone_, source, indices, config_.batch_size,
                 [&](std::int64_t i, const std::vector<FloatArray>& maps) {
                   align_features(
                       maps, selected_,
                       std::span(features).subspan(static_cast<std::size_t>(i) * each, each));
                 });
  return features;
}

std::vector<SampleScore> Padim::score(const Context& context, const SampleSource& source,
                                      std::span<const std::int64_t> indices) const {
  assert(backbone_ != nullptr);
  require_images(source);
  require_same_size(source);
  const GridSize input{input_[0], input_[1]};
  // As many images at once as keep all threads busy in the backbone; a place's Gaussian is then
  // fetched once for all of them.
  const auto group = static_cast<std::size_t>(
      std::min(kMostAtOnce, config_.batch_size * std::max(1, context.threads)));
  std::vector<SampleScore> scores(indices.size());
  for (std::size_t begin = 0; begin < indices.size(); begin += group) {
    const auto part = indices.subspan(begin, std::min(group, indices.size() - begin));
    const auto count = static_cast<std::int64_t>(part.size());
    const std::vector<float> distances =
        mahalanobis_distances(context, gaussians_, aligned(context, source, part), count);
    std::vector<std::vector<float>> maps =
        anomaly_maps(context, distances.data(), count, grid_,
                     {input, Enlarging::kBilinear, config_.map_sigma, BlurBorder::kRepeatEdge});
    parallel_for(context.threads, count, [&](std::int64_t i) {
      const auto at = static_cast<std::size_t>(i);
      SampleScore& score = scores[begin + at];
      score.map = {input.height, input.width, std::move(maps[at])};
      score.score =
          static_cast<double>(*std::max_element(score.map.values.begin(), score.map.values.end()));
    });
  }
  return scores;
}

std::vector<std::pair<std::string, std::string>> Padim::facts() const {
  std::vector<std::pair<std::string, std::string>> facts;
  if (backbone_ != nullptr) {
    facts.emplace_back("backbone", backbone_->describe());
    facts.emplace_back("layers", joined(backbone_->layers(), ", "));
    facts.emplace_back("good samples", std::to_string(images_));
    facts.emplace_back("dimensions", fmt::format("{} of {}", selected_.size(), channels_));
    facts.emplace_back("grid", fmt::format("{} × {}", grid_.height, grid_.width));
    facts.emplace_back("covariance", gaussians_.rank == 0
                                         ? fmt::format("full, + {:g} · I", config_.regulariser)
                                         : fmt::format("rank {} and a remainder, + {:g} · I",
                                                       gaussians_.rank, config_.regulariser));
  }
  return facts;
}

std::unique_ptr<Detector> make_padim(const ConfigGroupReader& read) {
  PadimConfig config;
  BackboneConfig backbone;
  read("method", config);
  read("backbone", backbone);
  return std::make_unique<Padim>(std::move(config), std::move(backbone));
}

}  // namespace goodparts
