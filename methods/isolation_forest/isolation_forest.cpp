#include "methods/isolation_forest/isolation_forest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kernels/base/parallel.h"
#include "methods/backbones/pooled_features.h"

namespace goodparts {
namespace {

void require_finite(const SampleSource& source, std::span<const std::int64_t> indices,
                    std::span<const float> rows) {
  const auto bad =
      std::find_if_not(rows.begin(), rows.end(), [](float value) { return std::isfinite(value); });
  if (bad == rows.end()) {
    return;
  }
  const auto at = static_cast<std::size_t>(bad - rows.begin());
  const std::size_t width = rows.size() / indices.size();
  const std::vector<std::string> names = source.feature_names();
  const std::size_t feature = at % width;
  throw Error(
      ErrorKind::kData,
      fmt::format(
          "{}: '{}' is {}; isolation_forest needs complete rows: fill or drop missing values first",
          source.info(indices[at / width]).id,
          feature < names.size() ? names[feature] : fmt::format("feature {}", feature), *bad));
}

}  // namespace

void IsolationForestConfig::visit(ConfigVisitor& visitor) {
  visitor.field("trees", trees);
  visitor.field("sample_size", sample_size);
  visitor.field("harmonic", harmonic);
  visitor.field("max_depth", max_depth);
}

void IsolationForestConfig::validate() const {
  const auto require = [](bool holds, const std::string& message) {
    if (!holds) {
      throw Error(ErrorKind::kConfig, message);
    }
  };
  require(trees >= 1, fmt::format("method.trees: {} is less than 1; 100 is usual", trees));
  require(sample_size >= 2,
          fmt::format("method.sample_size: {} is less than 2; 256 is usual", sample_size));
  require(!max_depth || *max_depth >= 1,
          fmt::format("method.max_depth: {} is less than 1; null takes ⌈log₂ sample_size⌉",
                      max_depth.value_or(0)));
  require_one_of("method.harmonic", harmonic, {"exact", "sklearn"});
}

ForestOptions IsolationForestConfig::options() const {
  return {trees, sample_size, max_depth.value_or(0),
          harmonic == "exact" ? Harmonic::kExact : Harmonic::kSklearn};
}

std::vector<float> IsolationForestDetector::rows(const Context& context, const SampleSource& source,
                                                 std::span<const std::int64_t> indices) const {
  const auto width = static_cast<std::size_t>(source.shape().elements());
  if (!backbone_) {
    std::vector<float> rows(indices.size() * width);
    source.read(indices, rows);
    require_finite(source, indices, rows);
    return rows;
  }
  std::vector<std::vector<float>> features(indices.size());
  Progress progress(context, "features", static_cast<std::int64_t>(indices.size()));
  parallel_for(context.threads, static_cast<std::int64_t>(indices.size()), [&](std::int64_t i) {
    std::vector<float> image(width);
    source.read(indices.subspan(static_cast<std::size_t>(i), 1), image);
    const std::vector<std::int64_t>& dims = source.shape().dims;
    features[static_cast<std::size_t>(i)] = pooled_features(*backbone_, image, dims[1], dims[2]);
    progress.advance();
  });
  std::vector<float> rows;
  for (const std::vector<float>& row : features) {
    rows.insert(rows.end(), row.begin(), row.end());
  }
  return rows;
}

void IsolationForestDetector::fit(const Context& context, const SampleSource& good) {
  if (good.size() < 2) {
    throw Error(
        ErrorKind::kData,
        fmt::format("isolation_forest needs at least 2 good samples to train on; there are {}",
                    good.size()));
  }
  backbone_ = good.shape().is_image() ? make_backbone(backbone_config_) : nullptr;
  std::vector<std::int64_t> all(static_cast<std::size_t>(good.size()));
  std::iota(all.begin(), all.end(), std::int64_t{0});
  const std::vector<float> matrix = rows(context, good, all);
  forest_ = IsolationForest::fit(
      context, matrix, static_cast<std::int64_t>(matrix.size()) / good.size(), config_.options());
}

std::vector<SampleScore> IsolationForestDetector::score(
    const Context& context, const SampleSource& source,
    std::span<const std::int64_t> indices) const {
  const std::vector<double> scores = forest_.score(context, rows(context, source, indices));
  std::vector<SampleScore> result;
  result.reserve(scores.size());
  for (const double score : scores) {
    result.push_back({score, {}});
  }
  return result;
}

void IsolationForestDetector::save(ArchiveWriter& archive) const {
  const std::vector<IsolationForest::Node>& nodes = forest_.nodes();
  std::vector<std::int64_t> features;
  std::vector<std::int64_t> children;
  std::vector<float> values;  // threshold and path of each node
  for (const IsolationForest::Node& node : nodes) {
    features.push_back(node.feature);
    children.push_back(node.left);
    values.insert(values.end(), {node.threshold, node.path});
  }
  archive.integers("nodes/feature", features);
  archive.integers("nodes/left", children);
  archive.floats("nodes/threshold_path", {static_cast<std::int64_t>(nodes.size()), 2}, values);
  archive.integers("roots", forest_.roots());
  const std::int64_t width[] = {forest_.features()};
  archive.integers("features", width);
  archive.number("normaliser", forest_.normaliser());
  if (backbone_) {
    backbone_->save(archive);
  }
}

void IsolationForestDetector::load(const ArchiveReader& archive) {
  const std::vector<std::int64_t> features = archive.integers("nodes/feature");
  const std::vector<std::int64_t> children = archive.integers("nodes/left");
  const FloatArray values = archive.floats("nodes/threshold_path");
  const std::vector<std::int64_t> width = archive.integers("features");
  if (children.size() != features.size() || values.values.size() != 2 * features.size() ||
      width.size() != 1) {
    throw Error(ErrorKind::kData,
                "the isolation forest in the model file is damaged; train it again");
  }
  std::vector<IsolationForest::Node> nodes;
  nodes.reserve(features.size());
  for (std::size_t i = 0; i < features.size(); ++i) {
    nodes.push_back({static_cast<std::int32_t>(features[i]), values.values[2 * i],
                     static_cast<std::int32_t>(children[i]), values.values[2 * i + 1]});
  }
  forest_ = IsolationForest(std::move(nodes), archive.integers("roots"), width.front(),
                            archive.number("normaliser"));
  backbone_ = archive.has("backbone") ? load_backbone(archive) : nullptr;
}

std::vector<std::pair<std::string, std::string>> IsolationForestDetector::facts() const {
  std::vector<std::pair<std::string, std::string>> facts;
  if (backbone_) {
    facts.emplace_back("backbone", backbone_->describe());
    facts.emplace_back("image features", "mean and deviation of each channel");
  }
  facts.emplace_back(
      "forest", fmt::format("{} trees on {} features, {} harmonic numbers", forest_.roots().size(),
                            forest_.features(), config_.harmonic));
  return facts;
}

std::unique_ptr<Detector> make_isolation_forest(const ConfigGroupReader& read) {
  IsolationForestConfig config;
  read("method", config);
  BackboneConfig backbone;
  read("backbone", backbone);
  return std::make_unique<IsolationForestDetector>(std::move(config), std::move(backbone));
}

}  // namespace goodparts
