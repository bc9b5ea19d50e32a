#include "experiments/run/attribution.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

#include "kernels/base/csv_field.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

constexpr std::size_t kBlock = 256;  // samples explained at once

}  // namespace

std::vector<FeatureShare> strongest_features(std::span<const float> explanation,
                                             const std::vector<std::string>& names,
                                             std::int64_t window, std::size_t count) {
  const std::size_t features = explanation.size() / static_cast<std::size_t>(window);
  assert(features * static_cast<std::size_t>(window) == explanation.size());
  std::vector<FeatureShare> shares(features);
  for (std::size_t i = 0; i < explanation.size(); ++i) {
    shares[i % features].share += static_cast<double>(explanation[i]);
  }
  double sum = 0.0;
  for (std::size_t i = 0; i < features; ++i) {
    // The names of the window's last row are those of the sensors themselves.
    const std::size_t last = explanation.size() - features + i;
    shares[i].feature = last < names.size() ? names[last] : fmt::format("#{}", i + 1);
    shares[i].share = shares[i].share > 0.0 ? shares[i].share : 0.0;  // NaN too
    sum += shares[i].share;
  }
  std::stable_sort(shares.begin(), shares.end(),
                   [](const auto& a, const auto& b) { return a.share > b.share; });
  shares.resize(std::min(count, shares.size()));
  while (!shares.empty() && shares.back().share <= 0.0) {
    shares.pop_back();
  }
  for (FeatureShare& feature : shares) {
    feature.share /= sum;
  }
  return shares;
}

std::string to_text(const std::vector<FeatureShare>& features) {
  std::string text;
  for (const FeatureShare& feature : features) {
    text += fmt::format("{}{} {:.2f}", text.empty() ? "" : "; ", feature.feature, feature.share);
  }
  return text;
}

std::vector<std::vector<FeatureShare>> explain_samples(const Context& context,
                                                       const Detector& detector,
                                                       const SampleSource& source,
                                                       std::span<const std::int64_t> indices,
                                                       std::int64_t window, std::size_t count) {
  const std::vector<std::string> names = source.feature_names();
  std::vector<std::vector<FeatureShare>> all;
  for (std::size_t begin = 0; begin < indices.size(); begin += kBlock) {
    context.check_cancelled();
    const auto block = indices.subspan(begin, std::min(kBlock, indices.size() - begin));
    const std::vector<std::vector<float>> explanations = detector.explain(context, source, block);
    if (explanations.empty()) {
      return {};
    }
    for (const std::vector<float>& explanation : explanations) {
      all.push_back(strongest_features(explanation, names, window, count));
    }
  }
  return all;
}

std::vector<ScoredSample> worth_explaining(std::vector<ScoredSample> samples,
                                           const ThresholdChoice& choice, std::int64_t limit) {
  std::stable_sort(samples.begin(), samples.end(),
                   [](const auto& a, const auto& b) { return a.score > b.score; });
  const auto flagged = std::count_if(samples.begin(), samples.end(), [&](const auto& sample) {
    return choice.available && sample.score > choice.threshold;
  });
  const std::int64_t wanted = std::min(limit, std::max<std::int64_t>(flagged, kAlwaysExplained));
  samples.resize(std::min(samples.size(), static_cast<std::size_t>(wanted)));
  return samples;
}

AttributionTable::AttributionTable() : csv_("unit,id,label,defect,score,verdict") {
  for (std::size_t i = 1; i <= kTopFeatures; ++i) {
    csv_ += fmt::format(",feature_{0},share_{0}", i);
  }
  csv_ += "\n";
}

void AttributionTable::add(const std::string& unit, const std::string& id, const Labels& labels,
                           const ScoredSample& sample, const ThresholdChoice& choice,
                           const std::vector<FeatureShare>& features) {
  csv_ += fmt::format("{},{},{},{},{},{}", csv_field(unit), csv_field(id),
                      labels.anomalous(sample.index) ? "anomalous" : "good",
                      csv_field(labels.defect(sample.index)), sample.score,
                      verdict(choice, sample.score));
  for (std::size_t i = 0; i < kTopFeatures; ++i) {
    csv_ += i < features.size()
                ? fmt::format(",{},{:.4f}", csv_field(features[i].feature), features[i].share)
                : ",,";
  }
  csv_ += "\n";
}

std::string verdict(const ThresholdChoice& choice, double score) {
  if (!choice.available) {
    return "no_threshold";
  }
  return score > choice.threshold ? "flagged" : "passed";
}

}  // namespace goodparts
