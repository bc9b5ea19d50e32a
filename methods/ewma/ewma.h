// EWMA chart on every column (Roberts 1959): the largest |z_t| / σ_z of a row, where z_t averages
// the standardised rows of the recording up to this one (rows/moving_average.h) and σ_z is its
// deviation if good rows are independent: exact, σ_z² = λ (1 − (1 − λ)^2t) / (2 − λ), or its limit
// for long recordings, asymptotic.
//
// Rows of tables and images have no past (rows/recordings.h), and after learning from such nothing
// has: each then scores like the first row of a recording, which with deviation=exact is Shewhart's
// largest |z|. Control limit: that of the largest of as many independent normal columns
// (rows/control_limits.h). explain(): |z_t| / σ_z of each column.
#pragma once

#include "methods/registry.h"
#include "methods/rows/moving_average.h"
#include "methods/rows/row_detector.h"
#include "methods/rows/standardizer.h"

namespace goodparts {

struct EwmaConfig : Config {
  double lambda = 0.2;
  std::string deviation = "exact";  // or "asymptotic"
  double confidence = 0.9973;

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

class Ewma : public RowDetector {
 public:
  explicit Ewma(EwmaConfig config, BackboneConfig backbone = {})
      : RowDetector("ewma", std::move(backbone)), config_(std::move(config)) {}

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
  // |z_t| / σ_z: one row for each index.
  std::vector<double> deviations(const Context& context, const SampleSource& source,
                                 std::span<const std::int64_t> indices) const;

  EwmaConfig config_;
  Standardizer standardizer_;
  bool recorded_ = false;  // learned from recordings
};

std::unique_ptr<Detector> make_ewma(const ConfigGroupReader& read);

}  // namespace goodparts
