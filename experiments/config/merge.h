// Merging configs and changing single values, by OmegaConf's rules.
#pragma once

#include <string>
#include <string_view>

#include "experiments/config/node.h"
#include "kernels/base/error.h"

namespace goodparts::config {

// A key that does not exist was to be changed.
class NewKeyError : public Error {
 public:
  NewKeyError(const std::string& message, bool suggests)
      : Error(ErrorKind::kConfig, message), suggests_(suggests) {}
  bool suggests() const { return suggests_; }  // the message names a near key

 private:
  bool suggests_;
};

enum class NewKeys {
  kAllowed,
  kForbidden,  // "struct mode": only keys that are there may be set
};

// A map into a map merges key by key; a list or a scalar replaces; "???" never replaces a value.
// Throws Error(kConfig) naming `path` where a map meets a list, and, if new keys are forbidden,
// NewKeyError.
void merge(Node& into, const Node& from, NewKeys new_keys, const std::string& path = "");

// Sets the value at the path: a map merges into a map there, anything else replaces. Throws as
// merge() does.
void update(Node& root, std::string_view dotted_path, const Node& value, NewKeys new_keys);

}  // namespace goodparts::config
