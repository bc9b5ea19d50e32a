// A fixed multi-scale filter bank: a backbone that needs neither weights nor LibTorch and was not
// trained on anything.
//
// A layer strideS has one place for each S × S cell of the image. Its channels: mean and deviation
// of luminance and of two colour differences within the cell, and the mean amplitude there of Gabor
// filters (wavelength 4 pixels, six orientations; Daugman 1985) on one or two levels of a Gaussian
// pyramid (Burt & Adelson 1983), so that one layer spans an octave or two of scale.
// Deviations and amplitudes a are given as log(1 + 1000 a). Edges repeat.
#pragma once

#include <string>
#include <vector>

#include "methods/backbones/backbone.h"

namespace goodparts {

// "stride4", "stride8", "stride16".
std::vector<std::string> filter_bank_layers();

class FilterBank : public Backbone {
 public:
  // `layers` from filter_bank_layers(); empty: stride8 and stride16.
  explicit FilterBank(std::vector<std::string> layers);

  std::vector<FloatArray> features(std::span<const float> image, std::int64_t height,
                                   std::int64_t width) const override;
  const std::vector<std::string>& layers() const override { return layers_; }
  std::string describe() const override { return "builtin: fixed filter bank, not trained"; }
  void save(ArchiveWriter& archive) const override;

 private:
  std::vector<std::string> layers_;
};

}  // namespace goodparts
