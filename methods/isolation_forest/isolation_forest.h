// Isolation Forest: Liu, Ting & Zhou, "Isolation Forest", ICDM 2008; other splits in
// split_drawer.h.
//
// Each tree isolates the rows of a random subsample of ψ rows by random splits; anomalies are
// isolated early. score(x) = 2^(−E[h(x)] / c(ψ)), where E[h] is the mean over the trees of the path
// length. Missing values (NaN) are taken as settled by `missing`, categorical columns by subsets of
// their levels (at most 64); an infinite value throws Error(kData) that names the sample. A row
// without any value gets the mean path length of the training rows. Scores are bit for bit the same
// for any number of threads. An image is taken as one row: the mean and deviation of each channel
// of the backbone's features (pooled_features.h).
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "kernels/forest/general_path_lengths.h"
#include "kernels/forest/grow_tree.h"
#include "kernels/forest/path_sums.h"
#include "methods/backbones/backbone.h"
#include "methods/detector.h"
#include "methods/registry.h"
#include "methods/rows/row_input.h"

namespace goodparts {

struct IsolationForestConfig : Config {
  std::int64_t trees = 100;
  std::int64_t sample_size = 256;  // ψ; at most the number of training rows
  std::string split = "axis";      // "axis", "extended" or "pooled_gain"; split_drawer.h
  // A hyperplane has this + 1 columns. None: extended takes all of them, pooled_gain one column.
  std::optional<std::int64_t> extension_level;
  std::string missing = "divide";         // "divide" or "larger"; isolation_tree.h
  std::string harmonic = "exact";         // "exact" or "sklearn"; path_length.h
  std::optional<std::int64_t> max_depth;  // none: ⌈log₂ ψ⌉

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

class IsolationForest : public Detector {
 public:
  // `backbone` serves images only.
  explicit IsolationForest(IsolationForestConfig config, BackboneConfig backbone = {});

  void fit(const Context& context, const SampleSource& good) override;
  std::vector<SampleScore> score(const Context& context, const SampleSource& source,
                                 std::span<const std::int64_t> indices) const override;
  // path_credit.h, in path lengths: the credits of a row sum to E[h] of good rows − E[h(x)].
  std::vector<std::vector<float>> explain(const Context& context, const SampleSource& source,
                                          std::span<const std::int64_t> indices) const override;
  void save(ArchiveWriter& archive) const override;
  void load(const ArchiveReader& archive) override;
  std::vector<std::pair<std::string, std::string>> facts() const override;

 private:
  GrowthRules growth_rules(const Rows& rows) const;
  const PathSums* plain_path_sums() const;  // null: some tree is not plain
  const GeneralPathLengths& path_lengths() const;
  std::vector<double> sum_path_lengths(const Context& context, const Rows& rows) const;

  IsolationForestConfig config_;
  RowInput input_;
  std::int64_t sample_size_ = 0;  // ψ in use; 0: not fitted
  std::int64_t max_depth_ = 0;    // in use
  std::vector<IsolationTree> trees_;
  struct Fast {  // of trees_, made when they score first
    std::once_flag once;
    std::optional<GeneralPathLengths> path_lengths;
    std::once_flag plain_once;
    std::optional<PathSums> plain;
  };
  std::unique_ptr<Fast> fast_ = std::make_unique<Fast>();
};

std::unique_ptr<Detector> make_isolation_forest(const ConfigGroupReader& read);

}  // namespace goodparts
