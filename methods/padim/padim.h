// PaDiM (Defard et al. 2020, "PaDiM: a patch distribution modeling framework for anomaly detection
// and localization"): a Gaussian of a backbone's features for each place of the image.
//
// Layers are brought to the finest layer's grid and concatenated; a random subset of their channels
// is kept. A place scores its Mahalanobis distance (not squared) to the training images at the same
// place (kernels/mahalanobis/). Map: bilinear to input size, Gaussian smoothing; image score: its
// largest value. Works on images only, all of one size, that show the part in the same place.
//
// From a single training image every covariance is regulariser · I, and the distance is Euclidean
// over √regulariser.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "kernels/mahalanobis/place_gaussians.h"
#include "kernels/resize/resize_map.h"
#include "methods/backbones/backbone.h"
#include "methods/detector.h"
#include "methods/padim/fit_plan.h"
#include "methods/padim/padim_config.h"
#include "methods/registry.h"

namespace goodparts {

class Padim : public Detector {
 public:
  // Throws Error(kConfig). Without backbone.layers, the three that the paper uses (or their like).
  Padim(PadimConfig config, BackboneConfig backbone);

  // Throws Error(kData) for rows, for no images and for features that are not finite,
  // Error(kUnavailable) where the model does not fit into memory, and as make_backbone does.
  // Random numbers: context.rng("dims").
  void fit(const Context& context, const SampleSource& good) override;
  std::vector<SampleScore> score(const Context& context, const SampleSource& source,
                                 std::span<const std::int64_t> indices) const override;
  void save(ArchiveWriter& archive) const override;
  void load(const ArchiveReader& archive) override;
  std::vector<std::pair<std::string, std::string>> facts() const override;

 private:
  void look_at_first(const Context& context, const SampleSource& good);
  std::int64_t kept_rank() const;  // 0: full covariances
  void fit_block(const Context& context, const Backbone& backbone, const SampleSource& good,
                 std::int64_t first_place, std::int64_t places);
  void require_same_size(const SampleSource& source) const;
  std::vector<float> aligned(const Context& context, const SampleSource& source,
                             std::span<const std::int64_t> indices) const;

  PadimConfig config_;
  BackboneConfig backbone_config_;
  std::unique_ptr<Backbone> backbone_;
  std::vector<std::int64_t> input_;     // {height, width} of the images
  GridSize grid_;                       // of the finest layer
  std::int64_t channels_ = 0;           // of all layers
  std::vector<std::int64_t> selected_;  // of them, ascending
  std::int64_t images_ = 0;             // learned from
  PlaceGaussians gaussians_;
};

std::unique_ptr<Detector> make_padim(const ConfigGroupReader& read);

}  // namespace goodparts
