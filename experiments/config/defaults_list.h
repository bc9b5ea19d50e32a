// The final defaults list of a composition: the tree of configs that the primary config and the
// overrides ask for, flattened in the order of merging.
// https://hydra.cc/docs/1.3/advanced/defaults_list/
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "experiments/config/config_files.h"
#include "experiments/config/override_parser.h"

namespace goodparts::config {

struct DefaultsList {
  std::vector<DefaultsEntry> entries;
  std::vector<std::pair<std::string, std::string>>
      choices;                            // group → option, "null" where none was chosen
  std::vector<Override> value_overrides;  // those that change no group, in their order
};

// `config_name` "": no primary config. Throws Error(kConfig).
DefaultsList build_defaults_list(ConfigFiles& files, const std::string& config_name,
                                 const std::vector<Override>& overrides);

}  // namespace goodparts::config
