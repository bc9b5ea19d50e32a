#include "methods/patchcore/patchcore.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <utility>

#include "kernels/base/parallel.h"
#include "methods/patchcore/patch_scores.h"

namespace goodparts {
namespace {

std::vector<float> read_sample(const SampleSource& source, std::int64_t index) {
  std::vector<float> sample(static_cast<std::size_t>(source.shape().elements()));
  source.read({&index, 1}, sample);
  return sample;
}

void require_finite(const std::vector<float>& values, const SampleSource& source,
                    std::int64_t index) {
  const auto bad = std::find_if_not(values.begin(), values.end(),
                                    [](float value) { return std::isfinite(value); });
  if (bad == values.end()) {
    return;
  }
  if (source.shape().is_image()) {
    throw Error(ErrorKind::kData,
                fmt::format("{}: the backbone's features are not finite; are its weights damaged?",
                            source.info(index).id));
  }
  const auto column = static_cast<std::size_t>(bad - values.begin());
  const std::vector<std::string> names = source.feature_names();
  throw Error(ErrorKind::kData,
              fmt::format("{}: {} is missing or not finite; PatchCore needs complete rows: fill or "
                          "drop the value, or use a method that takes missing values",
                          source.info(index).id,
                          column < names.size() ? fmt::format("'{}'", names[column])
                                                : fmt::format("feature {}", column)));
}

}  // namespace

PatchCore::PatchCore(PatchCoreConfig config, BackboneConfig backbone)
    : config_(std::move(config)), backbone_config_(std::move(backbone)) {
  config_.validate();
  backbone_config_.validate();
}

void PatchCore::fit(const Context& context, const SampleSource& good) {
  if (good.size() == 0) {
    throw Error(ErrorKind::kData, "PatchCore: no good sample to learn from");
  }
  backbone_.reset();
  if (good.shape().is_image()) {
    backbone_ = make_backbone(backbone_config_);
  } else {
    learn_scaling(context, good);
  }
  std::int64_t dim = 0;
  const std::vector<float> features = all_patches(context, good, dim);
  const MatrixView view{features.data(), static_cast<std::int64_t>(features.size()) / dim, dim};
  std::vector<float> vectors;
  for (const std::int64_t row : select_coreset(context, view, config_)) {
    vectors.insert(vectors.end(), view.row(row), view.row(row) + dim);
  }
  bank_ = std::make_unique<MemoryBank>(std::move(vectors), dim);
  if (config_.is_original() && bank_->rows() < config_.neighbours) {
    throw Error(ErrorKind::kConfig,
                fmt::format("method.neighbours: {} but the memory bank holds only {} vectors; "
                            "lower it or raise method.coreset_ratio",
                            config_.neighbours, bank_->rows()));
  }
}

PatchGrid PatchCore::patches(const SampleSource& source, std::int64_t index) const {
  const Shape& shape = source.shape();
  const std::vector<float> sample = read_sample(source, index);
  PatchGrid grid;
  if (backbone_ != nullptr) {
    const std::vector<FloatArray> maps = backbone_->features(sample, shape.dims[1], shape.dims[2]);
    grid = config_.is_original() ? embed_original(maps, config_.layer_dim, config_.embedding_dim)
                                 : embed_anomalib(maps);
  } else {
    grid = {{1, 1}, static_cast<std::int64_t>(sample.size()), sample};
    for (std::size_t c = 0; c < sample.size(); ++c) {
      grid.values[c] = (sample[c] - row_mean_[c]) / row_deviation_[c];
    }
  }
  require_finite(grid.values, source, index);
  return grid;
}

std::vector<float> PatchCore::all_patches(const Context& context, const SampleSource& source,
                                          std::int64_t& dim) const {
  Progress progress(context, "features", source.size());
  const PatchGrid first = patches(source, 0);  // tells how much room all of them take
  dim = first.dim;
  const std::size_t each = first.values.size();
  std::vector<float> all(each * static_cast<std::size_t>(source.size()));
  std::copy(first.values.begin(), first.values.end(), all.begin());
  progress.advance();
  parallel_for(context.threads, source.size() - 1, [&](std::int64_t i) {
    const PatchGrid grid = patches(source, i + 1);
    assert(grid.values.size() == each);
    std::copy(grid.values.begin(), grid.values.end(),
              all.data() + each * static_cast<std::size_t>(i + 1));
    progress.advance();
  });
  return all;
}

void PatchCore::learn_scaling(const Context& context, const SampleSource& rows) {
  const auto columns = static_cast<std::size_t>(rows.shape().elements());
  std::vector<double> sums(columns, 0.0);
  std::vector<double> squares(columns, 0.0);
  const auto for_each_row = [&](const auto& body) {
    for (std::int64_t i = 0; i < rows.size(); ++i) {
      context.check_cancelled();
      const std::vector<float> row = read_sample(rows, i);
      require_finite(row, rows, i);
      body(row);
    }
  };
  for_each_row([&](const std::vector<float>& row) {
    for (std::size_t c = 0; c < columns; ++c) {
      sums[c] += static_cast<double>(row[c]);
    }
  });
  const auto count = static_cast<double>(rows.size());
  for_each_row([&](const std::vector<float>& row) {
    for (std::size_t c = 0; c < columns; ++c) {
      const double difference = static_cast<double>(row[c]) - sums[c] / count;
      squares[c] += difference * difference;
    }
  });
  row_mean_.clear();
  row_deviation_.clear();
  for (std::size_t c = 0; c < columns; ++c) {
    const auto deviation = static_cast<float>(std::sqrt(squares[c] / count));
    row_mean_.push_back(static_cast<float>(sums[c] / count));
    row_deviation_.push_back(deviation > 0.0F ? deviation : 1.0F);
  }
}

std::vector<SampleScore> PatchCore::score(const Context& context, const SampleSource& source,
                                          std::span<const std::int64_t> indices) const {
  assert(bank_ != nullptr);
  require_same_kind(source);
  std::vector<SampleScore> scores(indices.size());
  parallel_for(context.threads, static_cast<std::int64_t>(indices.size()), [&](std::int64_t i) {
    context.check_cancelled();
    const auto at = static_cast<std::size_t>(i);
    scores[at] = score_one(context, source, indices[at]);
  });
  return scores;
}

void PatchCore::require_same_kind(const SampleSource& source) const {
  const Shape& shape = source.shape();
  if (shape.is_image() != (backbone_ != nullptr)) {
    throw Error(ErrorKind::kData,
                fmt::format("PatchCore: this model was trained on {}, the input is {}",
                            backbone_ != nullptr ? "images" : "rows",
                            shape.is_image() ? "images" : "rows"));
  }
  if (!shape.is_image() && shape.elements() != bank_->dim()) {
    throw Error(ErrorKind::kData,
                fmt::format("PatchCore: this model was trained on rows of {} features, the input "
                            "has {}",
                            bank_->dim(), shape.elements()));
  }
}

SampleScore PatchCore::score_one(const Context& context, const SampleSource& source,
                                 std::int64_t index) const {
  const PatchGrid grid = patches(source, index);
  const PatchScores scores = score_patches(context, grid, *bank_, config_);
  SampleScore result{scores.sample, {}};
  if (backbone_ != nullptr) {
    const GridSize input{source.shape().dims[1], source.shape().dims[2]};
    result.map = {input.height, input.width,
                  anomaly_map(scores.patches, grid.size, input, config_)};
  }
  return result;
}

void PatchCore::save(ArchiveWriter& archive) const {
  assert(bank_ != nullptr);
  archive.text("patchcore/convention", config_.convention);
  archive.number("patchcore/map_sigma", config_.map_sigma);
  archive.integers("patchcore/dims", std::array{config_.layer_dim, config_.embedding_dim});
  archive.integers("patchcore/neighbours",
                   std::array{config_.neighbours, config_.reweight_neighbours});
  archive.floats("patchcore/bank", {bank_->rows(), bank_->dim()},
                 {bank_->view().data, static_cast<std::size_t>(bank_->rows() * bank_->dim())});
  if (backbone_ != nullptr) {
    backbone_->save(archive);
  } else {
    archive.floats("patchcore/row_mean", {bank_->dim()}, row_mean_);
    archive.floats("patchcore/row_deviation", {bank_->dim()}, row_deviation_);
  }
}

void PatchCore::load(const ArchiveReader& archive) {
  config_.convention = archive.text("patchcore/convention");
  config_.map_sigma = archive.number("patchcore/map_sigma");
  const std::vector<std::int64_t> dims = archive.integers("patchcore/dims");
  const std::vector<std::int64_t> neighbours = archive.integers("patchcore/neighbours");
  FloatArray bank = archive.floats("patchcore/bank");
  if (dims.size() != 2 || neighbours.size() != 2 || bank.shape.size() != 2 || bank.shape[0] < 1 ||
      bank.shape[1] < 1) {
    throw Error(ErrorKind::kData,
                "the saved model's PatchCore settings or memory bank are damaged; train it again");
  }
  config_.layer_dim = dims[0];
  config_.embedding_dim = dims[1];
  config_.neighbours = neighbours[0];
  config_.reweight_neighbours = neighbours[1];
  config_.validate();
  const std::int64_t dim = bank.shape[1];
  bank_ = std::make_unique<MemoryBank>(std::move(bank.values), dim);
  if (archive.has("patchcore/row_mean")) {
    backbone_.reset();
    row_mean_ = archive.floats("patchcore/row_mean").values;
    row_deviation_ = archive.floats("patchcore/row_deviation").values;
  } else {
    backbone_ = load_backbone(archive);
  }
}

std::vector<std::pair<std::string, std::string>> PatchCore::facts() const {
  std::vector<std::pair<std::string, std::string>> result{{"convention", config_.convention}};
  if (backbone_ != nullptr) {
    result.emplace_back("backbone", backbone_->describe());
    std::string layers;
    for (const std::string& layer : backbone_->layers()) {
      layers += (layers.empty() ? "" : ", ") + layer;
    }
    result.emplace_back("layers", layers);
  }
  if (bank_ != nullptr) {
    result.emplace_back("memory bank", fmt::format("{} × {}", bank_->rows(), bank_->dim()));
  }
  return result;
}

std::unique_ptr<Detector> make_patchcore(const ConfigGroupReader& read) {
  PatchCoreConfig config;
  BackboneConfig backbone;
  read("method", config);
  read("backbone", backbone);
  return std::make_unique<PatchCore>(std::move(config), std::move(backbone));
}

}  // namespace goodparts
