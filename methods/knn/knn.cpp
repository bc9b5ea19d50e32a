#include "methods/knn/knn.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace goodparts {

void KnnConfig::visit(ConfigVisitor& visitor) {
  visitor.field("neighbours", neighbours);
  visitor.field("distance", distance);
}

void KnnConfig::validate() const {
  require_one_of("method.distance", distance, {"kth", "mean"});
  if (neighbours < 1) {
    throw Error(ErrorKind::kConfig,
                fmt::format("method.neighbours: {} is too few; give 1 or more", neighbours));
  }
}

void Knn::learn(const Context& context, const SampleSource& /*good*/, const Rows& rows) {
  standardizer_.learn(rows.view());
  good_ = rows;
  standardizer_.apply(good_.values);
  nearest_ = std::make_unique<NearestRows>(good_.view());
  nearest_->prepare(context);
}

std::vector<SampleScore> Knn::score(const Context& context, const SampleSource& source,
                                    std::span<const std::int64_t> indices) const {
  Rows rows = read(context, source, indices);
  standardizer_.apply(rows.values);
  const std::int64_t k = neighbours();
  const Neighbours found = nearest_->search(context, rows.view(), k);
  std::vector<SampleScore> scores(indices.size());
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const float* squared = found.squared_distances.data() + static_cast<std::int64_t>(i) * k;
    double sum = 0.0;
    for (std::int64_t j = 0; j < k; ++j) {
      sum += std::sqrt(static_cast<double>(squared[j]));
    }
    scores[i].score = config_.distance == "mean" ? sum / static_cast<double>(k)
                                                 : std::sqrt(static_cast<double>(squared[k - 1]));
  }
  return scores;
}

void Knn::save_learned(ArchiveWriter& archive) const {
  standardizer_.save(archive);
  archive.floats("rows", {good_.count(), good_.columns}, good_.values);
}

void Knn::load_learned(const ArchiveReader& archive) {
  standardizer_.load(archive);
  FloatArray rows = archive.floats("rows");
  if (rows.shape.size() != 2 || rows.shape[0] < 1 || rows.shape[1] != input().columns()) {
    throw Error(ErrorKind::kData, "the stored knn is damaged; train it again");
  }
  good_ = {rows.shape[1], std::move(rows.values)};
  nearest_ = std::make_unique<NearestRows>(good_.view());
}

std::vector<std::pair<std::string, std::string>> Knn::more_facts() const {
  return {{"distance", config_.distance == "mean"
                           ? fmt::format("mean of the {} nearest", neighbours())
                           : fmt::format("to neighbour {}", neighbours())}};
}

std::unique_ptr<Detector> make_knn(const ConfigGroupReader& read) {
  KnnConfig config;
  read("method", config);
  BackboneConfig backbone;
  read("backbone", backbone);
  return std::make_unique<Knn>(std::move(config), std::move(backbone));
}

}  // namespace goodparts
