#include "metrics/uncertainty/bootstrap_caveat.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "metrics/uncertainty/auroc_caveat.h"

namespace goodparts {

std::string few_units_caveat(const LabelledSamples& samples) {
  std::array<std::int64_t, 2> units{};  // good, anomalous
  std::array<std::set<std::string>, 2> groups;
  for (std::size_t i = 0; i < samples.labels.size(); ++i) {
    const std::size_t of_class = samples.labels[i] == 1 ? 1 : 0;
    const bool grouped = !samples.groups.empty() && !samples.groups[i].empty();
    const bool seen = grouped && !groups[of_class].insert(samples.groups[i]).second;
    units[of_class] += seen ? 0 : 1;
  }
  if (std::min(units[0], units[1]) >= kFewSamples) {
    return "";
  }
  return fmt::format(
      "Only {} good and {} anomalous {}: with fewer than {} in a class, bootstrap intervals are "
      "often too narrow.",
      units[0], units[1], samples.groups.empty() ? "samples" : "groups of samples", kFewSamples);
}

}  // namespace goodparts
