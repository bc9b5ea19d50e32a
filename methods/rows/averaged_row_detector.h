// What EWMA and MEWMA have in common: they score z_t / σ_z, the moving average of the standardised
// rows of a recording (rows/moving_average.h) brought to the deviation that single good rows have
// if they are independent of each other: σ_z² = λ (1 − (1 − λ)^2t) / (2 − λ), exact, or its limit
// for long recordings, λ / (2 − λ), asymptotic.
//
// Rows of tables and images have no past (rows/recordings.h), and after learning from such nothing
// has: each then scores like the first row of a recording.
#pragma once

#include "methods/rows/row_detector.h"
#include "methods/rows/standardizer.h"

namespace goodparts {

class AveragedRowDetector : public RowDetector {
 public:
  std::vector<SampleScore> score(const Context& context, const SampleSource& source,
                                 std::span<const std::int64_t> indices) const final;
  std::vector<std::vector<float>> explain(const Context& context, const SampleSource& source,
                                          std::span<const std::int64_t> indices) const final;

 protected:
  AveragedRowDetector(std::string method, BackboneConfig backbone, double lambda, bool exact)
      : RowDetector(std::move(method), std::move(backbone)), lambda_(lambda), exact_(exact) {}

  // Both of one row of z_t / σ_z.
  virtual double score_averages(std::span<const double> averages) const = 0;
  virtual std::vector<float> explain_averages(std::span<const double> averages) const = 0;
  // Of the good rows, standardised.
  virtual void learn_standardized(std::span<const double> /*rows*/, std::int64_t /*columns*/) {}

  void learn(const Context& context, const SampleSource& good, const Rows& rows) final;
  void save_learned(ArchiveWriter& archive) const override;
  void load_learned(const ArchiveReader& archive) override;
  std::vector<std::pair<std::string, std::string>> more_facts() const override;

 private:
  // z_t / σ_z: one row for each index.
  std::vector<double> averages(const Context& context, const SampleSource& source,
                               std::span<const std::int64_t> indices) const;

  double lambda_;
  bool exact_;
  Standardizer standardizer_;
  bool recorded_ = false;  // learned from recordings
};

}  // namespace goodparts
