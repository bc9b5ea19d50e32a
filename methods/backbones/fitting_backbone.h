// What a detector learns from good images with: its backbone in fp32, whatever scores are computed
// in.
//
// Learning amplifies rounding: the greedy choice of a coreset takes another path when distances
// move in their third digit, and AUROC on magnetic_tile moved by up to .011 with it. A score only
// moves by its own rounding.
#pragma once

#include <memory>

#include "methods/backbones/backbone.h"

namespace goodparts {

class FittingBackbone {
 public:
  // Keeps weights of its own where `backbone` computes in less than fp32; else refers to it.
  explicit FittingBackbone(const Backbone& backbone)
      : own_(backbone.in_fp32()), used_(own_ ? *own_ : backbone) {}

  const Backbone& operator*() const { return used_; }

 private:
  std::unique_ptr<Backbone> own_;
  const Backbone& used_;
};

}  // namespace goodparts
