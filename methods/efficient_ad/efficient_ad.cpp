#include "methods/efficient_ad/efficient_ad.h"

namespace goodparts {

std::unique_ptr<Detector> make_efficient_ad(const ConfigGroupReader& read) {
  EfficientAdConfig config;
  BackboneConfig backbone;
  read("method", config);
  read("backbone", backbone);
  config.validate();
  if (config.distils()) {  // otherwise the backbone is not used
    backbone.validate();
  }
  return new_efficient_ad(config, backbone);
}

}  // namespace goodparts
