// What flow methods on images share: a frozen backbone, one flow for each of its layers, trained
// together on features held in memory; a map from the energies of all layers. Only *_torch.cpp
// files may include this.
//
// The energy of a place of a layer is what its feature vector adds to the negative log-likelihood,
// in nats per channel. A channel that does not vary over the training images takes no part in the
// flow; it counts as normal around its value with deviation 1. The map is the mean over layers of
// map_value(energy), each bilinear to input size; the score of an image is the highest value of its
// map, or the mean of the highest `top_share` of them.
//
// An image is evaluated alone and by one thread, so that its scores depend on nothing else. Images
// may be as small as one place of the deepest layer, provided that its features vary.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "kernels/resize/grid_size.h"
#include "methods/detector.h"
#include "methods/flows/coupling_flow_torch.h"
#include "methods/flows/frozen_layers_torch.h"
#include "methods/torch/training_settings.h"

namespace goodparts {

class ImageFlow : public Detector {
 public:
  ImageFlow(std::string name, BackboneConfig backbone);

  void fit(const Context& context, const SampleSource& good) override;
  std::vector<SampleScore> score(const Context& context, const SampleSource& source,
                                 std::span<const std::int64_t> indices) const override;
  void save(ArchiveWriter& archive) const override;
  void load(const ArchiveReader& archive) override;
  std::vector<std::pair<std::string, std::string>> facts() const override;

 protected:
  struct Layer {
    std::int64_t height = 0;  // of the training images' feature maps
    std::int64_t width = 0;
    ChannelScaling scaling;
    std::shared_ptr<CouplingFlow> flow;  // of the varying channels
  };

  virtual const TrainingSettings& training() const = 0;
  virtual double top_share() const = 0;
  virtual CouplingFlowOptions flow_options(std::int64_t channels) const = 0;
  // Activations that one image keeps in one layer for the backward pass.
  virtual std::int64_t layer_floats(const Layer& layer) const = 0;
  // What is done to features {images, channels, height, width} before each channel is scaled.
  virtual torch::Tensor prepare(const torch::Tensor& features) const { return features; }
  // {images, channels, height, width}, varying channels, scaled → mean loss per channel and place.
  virtual torch::Tensor loss(const Layer& layer, const torch::Tensor& x, Rng& rng) const = 0;
  // The same → {images, height, width}, nats, all varying channels together.
  virtual torch::Tensor energies(const Context& context, const Layer& layer,
                                 const torch::Tensor& x) const = 0;
  virtual double map_value(std::size_t layer, double energy) const = 0;
  virtual bool needs_training_size() const { return false; }
  // Where asked for, learn_from() gets the energies of all training images after training, layer by
  // layer, image by image.
  using Energies = std::vector<float>;
  virtual bool learns_from_energies() const { return false; }
  virtual void learn_from(const std::vector<std::vector<Energies>>& /*all*/) {}
  virtual void save_settings(ArchiveWriter& archive) const = 0;
  virtual void load_settings(const ArchiveReader& archive) = 0;

 private:
  void make_layers(const Context& context, const std::vector<torch::Tensor>& features);
  void train_flows(const Context& context, const std::vector<torch::Tensor>& features);
  torch::Tensor varying_of(const Layer& layer, const torch::Tensor& scaled) const;
  // Of one image, prepared; per channel.
  Energies energies_of(const Context& context, const Layer& layer,
                       const torch::Tensor& features) const;
  struct LayerMaps {  // of a few images
    GridSize grid;
    std::vector<float> values;  // image by image
  };
  std::vector<LayerMaps> layer_maps(const Context& context, const SampleSource& source,
                                    std::span<const std::int64_t> indices) const;
  // `maps`: of an image of `source`, one for each layer.
  void require_fitting(const std::vector<FloatArray>& maps, const SampleSource& source) const;

  std::string name_;
  BackboneConfig backbone_config_;
  std::unique_ptr<Backbone> backbone_;
  std::vector<Layer> layers_;
  std::int64_t good_images_ = 0;
  std::vector<std::pair<std::string, std::string>> training_facts_;
};

}  // namespace goodparts
