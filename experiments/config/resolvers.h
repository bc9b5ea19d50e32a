// The functions of interpolations: ${name:arguments}.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "experiments/config/node.h"

namespace goodparts::config {

// What a resolver may ask of the place where it stands.
struct ResolverContext {
  // The value at a path, relative if it starts with a dot; nullopt where there is none or it is
  // missing (???).
  std::function<std::optional<Node>(const std::string& path)> select;
  // The value of an expression.
  std::function<Node(const std::string& expression)> decode;
};

// oc.create, oc.decode, oc.dict.keys, oc.dict.values, oc.env, oc.select as in OmegaConf, and now
// (strftime; the same moment for the whole life of the program) as in Hydra. Throws Error(kConfig):
// an unknown name, with the known ones.
Node call_resolver(const std::string& name, const std::vector<Node>& arguments,
                   const ResolverContext& context);

}  // namespace goodparts::config
