// Distance to the nearest good rows (Ramaswamy, Rastogi & Shim 2000: to the k-th; Angiulli &
// Pizzuti 2002: mean of the k), Euclidean, in standardised columns (ddof 0; a constant column
// counts in its own units). Every good row is kept. An image is taken as one row (row_input.h).
#pragma once

#include "kernels/knn/nearest_rows.h"
#include "methods/registry.h"
#include "methods/rows/row_detector.h"
#include "methods/rows/standardizer.h"

namespace goodparts {

struct KnnConfig : Config {
  std::int64_t neighbours = 5;   // k; at most the number of good rows
  std::string distance = "kth";  // or "mean"

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

class Knn : public RowDetector {
 public:
  explicit Knn(KnnConfig config, BackboneConfig backbone = {})
      : RowDetector("knn", std::move(backbone)), config_(std::move(config)) {}

  std::vector<SampleScore> score(const Context& context, const SampleSource& source,
                                 std::span<const std::int64_t> indices) const override;

 protected:
  void learn(const Context& context, const SampleSource& good, const Rows& rows) override;
  void save_learned(ArchiveWriter& archive) const override;
  void load_learned(const ArchiveReader& archive) override;
  std::vector<std::pair<std::string, std::string>> more_facts() const override;

 private:
  std::int64_t neighbours() const { return std::min(config_.neighbours, good_.count()); }

  KnnConfig config_;
  Standardizer standardizer_;
  Rows good_;                             // standardised
  std::unique_ptr<NearestRows> nearest_;  // in good_
};

std::unique_ptr<Detector> make_knn(const ConfigGroupReader& read);

}  // namespace goodparts
