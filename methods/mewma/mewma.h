// MEWMA chart (Lowry, Woodall, Champ & Rigdon 1992): T²_t = z_tᵀ Σ_z⁻¹ z_t, where z_t averages the
// standardised rows of the recording up to this one and Σ_z is its covariance, exact or asymptotic
// (rows/averaged_row_detector.h): σ_z² · S with S the covariance of the good rows (ddof 1); what a
// singular one means is said in rows/t_squared.h.
//
// Samples without a past score like the first row of a recording, which with covariance=exact is
// Hotelling's T². Control limit: the χ² quantile for one row, S taken as known; recordings whose
// good rows resemble their neighbours pass it more often. explain(): the conditional terms of T²_t.
#pragma once

#include "methods/registry.h"
#include "methods/rows/averaged_row_detector.h"
#include "methods/rows/t_squared.h"

namespace goodparts {

struct MewmaConfig : Config {
  double lambda = 0.1;
  std::string covariance = "exact";  // or "asymptotic"
  double confidence = 0.999;

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

class Mewma : public AveragedRowDetector {
 public:
  explicit Mewma(MewmaConfig config, BackboneConfig backbone = {})
      : AveragedRowDetector("mewma", std::move(backbone), config.lambda,
                            config.covariance == "exact"),
        confidence_(config.confidence) {}

  std::optional<double> control_limit() const override;

 protected:
  double score_averages(std::span<const double> averages) const override;
  std::vector<float> explain_averages(std::span<const double> averages) const override;
  void learn_standardized(std::span<const double> rows, std::int64_t columns) override;
  void save_learned(ArchiveWriter& archive) const override;
  void load_learned(const ArchiveReader& archive) override;
  std::vector<std::pair<std::string, std::string>> more_facts() const override;

 private:
  double confidence_;
  TSquared t_squared_;
};

std::unique_ptr<Detector> make_mewma(const ConfigGroupReader& read);

}  // namespace goodparts
