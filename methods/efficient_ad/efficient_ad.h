// EfficientAD-S (Batzner, Heckler & König 2024, "EfficientAD: accurate visual anomaly detection at
// millisecond-level latencies", arXiv 2303.14535). Images only.
//
// A student learns to give a small fixed teacher's features on good images, and an autoencoder's
// reconstruction of them; where teacher and student differ something is locally odd, where
// autoencoder and student differ something is globally odd. Both maps are normalised by quantiles
// on held-out good images and averaged; an image scores the largest value of its map.
//
// The teacher is read from a file, or distilled from the configured backbone on the good training
// images and on drawn ones (teacher.h). Differences from the paper: the pretraining penalty and
// the distillation use drawn images in the place of ImageNet's; the maps' borders, four places of
// the grid wide, repeat the nearest value instead of 0; the kernel of the autoencoder's last
// encoding step covers the whole map for any image size (8 × 8 at 256 × 256, as in the paper).
#pragma once

#include <memory>

#include "methods/backbones/backbone.h"
#include "methods/detector.h"
#include "methods/efficient_ad/efficient_ad_config.h"
#include "methods/registry.h"

namespace goodparts {

// fit() throws Error(kData) for rows and for images below 33 × 33 pixels, and as make_backbone and
// train() do. In a build without LibTorch only the settings are checked.
std::unique_ptr<Detector> new_efficient_ad(const EfficientAdConfig& config,
                                           const BackboneConfig& backbone);
std::unique_ptr<Detector> make_efficient_ad(const ConfigGroupReader& read);

}  // namespace goodparts
