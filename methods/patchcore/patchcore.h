// PatchCore (Roth et al. 2022, "Towards total recall in industrial anomaly detection"): remembers
// patch features of good images and scores a patch by its distance to the nearest of them.
//
// Two conventions are in use, and both are here: that of the authors' original release and that of
// anomalib. They differ in patch features, coreset, distance, image score and map (see
// patchcore.yaml). A third, anomalydino, makes PatchCore on a DINOv2 backbone with the whole bank
// AnomalyDINO (Damm et al. 2024, "AnomalyDINO: boosting patch-based few-shot anomaly detection with
// DINOv2"), but for its masking of the background and its rotations other than by quarter turns.
//
// From few images (one is enough) it can remember turned copies of them as well (turned_images.h).
//
// On rows (sensor windows, tables) a row is the only patch: z-scored with the training rows' mean
// and deviation (rows/standardizer.h), no backbone, no map; coreset, distance and score as for
// images. anomalydino compares only the directions of vectors, which says how unlike two patches
// look but loses how far a row lies from the mean: it refuses rows.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "methods/backbones/backbone.h"
#include "methods/detector.h"
#include "methods/patchcore/feature_store.h"
#include "methods/patchcore/memory_bank.h"
#include "methods/patchcore/patch_embedding.h"
#include "methods/patchcore/patchcore_config.h"
#include "methods/registry.h"
#include "methods/rows/row_input.h"
#include "methods/rows/standardizer.h"

namespace goodparts {

class PatchCore : public Detector {
 public:
  // Throws Error(kConfig). The backbone's weights are read by fit(), so that load() needs no
  // weights file.
  PatchCore(PatchCoreConfig config, BackboneConfig backbone);

  // Throws Error(kData) naming the sample for missing values, Error(kConfig) where the bank is
  // smaller than `neighbours` or convention=anomalydino gets rows, and as make_backbone does.
  void fit(const Context& context, const SampleSource& good) override;
  std::vector<SampleScore> score(const Context& context, const SampleSource& source,
                                 std::span<const std::int64_t> indices) const override;
  void save(ArchiveWriter& archive) const override;
  void load(const ArchiveReader& archive) override;
  std::vector<std::pair<std::string, std::string>> facts() const override;

 private:
  FeatureStore learn_rows(const Context& context, const SampleSource& good);
  FeatureStore learn_images(const Context& context, const SampleSource& good);
  PatchGrid embed(const std::vector<FloatArray>& maps) const;
  std::vector<SampleScore> score_images(const Context& context, const SampleSource& source,
                                        std::span<const std::int64_t> indices) const;
  FeaturePrecision precision() const;

  PatchCoreConfig config_;
  BackboneConfig backbone_config_;
  std::unique_ptr<Backbone> backbone_;  // null: rows
  std::optional<RowInput> row_input_;   // none: images
  Standardizer standardizer_;           // of rows
  std::unique_ptr<MemoryBank> bank_;
};

std::unique_ptr<Detector> make_patchcore(const ConfigGroupReader& read);

}  // namespace goodparts
