// EWMA chart on every column (Roberts 1959): the largest |z_t| / σ_z of a row, where z_t averages
// the standardised rows of the recording up to this one and σ_z is its deviation, exact or
// asymptotic (rows/averaged_row_detector.h).
//
// Samples without a past score like the first row of a recording, which with deviation=exact is
// Shewhart's largest |z|. Control limit: that of the largest of as many independent normal columns
// (rows/control_limits.h). explain(): |z_t| / σ_z of each column.
#pragma once

#include "methods/registry.h"
#include "methods/rows/averaged_row_detector.h"

namespace goodparts {

struct EwmaConfig : Config {
  double lambda = 0.2;
  std::string deviation = "exact";  // or "asymptotic"
  double confidence = 0.9973;

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

class Ewma : public AveragedRowDetector {
 public:
  explicit Ewma(EwmaConfig config, BackboneConfig backbone = {})
      : AveragedRowDetector("ewma", std::move(backbone), config.lambda,
                            config.deviation == "exact"),
        confidence_(config.confidence) {}

  std::optional<double> control_limit() const override;

 protected:
  double score_averages(std::span<const double> averages) const override;
  std::vector<float> explain_averages(std::span<const double> averages) const override;

 private:
  double confidence_;
};

std::unique_ptr<Detector> make_ewma(const ConfigGroupReader& read);

}  // namespace goodparts
