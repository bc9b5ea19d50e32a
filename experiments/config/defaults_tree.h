// The tree of configs that a primary config and the overrides ask for: each node is an item of its
// parent's defaults list.
#pragma once

#include <string>
#include <vector>

#include "experiments/config/config_files.h"
#include "experiments/config/group_overrides.h"

namespace goodparts::config {

// Hydra's name for what lists the appended groups where there is no primary config.
inline constexpr const char* kNoConfig = "_dummy_empty_config_";

struct DefaultsNode {
  DefaultItem item;
  std::vector<DefaultsNode>
      children;  // empty: the config has no defaults list; else _self_ is one of them
};

// `config_name` "": no primary config. Records choices and uses of overrides in `overrides`. Throws
// Error(kConfig).
DefaultsNode build_defaults_tree(ConfigFiles& files, GroupOverrides& overrides,
                                 const std::string& config_name);

}  // namespace goodparts::config
