// Autoencoders: networks that learn to describe good parts in few numbers and to draw them again
// from these. What they cannot draw again is anomalous: the score is the reconstruction error.
//
// Images: convolutional, with the losses and the network of Bergmann et al., "Improving
// unsupervised defect segmentation by applying structural similarity to autoencoders", 2018
// (arXiv 1807.02011). Sensor windows: convolutional along time. Tables: dense. All may be denoising
// (Vincent et al. 2008) or variational (Kingma & Welling 2014).
//
// Inputs are brought to mean 0 and deviation 1: rows by column, images by channel. Missing values
// throw Error(kData) that names sample and column. One training sample is enough: without ten,
// none are held out, and training runs through all its epochs. A constant column is left at its
// distance from the constant. Images of any size: see codec.h.
#pragma once

#include <memory>

#include "methods/autoencoder/autoencoder_config.h"
#include "methods/detector.h"
#include "methods/registry.h"

namespace goodparts {

// fit() throws Error(kConfig) for an architecture that does not suit the samples, and what train()
// and RowInput throw. Without LibTorch, everything but reading the settings throws
// Error(kUnavailable).
std::unique_ptr<Detector> make_autoencoder(AutoencoderConfig config);
std::unique_ptr<Detector> make_autoencoder(const ConfigGroupReader& read);

}  // namespace goodparts
