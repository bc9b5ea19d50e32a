#include "methods/conditions/condition_settings.h"

#include <fmt/format.h>

#include "kernels/base/error.h"

namespace goodparts {

void ConditionSettings::visit(ConfigVisitor& visitor) {
  visitor.field("mode", mode);
  visitor.field("columns", columns);
  visitor.field("degree", degree);
  visitor.field("outside", outside);
  visitor.field("bins", bins);
  visitor.field("smallest_bin", smallest_bin);
}

void ConditionSettings::validate() const {
  require_one_of("conditions.mode", mode, {"none", "regress", "bin"});
  require_one_of("conditions.outside", outside, {"extend", "clamp"});
  const auto require_between = [](const char* key, std::int64_t value, std::int64_t low,
                                  std::int64_t high) {
    if (value < low || value > high) {
      throw Error(ErrorKind::kConfig,
                  fmt::format("conditions.{}: {} must lie in {} … {}", key, value, low, high));
    }
  };
  require_between("degree", degree, 1, 5);
  require_between("bins", bins, 1, 100);
  require_between("smallest_bin", smallest_bin, 2, 1000000);
}

}  // namespace goodparts
