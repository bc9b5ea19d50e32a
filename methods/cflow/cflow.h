// CFLOW-AD (Gudovskiy et al. 2022, "CFLOW-AD: Real-time unsupervised anomaly detection with
// localization via conditional normalizing flows", arXiv 2107.12571), for images: each layer of a
// frozen backbone has a flow on single feature vectors, conditioned on their position.
//
// Features: each channel by the mean and deviation of the training images. Training: Σ over layers
// of the mean of −ln p(vector | position) per channel, on positions drawn anew in each step.
// Map: for each layer −ln p per channel, standardised by its mean and deviation over all places of
// the training images; then the mean over layers, each bilinear to input size. So a score depends
// on nothing but the image and the trained model; the paper's (and its followers') normalising by
// the highest likelihood of the images scored together would make it depend on its neighbours. The
// score of an image is the highest value of its map (or a mean, method.top_share). Images to score
// must have the size of the training images, because positions are part of what is learned.
#pragma once

#include <memory>

#include "methods/backbones/backbone.h"
#include "methods/cflow/cflow_config.h"
#include "methods/detector.h"
#include "methods/registry.h"

namespace goodparts {

// Using what this returns throws Error(kUnavailable) in a build without LibTorch.
std::unique_ptr<Detector> make_cflow(CflowConfig config, BackboneConfig backbone);
std::unique_ptr<Detector> make_cflow(const ConfigGroupReader& read);

}  // namespace goodparts
