// ${…} in strings, OmegaConf 2.2's rules: ${a.b} absolute, ${.x} and ${..x} relative to the node,
// ${a[0]} and nesting, and the resolvers oc.env, oc.decode, oc.select, oc.dict.keys,
// oc.dict.values, oc.create, now. A string that is one interpolation takes the value's type; within
// a longer string the value is spliced in as text. \${ escapes.
#pragma once

#include <string>

#include "experiments/config/node.h"

namespace goodparts::config {

// All interpolations, in place. Throws Error(kConfig) naming the key and the interpolation: not
// found (with the nearest key), a missing value ("???"), a cycle, an unknown resolver (with the
// known ones), an unset environment variable.
void resolve(Node& root);

// One string, as if it stood at the top of `root`; its value. Throws as resolve() does.
Node interpolate(const std::string& text, const Node& root);

}  // namespace goodparts::config
