// Node ↔ a component's settings (kernels/base/config.h), through the struct's own visit().
#pragma once

#include <string>

#include "experiments/config/node.h"
#include "kernels/base/config.h"

namespace goodparts::config {

// Sets the fields of `into` that the map `node` names, then calls validate(). `path` is where the
// node lies in the config ("method"), for messages. The key `name` is skipped. An integer is
// accepted where a float is wanted, a single value where a list is, and a number as an item of a
// list of strings. Throws Error(kConfig): an
// unknown key (with the nearest and the known ones), a value of another type (path, value, wanted
// type, where it was written), a missing value ("???").
void bind(const Node& node, const std::string& path, goodparts::Config& into);

// The settings as a map, in the order of visit().
Node describe(goodparts::Config& from);

}  // namespace goodparts::config
