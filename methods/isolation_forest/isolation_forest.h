// Isolation Forest: Liu, Ting & Zhou, "Isolation Forest", ICDM 2008.
//
// Each tree isolates the rows of a random subsample of ψ rows by random splits; anomalies are
// isolated early. score(x) = 2^(−E[h(x)] / c(ψ)), where E[h] is the mean over the trees of the path
// length. Rows must be complete: a missing or infinite value throws Error(kData) that names the
// sample. Scores are bit for bit the same for any number of threads. An image is taken as one row:
// the mean and deviation of each channel of the backbone's features (pooled_features.h).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "methods/backbones/backbone.h"
#include "methods/detector.h"
#include "methods/isolation_forest/isolation_tree.h"
#include "methods/registry.h"

namespace goodparts {

struct IsolationForestConfig : Config {
  std::int64_t trees = 100;
  std::int64_t sample_size = 256;         // ψ; at most the number of training rows
  std::string harmonic = "exact";         // "exact" or "sklearn", see path_length.h
  std::optional<std::int64_t> max_depth;  // none: ⌈log₂ ψ⌉

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

class IsolationForest : public Detector {
 public:
  // `backbone` serves images only.
  explicit IsolationForest(IsolationForestConfig config, BackboneConfig backbone = {})
      : config_(std::move(config)), backbone_config_(std::move(backbone)) {}

  void fit(const Context& context, const SampleSource& good) override;
  std::vector<SampleScore> score(const Context& context, const SampleSource& source,
                                 std::span<const std::int64_t> indices) const override;
  void save(ArchiveWriter& archive) const override;
  void load(const ArchiveReader& archive) override;
  std::vector<std::pair<std::string, std::string>> facts() const override;

  // The same on rows in memory, all finite; at least two rows to fit.
  void fit_rows(const Context& context, const RowMatrix& rows);
  std::vector<double> score_rows(const Context& context, const RowMatrix& rows) const;

 private:
  std::vector<float> rows_of(const Context& context, const SampleSource& source,
                             std::span<const std::int64_t> indices) const;

  IsolationForestConfig config_;
  BackboneConfig backbone_config_;
  std::unique_ptr<Backbone> backbone_;  // null: trained on rows
  std::int64_t columns_ = 0;            // 0: not fitted
  std::int64_t good_rows_ = 0;          // trained on
  std::int64_t sample_size_ = 0;        // ψ in use
  std::int64_t max_depth_ = 0;          // in use
  std::vector<IsolationTree> trees_;
};

std::unique_ptr<Detector> make_isolation_forest(const ConfigGroupReader& read);

}  // namespace goodparts
