// MEWMA chart (Lowry, Woodall, Champ & Rigdon 1992): T²_t = z_tᵀ Σ_z⁻¹ z_t, where z_t averages the
// standardised rows of the recording up to this one (rows/moving_average.h) and Σ_z is its
// covariance if good rows are independent of each other: λ (1 − (1 − λ)^2t) / (2 − λ) · S, exact,
// or λ / (2 − λ) · S, asymptotic. S is the covariance of the good rows (ddof 1); what a singular
// one means is said in rows/t_squared.h.
//
// Rows of tables and images have no past (rows/recordings.h), and after learning from such nothing
// has: each then scores like the first row of a recording, which with covariance=exact is
// Hotelling's T². Control limit: the χ² quantile for one row, S taken as known; recordings whose
// good rows resemble their neighbours pass it more often. explain(): the conditional terms of T²_t.
#pragma once

#include "methods/registry.h"
#include "methods/rows/moving_average.h"
#include "methods/rows/row_detector.h"
#include "methods/rows/standardizer.h"
#include "methods/rows/t_squared.h"

namespace goodparts {

struct MewmaConfig : Config {
  double lambda = 0.1;
  std::string covariance = "exact";  // or "asymptotic"
  double confidence = 0.999;

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

class Mewma : public RowDetector {
 public:
  explicit Mewma(MewmaConfig config, BackboneConfig backbone = {})
      : RowDetector("mewma", std::move(backbone)), config_(std::move(config)) {}

  std::vector<SampleScore> score(const Context& context, const SampleSource& source,
                                 std::span<const std::int64_t> indices) const override;
  std::vector<std::vector<float>> explain(const Context& context, const SampleSource& source,
                                          std::span<const std::int64_t> indices) const override;
  std::optional<double> control_limit() const override;

 protected:
  void learn(const Context& context, const SampleSource& good, const Rows& rows) override;
  void save_learned(ArchiveWriter& archive) const override;
  void load_learned(const ArchiveReader& archive) override;
  std::vector<std::pair<std::string, std::string>> more_facts() const override;

 private:
  // z_t brought to the covariance of single rows: one row for each index.
  std::vector<double> averages(const Context& context, const SampleSource& source,
                               std::span<const std::int64_t> indices) const;

  MewmaConfig config_;
  Standardizer standardizer_;
  TSquared t_squared_;
  bool recorded_ = false;  // learned from recordings
};

std::unique_ptr<Detector> make_mewma(const ConfigGroupReader& read);

}  // namespace goodparts
