// The grammar of OmegaConf's interpolations; what they refer to is asked of an InterpolationScope.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "experiments/config/node.h"

namespace goodparts::config {

class InterpolationScope {
 public:
  virtual ~InterpolationScope() = default;
  // ${a.b}; `dots` in front make it relative.
  virtual Node lookup(int dots, const std::vector<std::string>& keys) = 0;
  // ${name:arguments}
  virtual Node call(const std::string& name, const std::vector<Node>& arguments) = 0;
};

// A whole string: one interpolation by itself gives its value, otherwise text with the values put
// in. Throws Error(kConfig).
Node evaluate_text(std::string_view text, InterpolationScope& scope);

// A value as it may be written among a resolver's arguments: 1, [a, b], {a: 1}, 'text', ${x}.
// Throws Error(kConfig).
Node evaluate_element(std::string_view text, InterpolationScope& scope);

}  // namespace goodparts::config
