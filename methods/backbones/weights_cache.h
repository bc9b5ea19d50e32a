// Where fetched weights lie, and which file a setting of backbone.weights means. Fetches nothing:
// `goodparts weights fetch` does (experiments/weights/).
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace goodparts {

// $GOODPARTS_CACHE/weights, else $XDG_CACHE_HOME/goodparts/weights, else
// ~/.cache/goodparts/weights. Need not exist. Throws Error(kConfig) where none of the variables,
// nor HOME, is set.
std::filesystem::path weights_cache_folder();

// <folder>/<name>.safetensors, whether or not it is there.
std::filesystem::path cached_weights_file(const std::string& name);

// The weights file of a backbone: `weights` may be a path, a name that `goodparts weights list`
// knows (if it is one, that is what it means; "./resnet18" is a path), or nothing: then whatever is
// published for `arch`. Throws Error(kConfig) with the command that fetches them where they are not
// in the cache, and where the named ones are of another architecture.
std::filesystem::path find_weights(const std::string& arch,
                                   const std::optional<std::string>& weights);

}  // namespace goodparts
