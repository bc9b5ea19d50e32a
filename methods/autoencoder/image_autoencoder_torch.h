// The autoencoder on images. Only *_torch.cpp files may include this.
//
// Map: the loss's error of each pixel (reconstruction.h), smoothed with method.map_sigma. With
// method.scale_residuals it is divided by what good images have there: the mean of their smoothed
// maps over those held out of training (or, with none held out, trained on) plus the mean of that
// over the whole image. Image score: the map's maximum or mean.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "methods/autoencoder/autoencoder_config.h"
#include "methods/autoencoder/codec_torch.h"
#include "methods/autoencoder/reconstruction_torch.h"
#include "methods/detector.h"

namespace goodparts {

class ImageAutoencoder : public Detector {
 public:
  explicit ImageAutoencoder(AutoencoderConfig config) : config_(std::move(config)) {}

  void fit(const Context& context, const SampleSource& good) override;
  std::vector<SampleScore> score(const Context& context, const SampleSource& source,
                                 std::span<const std::int64_t> indices) const override;
  void save(ArchiveWriter& archive) const override;
  void load(const ArchiveReader& archive) override;
  std::vector<std::pair<std::string, std::string>> facts() const override;

 private:
  void require_same_shape(const SampleSource& source) const;
  void learn_channels(const torch::Tensor& images);
  void learn_scale(const Context& context, const torch::Tensor& images,
                   const std::vector<std::int64_t>& chosen);
  ImageLoss loss() const;
  // Of one standardised image, {1, 3, height, width}; neither smoothed nor scaled.
  std::vector<float> error_map(const torch::Tensor& image) const;
  // `count` of those one after another, smoothed.
  std::vector<std::vector<float>> smoothed(const Context& context, const std::vector<float>& errors,
                                           std::int64_t count) const;
  SampleScore score_map(std::vector<float> map) const;

  AutoencoderConfig config_;
  std::int64_t good_images_ = 0;
  std::vector<double> mean_;       // of each channel
  std::vector<double> deviation_;  // 1 for a constant channel
  std::vector<float> scale_;       // of each pixel of the map
  mutable Codec codec_{nullptr};   // forward() is not const, but changes nothing here
  std::vector<std::pair<std::string, std::string>> training_facts_;
};

}  // namespace goodparts
