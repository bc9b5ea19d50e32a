#include "methods/isolation_forest/isolation_forest.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <numeric>

#include "kernels/base/parallel.h"
#include "methods/backbones/pooled_features.h"

namespace goodparts {
namespace {

constexpr std::int64_t kBlock = 1024;  // rows scored at once: they and one tree stay in the cache

Harmonic harmonic_of(const IsolationForestConfig& config) {
  return config.harmonic == "sklearn" ? Harmonic::kSklearn : Harmonic::kExact;
}

void require_complete(const SampleSource& source, std::span<const std::int64_t> indices,
                      std::span<const float> values) {
  const auto bad =
      std::find_if(values.begin(), values.end(), [](float v) { return !std::isfinite(v); });
  if (bad == values.end()) {
    return;
  }
  const auto offset = bad - values.begin();
  const std::int64_t columns = source.shape().elements();
  const std::vector<std::string> names = source.feature_names();
  const auto column = static_cast<std::size_t>(offset % columns);
  throw Error(
      ErrorKind::kData,
      fmt::format("{}: feature {} is {}, and isolation_forest needs complete rows; remove or fill "
                  "such rows, or leave the column out",
                  source.info(indices[static_cast<std::size_t>(offset / columns)]).id,
                  column < names.size() ? "'" + names[column] + "'" : std::to_string(column),
                  std::isnan(*bad) ? "missing" : "infinite"));
}

}  // namespace

void IsolationForestConfig::visit(ConfigVisitor& visitor) {
  visitor.field("trees", trees);
  visitor.field("sample_size", sample_size);
  visitor.field("harmonic", harmonic);
  visitor.field("max_depth", max_depth);
}

void IsolationForestConfig::validate() const {
  require_one_of("method.harmonic", harmonic, {"exact", "sklearn"});
  const auto require_at_least = [](const char* key, std::int64_t value, std::int64_t least) {
    if (value < least) {
      throw Error(ErrorKind::kConfig,
                  fmt::format("method.{}: {} is too small; give {} or more", key, value, least));
    }
  };
  require_at_least("trees", trees, 1);
  require_at_least("sample_size", sample_size, 2);
  require_at_least("max_depth", max_depth.value_or(1), 1);
}

void IsolationForest::fit_rows(const Context& context, const RowMatrix& rows) {
  if (rows.rows() < 2) {
    throw Error(ErrorKind::kData,
                fmt::format("isolation_forest cannot learn from {} good row(s); give it at least 2",
                            rows.rows()));
  }
  columns_ = rows.columns;
  good_rows_ = rows.rows();
  sample_size_ = std::min(config_.sample_size, good_rows_);
  const int log2_ceiling = std::bit_width(static_cast<std::uint64_t>(sample_size_ - 1));
  max_depth_ = config_.max_depth.value_or(log2_ceiling);
  trees_.assign(static_cast<std::size_t>(config_.trees), {});
  parallel_for(context.threads, config_.trees, [&](std::int64_t tree) {
    context.check_cancelled();
    Rng rng = context.rng("isolation_forest", static_cast<std::uint64_t>(tree));
    std::vector<std::int64_t> sample = rng.sample(good_rows_, sample_size_);
    trees_[static_cast<std::size_t>(tree)] = grow_isolation_tree(
        rows, std::move(sample), max_depth_, harmonic_of(config_), std::move(rng));
  });
}

std::vector<double> IsolationForest::score_rows(const Context& context,
                                                const RowMatrix& rows) const {
  assert(columns_ > 0 && rows.columns == columns_);
  const double scale = -1.0 / (static_cast<double>(trees_.size()) *
                               average_path_length(sample_size_, harmonic_of(config_)));
  std::vector<double> scores(static_cast<std::size_t>(rows.rows()));
  const std::int64_t blocks = (rows.rows() + kBlock - 1) / kBlock;
  parallel_for(context.threads, blocks, [&](std::int64_t block) {
    context.check_cancelled();
    const std::int64_t end = std::min((block + 1) * kBlock, rows.rows());
    for (const IsolationTree& tree : trees_) {  // always in this order: the same rounding
      for (std::int64_t row = block * kBlock; row < end; ++row) {
        scores[static_cast<std::size_t>(row)] += path_length(tree, rows.row(row));
      }
    }
    for (std::int64_t row = block * kBlock; row < end; ++row) {
      double& score = scores[static_cast<std::size_t>(row)];
      score = std::exp2(score * scale);
    }
  });
  return scores;
}

std::vector<float> IsolationForest::rows_of(const Context& context, const SampleSource& source,
                                            std::span<const std::int64_t> indices) const {
  const auto elements = static_cast<std::size_t>(source.shape().elements());
  if (!backbone_) {
    std::vector<float> values(indices.size() * elements);
    source.read(indices, values);
    require_complete(source, indices, values);
    return values;
  }
  const std::vector<std::int64_t>& dims = source.shape().dims;
  std::vector<std::vector<float>> rows(indices.size());
  Progress progress(context, "features", static_cast<std::int64_t>(indices.size()));
  parallel_for(context.threads, static_cast<std::int64_t>(indices.size()), [&](std::int64_t i) {
    std::vector<float> image(elements);
    source.read(indices.subspan(static_cast<std::size_t>(i), 1), image);
    rows[static_cast<std::size_t>(i)] = pooled_features(*backbone_, image, dims[1], dims[2]);
    progress.advance();
  });
  std::vector<float> values;
  for (const std::vector<float>& row : rows) {
    values.insert(values.end(), row.begin(), row.end());
  }
  return values;
}

void IsolationForest::fit(const Context& context, const SampleSource& good) {
  if (good.size() < 2) {
    throw Error(
        ErrorKind::kData,
        fmt::format("isolation_forest cannot learn from {} good sample(s); give it at least 2",
                    good.size()));
  }
  backbone_ = good.shape().is_image() ? make_backbone(backbone_config_) : nullptr;
  std::vector<std::int64_t> all(static_cast<std::size_t>(good.size()));
  std::iota(all.begin(), all.end(), std::int64_t{0});
  const std::vector<float> values = rows_of(context, good, all);
  fit_rows(context, {values, static_cast<std::int64_t>(values.size()) / good.size()});
}

std::vector<SampleScore> IsolationForest::score(const Context& context, const SampleSource& source,
                                                std::span<const std::int64_t> indices) const {
  if (source.shape().is_image() != (backbone_ != nullptr)) {
    throw Error(ErrorKind::kData,
                "this isolation_forest was trained on another kind of samples: images "
                "are not rows");
  }
  if (!backbone_ && source.shape().elements() != columns_) {
    throw Error(ErrorKind::kData,
                fmt::format("these rows have {} features, but this isolation_forest was trained on "
                            "{}; give it the same columns (and window) as in training",
                            source.shape().elements(), columns_));
  }
  const std::vector<float> values = rows_of(context, source, indices);
  std::vector<SampleScore> results(indices.size());
  const std::vector<double> scores = score_rows(context, {values, columns_});
  for (std::size_t i = 0; i < scores.size(); ++i) {
    results[i].score = scores[i];
  }
  return results;
}

std::vector<std::pair<std::string, std::string>> IsolationForest::facts() const {
  std::vector<std::pair<std::string, std::string>> facts = {
      {"good rows", std::to_string(good_rows_)},    {"features", std::to_string(columns_)},
      {"trees", std::to_string(trees_.size())},     {"rows per tree", std::to_string(sample_size_)},
      {"height limit", std::to_string(max_depth_)}, {"harmonic numbers", config_.harmonic}};
  if (backbone_) {
    facts.emplace_back("backbone", backbone_->describe());
    facts.emplace_back("image features", "mean and deviation of each channel");
  }
  return facts;
}

std::unique_ptr<Detector> make_isolation_forest(const ConfigGroupReader& read) {
  IsolationForestConfig config;
  read("method", config);
  BackboneConfig backbone;
  read("backbone", backbone);
  return std::make_unique<IsolationForest>(std::move(config), std::move(backbone));
}

}  // namespace goodparts
