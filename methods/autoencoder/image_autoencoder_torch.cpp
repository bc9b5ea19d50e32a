#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numeric>

#include "kernels/base/error.h"
#include "kernels/base/parallel.h"
#include "kernels/maps/anomaly_maps.h"
#include "methods/autoencoder/codec_facts_torch.h"
#include "methods/autoencoder/codec_training_torch.h"
#include "methods/autoencoder/image_autoencoder_torch.h"
#include "methods/backbones/image_reader.h"
#include "methods/torch/memory_estimate.h"

namespace goodparts {
namespace {

constexpr std::int64_t kSsimMaps = 24;  // per channel, kept by SSIM for the backward pass
constexpr std::size_t kMapsAtOnce = 32;

torch::Tensor read_images(const Context& context, const SampleSource& source) {
  const std::vector<std::int64_t>& dims = source.shape().dims;
  const std::int64_t elements = source.shape().elements();
  require_memory("autoencoder, training images", 4 * source.size() * elements,
                 "use a smaller dataset.resize or fewer images");
  torch::Tensor images = torch::empty({source.size(), dims[0], dims[1], dims[2]});
  float* const data = images.data_ptr<float>();
  Progress progress(context, "read images", source.size());
  parallel_for(context.threads, source.size(), [&](std::int64_t i) {
    source.read({&i, 1}, {data + i * elements, static_cast<std::size_t>(elements)});
    progress.advance();
  });
  return images;
}

torch::Tensor channel_tensor(const std::vector<double>& values) {
  return torch::tensor(values, torch::kDouble)
      .to(torch::kFloat)
      .view({static_cast<std::int64_t>(values.size()), 1, 1});
}

}  // namespace

void ImageAutoencoder::fit(const Context& context, const SampleSource& good) {
  if (good.size() < 1) {
    throw Error(ErrorKind::kData,
                "autoencoder cannot learn from 0 good samples; give it at least 1");
  }
  if (config_.architecture != "auto" && config_.architecture != "conv") {
    throw Error(
        ErrorKind::kConfig,
        fmt::format("method.architecture: {} is for rows; images need conv", config_.architecture));
  }
  codec_ = make_codec(context, plan_codec(config_, "conv", good.shape().dims));
  good_images_ = good.size();
  torch::Tensor images = read_images(context, good);
  learn_channels(images);
  images.sub_(channel_tensor(mean_)).div_(channel_tensor(deviation_));
  const ImageLoss loss = this->loss();
  const CodecTraining training = train_codec(
      context, config_, codec_, images,
      [&](const torch::Tensor& original, const torch::Tensor& reconstruction) {
        return loss.map(original, reconstruction).mean();
      },
      config_.loss == "l2" ? 0 : kSsimMaps * good.shape().elements());
  training_facts_ = training.result.facts();
  scale_.clear();
  if (config_.scale_residuals) {
    const auto& split = training.split;
    learn_scale(context, images, split.validation.empty() ? split.train : split.validation);
  }
}

void ImageAutoencoder::learn_channels(const torch::Tensor& images) {
  mean_.clear();
  deviation_.clear();
  for (std::int64_t c = 0; c < images.size(1); ++c) {
    const torch::Tensor channel = images.select(1, c);
    const double mean = channel.mean(torch::kDouble).item<double>();
    const double variance = (channel - mean).square().mean(torch::kDouble).item<double>();
    mean_.push_back(mean);
    deviation_.push_back(variance > 1e-10 ? std::sqrt(variance) : 1.0);
  }
}

void ImageAutoencoder::learn_scale(const Context& context, const torch::Tensor& images,
                                   const std::vector<std::int64_t>& chosen) {
  at::set_num_threads(1);
  std::vector<double> sums(static_cast<std::size_t>(images.size(2) * images.size(3)), 0.0);
  for (std::size_t first = 0; first < chosen.size(); first += kMapsAtOnce) {
    const auto part =
        std::span(chosen).subspan(first, std::min(kMapsAtOnce, chosen.size() - first));
    std::vector<float> errors(part.size() * sums.size());
    parallel_for(context.threads, std::ssize(part), [&](std::int64_t i) {
      context.check_cancelled();
      const std::vector<float> map =
          error_map(images.narrow(0, part[static_cast<std::size_t>(i)], 1));
      std::copy(map.begin(), map.end(), errors.begin() + i * std::ssize(sums));
    });
    const auto maps = smoothed(context, errors, std::ssize(part));
    for (const std::vector<float>& map : maps) {
      for (std::size_t p = 0; p < sums.size(); ++p) {
        sums[p] += static_cast<double>(map[p]);
      }
    }
  }
  const double whole = std::accumulate(sums.begin(), sums.end(), 0.0) /
                       static_cast<double>(sums.size() * chosen.size());
  for (const double sum : sums) {
    // Images that are drawn without any error leave nothing to divide by.
    const double here = sum / static_cast<double>(chosen.size()) + whole;
    scale_.push_back(static_cast<float>(std::max(here, 1e-6)));
  }
}

ImageLoss ImageAutoencoder::loss() const {
  return {config_.loss, config_.ssim_weight, channel_tensor(deviation_), channel_tensor(mean_)};
}

std::vector<float> ImageAutoencoder::error_map(const torch::Tensor& image) const {
  const torch::NoGradGuard guard;
  return to_vector(loss().map(image, codec_->reconstruct(image)));
}

std::vector<std::vector<float>> ImageAutoencoder::smoothed(const Context& context,
                                                           const std::vector<float>& errors,
                                                           std::int64_t count) const {
  const std::vector<std::int64_t>& dims = codec_->plan().input;
  const GridSize size{dims[1], dims[2]};
  assert(std::ssize(errors) == count * size.height * size.width);
  return anomaly_maps(context, errors.data(), count, size,
                      {size, Enlarging::kBilinear, config_.map_sigma, BlurBorder::kRepeatEdge});
}

void ImageAutoencoder::require_same_shape(const SampleSource& source) const {
  const std::vector<std::int64_t>& trained = codec_->plan().input;
  const std::vector<std::int64_t>& dims = source.shape().dims;
  if (!source.shape().is_image()) {
    throw Error(ErrorKind::kData, "this autoencoder was trained on images, but is given rows");
  }
  if (dims != trained) {
    throw Error(
        ErrorKind::kData,
        fmt::format("these images are {} × {}, but this autoencoder was trained on {} × {}; "
                    "give it the same dataset.resize and dataset.crop",
                    dims[1], dims[2], trained[1], trained[2]));
  }
}

std::vector<SampleScore> ImageAutoencoder::score(const Context& context, const SampleSource& source,
                                                 std::span<const std::int64_t> indices) const {
  assert(!codec_.is_empty());
  require_same_shape(source);
  at::set_num_threads(1);  // one image is one thread's work
  std::vector<SampleScore> scores(indices.size());
  const std::vector<std::int64_t>& dims = codec_->plan().input;
  const auto pixels = static_cast<std::size_t>(dims[1] * dims[2]);
  for (std::size_t first = 0; first < indices.size(); first += kMapsAtOnce) {
    const auto part = indices.subspan(first, std::min(kMapsAtOnce, indices.size() - first));
    std::vector<float> errors(part.size() * pixels);
    for_each_block(context, source, part, 1, [&](const ImageBlock& image, std::int64_t) {
      const torch::NoGradGuard guard;
      const std::vector<float> map =
          error_map(to_tensor(image.pixels, {1, dims[0], dims[1], dims[2]})
                        .sub_(channel_tensor(mean_))
                        .div_(channel_tensor(deviation_)));
      std::copy(map.begin(), map.end(),
                errors.begin() + image.begin * static_cast<std::int64_t>(pixels));
    });
    auto maps = smoothed(context, errors, std::ssize(part));
    parallel_for(context.threads, std::ssize(part), [&](std::int64_t i) {
      const auto at = static_cast<std::size_t>(i);
      scores[first + at] = score_map(std::move(maps[at]));
    });
  }
  return scores;
}

SampleScore ImageAutoencoder::score_map(std::vector<float> map) const {
  const std::vector<std::int64_t>& dims = codec_->plan().input;
  SampleScore result;
  for (std::size_t p = 0; p < scale_.size(); ++p) {
    map[p] /= scale_[p];
  }
  if (config_.image_score == "max") {
    result.score = static_cast<double>(*std::max_element(map.begin(), map.end()));
  } else {
    result.score = std::accumulate(map.begin(), map.end(), 0.0) / static_cast<double>(map.size());
  }
  result.map = {dims[1], dims[2], std::move(map)};
  return result;
}

void ImageAutoencoder::save(ArchiveWriter& archive) const {
  assert(!codec_.is_empty());
  archive.number("autoencoder/good_images", static_cast<double>(good_images_));
  archive.text("autoencoder/loss", config_.loss);
  archive.text("autoencoder/image_score", config_.image_score);
  archive.numbers("autoencoder/settings", std::array{config_.ssim_weight, config_.map_sigma});
  archive.numbers("autoencoder/mean", mean_);
  archive.numbers("autoencoder/deviation", deviation_);
  if (!scale_.empty()) {
    const std::vector<std::int64_t>& dims = codec_->plan().input;
    archive.floats("autoencoder/scale", {dims[1], dims[2]}, scale_);
  }
  save_codec(archive, codec_, training_facts_);
}

void ImageAutoencoder::load(const ArchiveReader& archive) {
  good_images_ = static_cast<std::int64_t>(archive.number("autoencoder/good_images"));
  config_.loss = archive.text("autoencoder/loss");
  config_.image_score = archive.text("autoencoder/image_score");
  const std::vector<double> settings = archive.numbers("autoencoder/settings");
  mean_ = archive.numbers("autoencoder/mean");
  deviation_ = archive.numbers("autoencoder/deviation");
  scale_.clear();
  if (archive.has("autoencoder/scale")) {
    scale_ = archive.floats("autoencoder/scale").values;
  }
  codec_ = load_codec(archive, training_facts_);
  const std::vector<std::int64_t>& dims = codec_->plan().input;
  const bool fits =
      dims.size() == 3 && settings.size() == 2 &&
      static_cast<std::int64_t>(mean_.size()) == dims[0] && deviation_.size() == mean_.size() &&
      (scale_.empty() || static_cast<std::int64_t>(scale_.size()) == dims[1] * dims[2]);
  if (!fits) {
    throw Error(ErrorKind::kData,
                "the saved autoencoder's parts do not fit together; train it again");
  }
  config_.ssim_weight = settings[0];
  config_.map_sigma = settings[1];
  config_.validate();
}

std::vector<std::pair<std::string, std::string>> ImageAutoencoder::facts() const {
  if (codec_.is_empty()) {
    return {};
  }
  const std::vector<std::int64_t>& dims = codec_->plan().input;
  std::vector<std::pair<std::string, std::string>> facts = {
      {"good samples", std::to_string(good_images_)},
      {"input", fmt::format("{} × {} pixels", dims[1], dims[2])}};
  for (auto& fact : codec_facts(codec_)) {
    facts.push_back(std::move(fact));
  }
  facts.emplace_back("loss", config_.loss == "combined"
                                 ? fmt::format("combined, SSIM weighs {}", config_.ssim_weight)
                                 : config_.loss);
  facts.emplace_back("image score", config_.image_score + " of the map");
  facts.insert(facts.end(), training_facts_.begin(), training_facts_.end());
  return facts;
}

}  // namespace goodparts
