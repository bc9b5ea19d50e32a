#include "methods/mean_distance/mean_distance.h"

#include <cmath>

namespace goodparts {

void MeanDistance::fit(const Context& context, const SampleSource& good) {
  standardizer_.learn(input_.learn(context, good, 2).view());
}

std::vector<SampleScore> MeanDistance::score(const Context& context, const SampleSource& source,
                                             std::span<const std::int64_t> indices) const {
  Rows rows = input_.read(context, source, indices);
  standardizer_.apply(rows.values);
  std::vector<SampleScore> scores(indices.size());
  for (std::size_t i = 0; i < scores.size(); ++i) {
    for (std::int64_t c = 0; c < rows.columns; ++c) {
      const float z = rows.row(static_cast<std::int64_t>(i))[c];
      scores[i].score += std::pow(std::abs(static_cast<double>(z)), config_.power);
    }
  }
  return scores;
}

void MeanDistance::save(ArchiveWriter& archive) const {
  input_.save(archive);
  standardizer_.save(archive);
}

void MeanDistance::load(const ArchiveReader& archive) {
  input_.load(archive);
  standardizer_.load(archive);
}

std::unique_ptr<Detector> make_mean_distance(const ConfigGroupReader& read) {
  MeanDistanceConfig config;
  read("method", config);
  return std::make_unique<MeanDistance>(config);
}

}  // namespace goodparts
