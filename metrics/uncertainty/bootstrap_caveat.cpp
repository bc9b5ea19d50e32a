#include "metrics/uncertainty/bootstrap_caveat.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "metrics/uncertainty/auroc_caveat.h"

namespace goodparts {

namespace {

// Good, anomalous.
std::array<std::int64_t, 2> count_units(const LabelledSamples& samples) {
  std::array<std::int64_t, 2> units{};
  std::array<std::set<std::string>, 2> groups;
  for (std::size_t i = 0; i < samples.labels.size(); ++i) {
    const std::size_t of_class = samples.labels[i] == 1 ? 1 : 0;
    const bool grouped = !samples.groups.empty() && !samples.groups[i].empty();
    const bool seen = grouped && !groups[of_class].insert(samples.groups[i]).second;
    units[of_class] += seen ? 0 : 1;
  }
  return units;
}

}  // namespace

void append_sentence(std::string& text, const std::string& sentence) {
  if (!sentence.empty()) {
    text += text.empty() ? sentence : " " + sentence;
  }
}

std::string few_units_caveat(const LabelledSamples& samples) {
  const auto [good, anomalous] = count_units(samples);
  if (std::min(good, anomalous) >= kFewSamples) {
    return "";
  }
  return fmt::format(
      "Only {} good and {} anomalous {}: with fewer than {} in a class, bootstrap intervals are "
      "often too narrow.",
      good, anomalous, samples.groups.empty() ? "samples" : "groups of samples", kFewSamples);
}

std::string few_images_caveat(const LabelledSamples& images) {
  const std::int64_t with_defects = count_units(images)[1];
  if (with_defects >= kFewSamples) {
    return "";
  }
  return fmt::format(
      "Only {} {} with defects: with fewer than {}, bootstrap intervals are often too narrow.",
      with_defects, images.groups.empty() ? "images" : "groups of images", kFewSamples);
}

}  // namespace goodparts
