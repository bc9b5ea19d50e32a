// How operating conditions (load, speed, ambient temperature, wear) are taken out of the signals
// before a method sees them: the group "conditions" of the configuration.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/base/config.h"

namespace goodparts {

struct ConditionSettings : Config {
  std::string mode = "none";         // "none", "regress" or "bin"
  std::vector<std::string> columns;  // conditions by name; empty: all that the samples carry
  std::int64_t degree = 2;           // regress: powers of numeric conditions, and their products
  std::string outside = "extend";    // regress: beyond the range seen, "extend" or "clamp"
  std::int64_t bins = 4;             // bin: equally full bins of each numeric condition
  std::int64_t smallest_bin = 30;    // bin: fewer training samples than this share one bin

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
  bool enabled() const { return mode != "none"; }
};

}  // namespace goodparts
