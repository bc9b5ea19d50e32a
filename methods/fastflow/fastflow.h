// FastFlow (Yu et al. 2021, "Unsupervised anomaly detection and localization via 2D normalizing
// flows", arXiv 2111.07677), for images: each layer of a frozen backbone has a flow of coupling
// steps whose networks are small convolutions, 3 × 3 and 1 × 1 in turn, so that positions see their
// neighbours.
//
// Features: each image's of a layer to mean 0 and variance 1 over channels and places (the paper's
// LayerNorm, without a learned scale, whose Jacobian its likelihood would leave out); then each
// channel by the mean and deviation of the training images.
// Training: Σ over layers of the mean of (½‖z‖² − ln|det J|) / (channels · places).
// Map: mean over layers of −exp(−½ mean_c z²), bilinear to input size: −1 … 0, higher is more
// anomalous. The score of an image is the highest value of its map (or a mean, method.top_share).
#pragma once

#include <memory>

#include "methods/backbones/backbone.h"
#include "methods/detector.h"
#include "methods/fastflow/fastflow_config.h"
#include "methods/registry.h"

namespace goodparts {

// Using what this returns throws Error(kUnavailable) in a build without LibTorch.
std::unique_ptr<Detector> make_fastflow(FastFlowConfig config, BackboneConfig backbone);
std::unique_ptr<Detector> make_fastflow(const ConfigGroupReader& read);

}  // namespace goodparts
