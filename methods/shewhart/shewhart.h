// Shewhart's chart on every column (Shewhart 1931): the largest |z| of a row, z = (x − mean) /
// deviation of the good rows, deviation with ddof 0. A constant column has no deviation: its
// departure counts in its own units. An image is taken as one row (row_input.h).
//
// Control limit: that of the largest of as many independent normal columns (control_limits.h).
// explain(): |z| of each column.
#pragma once

#include "methods/registry.h"
#include "methods/rows/row_detector.h"
#include "methods/rows/standardizer.h"

namespace goodparts {

struct ShewhartConfig : Config {
  double confidence = 0.9973;

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

class Shewhart : public SingleRowDetector {
 public:
  explicit Shewhart(ShewhartConfig config, BackboneConfig backbone = {})
      : SingleRowDetector("shewhart", std::move(backbone)), config_(config) {}

  std::optional<double> control_limit() const override;

 protected:
  void learn(const Context& context, const SampleSource& good, const Rows& rows) override;
  double score_row(std::span<const float> row) const override;
  std::vector<float> explain_row(std::span<const float> row) const override;
  void save_learned(ArchiveWriter& archive) const override { standardizer_.save(archive); }
  void load_learned(const ArchiveReader& archive) override { standardizer_.load(archive); }

 private:
  ShewhartConfig config_;
  Standardizer standardizer_;
};

std::unique_ptr<Detector> make_shewhart(const ConfigGroupReader& read);

}  // namespace goodparts
