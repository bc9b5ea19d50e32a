// YAML text ↔ Node, with scalars read exactly as OmegaConf 2.2 (PyYAML with its float fix) reads
// them.
//
// Plain yes/no/on/off/true/false are booleans but y and n are strings; 1e3, .5 and .inf are floats,
// bare inf and nan strings; 1_000, 0x1F, 0b11 and 017 are integers, 0o17 is a string; 1:30 is 90;
// dates are strings; ~, null and an empty value are null. Quoted scalars are strings. Duplicate
// keys, null keys and keys that are lists or maps are errors, and so are tags other than the core
// ones. Anchors, aliases and merge keys (<<) work.
#pragma once

#include <string>
#include <string_view>

#include "experiments/config/node.h"

namespace goodparts::config {

// `source_name` goes into error messages and origins. Empty text is an empty map. Throws
// Error(kConfig) "file:line: …".
Node parse_yaml(const std::string& text, const std::string& source_name);

// Block style, order kept, as OmegaConf.to_yaml prints it; strings that would read back as
// something else are quoted.
std::string to_yaml(const Node& node);

// What a plain (unquoted) scalar means. Throws Error(kConfig) for an integer that does not fit 64
// bits.
Node resolve_scalar(std::string_view text);

}  // namespace goodparts::config
