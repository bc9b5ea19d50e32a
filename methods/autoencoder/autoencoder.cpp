#include "methods/autoencoder/autoencoder.h"

#include <utility>

namespace goodparts {

std::unique_ptr<Detector> make_autoencoder(const ConfigGroupReader& read) {
  AutoencoderConfig config;
  read("method", config);
  return make_autoencoder(std::move(config));
}

}  // namespace goodparts
