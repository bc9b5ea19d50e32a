// Isolation Forest: Liu, Ting & Zhou, "Isolation Forest", ICDM 2008.
//
// Each tree isolates the rows of a random subsample of ψ rows by random splits; anomalies are
// isolated early. score(x) = 2^(−E[h(x)] / c(ψ)), where E[h] is the mean over the trees of the path
// length. Rows must be complete: a missing or infinite value throws Error(kData) that names the
// sample. Scores are bit for bit the same for any number of threads.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

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
  explicit IsolationForest(IsolationForestConfig config) : config_(std::move(config)) {}

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
  IsolationForestConfig config_;
  std::int64_t columns_ = 0;      // 0: not fitted
  std::int64_t good_rows_ = 0;    // trained on
  std::int64_t sample_size_ = 0;  // ψ in use
  std::int64_t max_depth_ = 0;    // in use
  std::vector<IsolationTree> trees_;
};

std::unique_ptr<Detector> make_isolation_forest(const ConfigGroupReader& read);

}  // namespace goodparts
