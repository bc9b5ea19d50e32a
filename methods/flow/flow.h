// A normalizing flow on rows (tables, sensor windows): coupling steps (flows/coupling_flow_torch.h)
// with rational-quadratic splines (Durkan et al. 2019, arXiv 1906.04032) or affine functions
// (RealNVP, Dinh et al. 2017, arXiv 1605.08803), trained by maximum likelihood on standardised
// rows.
//
// score = −ln p(z) in nats, z the standardised row (mean 0, deviation 1 of the training rows, ddof
// 0). The standardiser's own constant, Σ ln deviation, is left out: it is the same for every row
// and would make the score depend on the columns' units. Constant columns have no density that
// could be learned: each is taken as normal around its value with deviation 1 in its own units,
// independent of the others, so that a change in it still raises the score.
//
// The networks see values cut to ± method.bound, so that a row far outside what was trained on is
// scored by how far it lies out, not by how networks extrapolate.
//
// explain(): by how many nats the score falls when the feature alone takes the most fitting of 11
// typical values (the training rows' smallest, deciles and largest); 0 where none fits better.
//
// Rows must be complete; an image is taken as one row (rows/row_input.h). Two good samples are the
// fewest; fewer than 10 are trained on without early stopping. Throws Error(kData) where every
// column is constant.
#pragma once

#include <memory>

#include "methods/backbones/backbone.h"
#include "methods/detector.h"
#include "methods/flow/flow_config.h"
#include "methods/registry.h"

namespace goodparts {

// Using what this returns throws Error(kUnavailable) in a build without LibTorch. `backbone` serves
// images only.
std::unique_ptr<Detector> make_flow(FlowConfig config, BackboneConfig backbone = {});
std::unique_ptr<Detector> make_flow(const ConfigGroupReader& read);

}  // namespace goodparts
