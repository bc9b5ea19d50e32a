#include "methods/patchcore/patchcore.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <numeric>
#include <utility>

#include "kernels/base/join.h"
#include "methods/backbones/fitting_backbone.h"
#include "methods/backbones/image_features.h"
#include "methods/patchcore/patch_scores.h"
#include "methods/patchcore/turned_images.h"

namespace goodparts {
namespace {

std::vector<std::int64_t> count_up(std::int64_t from, std::int64_t to) {
  std::vector<std::int64_t> indices(static_cast<std::size_t>(to - from));
  std::iota(indices.begin(), indices.end(), from);
  return indices;
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
  const FeatureStore features =
      good.shape().is_image() ? learn_images(context, good) : learn_rows(context, good);
  std::vector<float> vectors;
  std::vector<float> room;
  for (const std::int64_t row : select_coreset(context, features, config_)) {
    const float* const vector = features.read(row, 1, room);
    vectors.insert(vectors.end(), vector, vector + features.dim());
  }
  bank_ = std::make_unique<MemoryBank>(std::move(vectors), features.dim());
  bank_->prepare(context);
  if (config_.is_original() && bank_->rows() < config_.neighbours) {
    throw Error(ErrorKind::kConfig,
                fmt::format("method.neighbours: {} but the memory bank holds only {} vectors; "
                            "lower it or train on more samples",
                            config_.neighbours, bank_->rows()));
  }
}

FeaturePrecision PatchCore::precision() const {
  return config_.feature_precision == "bfloat16" ? FeaturePrecision::kBfloat16
                                                 : FeaturePrecision::kFloat32;
}

FeatureStore PatchCore::learn_rows(const Context& context, const SampleSource& good) {
  if (config_.is_anomalydino()) {
    throw Error(ErrorKind::kConfig,
                "method.convention: anomalydino compares directions of image features, and would "
                "not see how far a row lies from the mean; for rows take original or anomalib");
  }
  backbone_.reset();
  row_input_.emplace("PatchCore", backbone_config_);
  Rows rows = row_input_->learn(context, good, 1);
  standardizer_.learn(rows.view());
  standardizer_.apply(rows.values);
  FeatureStore features(rows.count(), rows.columns, precision());
  features.put(0, rows.values);
  return features;
}

PatchGrid PatchCore::embed(const std::vector<FloatArray>& maps) const {
  if (config_.is_anomalydino()) {
    return embed_anomalydino(maps);
  }
  return config_.is_original() ? embed_original(maps, config_.layer_dim, config_.embedding_dim)
                               : embed_anomalib(maps);
}

FeatureStore PatchCore::learn_images(const Context& context, const SampleSource& good) {
  row_input_.reset();
  backbone_ = make_backbone(backbone_config_, context);
  const FittingBackbone fitting(*backbone_);
  const TurnedImages images(good, config_.augment);
  Progress progress(context, "features", images.size());
  std::optional<FeatureStore> features;
  std::int64_t places = 0;
  const auto keep = [&](std::int64_t image, const PatchGrid& grid) {
    assert(grid.size.height * grid.size.width == places);
    features->put(image * places, grid.values);
    progress.advance();
  };
  // The first image tells how much room all of them take.
  for_each_image(context, *fitting, images, count_up(0, 1), 1,
                 [&](std::int64_t, const std::vector<FloatArray>& maps) {
                   const PatchGrid grid = embed(maps);
                   places = grid.size.height * grid.size.width;
                   features.emplace(places * images.size(), grid.dim, precision());
                   keep(0, grid);
                 });
  for_each_image(
      context, *fitting, images, count_up(1, images.size()), config_.batch_size,
      [&](std::int64_t i, const std::vector<FloatArray>& maps) { keep(i + 1, embed(maps)); });
  return std::move(*features);
}

std::vector<SampleScore> PatchCore::score(const Context& context, const SampleSource& source,
                                          std::span<const std::int64_t> indices) const {
  assert(bank_ != nullptr);
  if (!row_input_) {
    return score_images(context, source, indices);
  }
  Rows rows = row_input_->read(context, source, indices);
  standardizer_.apply(rows.values);
  std::vector<SampleScore> scores;
  for (const double score : score_rows(context, rows.view(), *bank_, config_)) {
    scores.push_back({score, {}});
  }
  return scores;
}

std::vector<SampleScore> PatchCore::score_images(const Context& context, const SampleSource& source,
                                                 std::span<const std::int64_t> indices) const {
  if (!source.shape().is_image()) {
    throw Error(ErrorKind::kData, "this PatchCore was trained on images, but is given rows");
  }
  const GridSize input{source.shape().dims[1], source.shape().dims[2]};
  std::vector<PatchScores> found(indices.size());
  std::vector<GridSize> grids(indices.size());
  for_each_image(context, *backbone_, source, indices, config_.batch_size,
                 [&](std::int64_t i, const std::vector<FloatArray>& maps) {
                   const PatchGrid grid = embed(maps);
                   const auto at = static_cast<std::size_t>(i);
                   found[at] = score_patches(context, grid, *bank_, config_);
                   grids[at] = grid.size;
                 });
  std::vector<float> patches;
  for (const PatchScores& image : found) {
    patches.insert(patches.end(), image.patches.begin(), image.patches.end());
  }
  std::vector<SampleScore> scores;
  if (found.empty()) {
    return scores;
  }
  std::vector<std::vector<float>> maps =  // images of one size have grids of one size
      anomaly_maps(context, patches.data(), std::ssize(found), grids.front(),
                   map_style(input, config_));
  for (std::size_t i = 0; i < found.size(); ++i) {
    scores.push_back({found[i].sample, {input.height, input.width, std::move(maps[i])}});
  }
  return scores;
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
  archive.text("patchcore/augment", config_.augment);
  archive.text("patchcore/feature_precision", config_.feature_precision);
  if (row_input_) {
    row_input_->save(archive);
    standardizer_.save(archive);
  } else {
    backbone_->save(archive);
  }
}

void PatchCore::load(const ArchiveReader& archive) {
  config_.convention = archive.text("patchcore/convention");
  config_.augment = archive.text("patchcore/augment");
  config_.feature_precision = archive.text("patchcore/feature_precision");
  config_.map_sigma = archive.number("patchcore/map_sigma");
  const std::vector<std::int64_t> dims = archive.integers("patchcore/dims");
  const std::vector<std::int64_t> neighbours = archive.integers("patchcore/neighbours");
  FloatArray bank = archive.floats("patchcore/bank");
  if (dims.size() != 2 || neighbours.size() != 2 || bank.shape.size() != 2 || bank.shape[0] < 1 ||
      bank.shape[1] < 1 || (config_.is_anomalydino() && archive.has("input/columns"))) {
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
  row_input_.reset();
  backbone_.reset();
  if (archive.has("input/columns")) {
    row_input_.emplace("PatchCore", backbone_config_);
    row_input_->load(archive);
    standardizer_.load(archive);
  } else {
    backbone_ = load_backbone(archive);
  }
}

std::vector<std::pair<std::string, std::string>> PatchCore::facts() const {
  std::vector<std::pair<std::string, std::string>> result{{"convention", config_.convention}};
  if (config_.is_anomalydino()) {
    result.emplace_back("patch score", "cosine distance to the nearest remembered patch");
    result.emplace_back("image score", "mean of the largest 1 % of the patch scores");
  }
  if (backbone_ != nullptr) {
    result.emplace_back("backbone", backbone_->describe());
    result.emplace_back("layers", joined(backbone_->layers(), ", "));
    if (config_.augment != "none") {
      result.emplace_back("augmentation",
                          fmt::format("{}: {} copies of each good image", config_.augment,
                                      turned_copies(config_.augment)));
    }
  }
  if (row_input_) {
    std::ranges::copy(row_input_->facts(), std::back_inserter(result));
  }
  if (bank_ != nullptr) {
    result.emplace_back(
        "memory bank",
        fmt::format("{} × {}{}", bank_->rows(), bank_->dim(),
                    precision() == FeaturePrecision::kBfloat16 ? ", rounded to bfloat16" : ""));
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
