// Histogram-based outlier score (Goldstein & Dengel 2012): how rare a row's values are, column by
// column, as if columns were independent: Σ −log(h), h the height of the value's bin among `bins`
// equal ones between the smallest and the largest good value, the highest bin having 1.
//
// An empty bin counts as half a row. The paper leaves open what lies beyond the bins; here it
// counts as an empty bin, thinned by its distance d from them in bin widths: half a row / (1 + d).
// The bins of a constant column are one, of width 1 in its own units. An image is taken as one row
// (row_input.h). explain(): the terms of the sum.
#pragma once

#include "methods/registry.h"
#include "methods/rows/row_detector.h"

namespace goodparts {

struct HbosConfig : Config {
  std::int64_t bins = 10;

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

class Hbos : public SingleRowDetector {
 public:
  explicit Hbos(HbosConfig config, BackboneConfig backbone = {})
      : SingleRowDetector("hbos", std::move(backbone)), config_(config) {}

 protected:
  void learn(const Context& context, const SampleSource& good, const Rows& rows) override;
  double score_row(std::span<const float> row) const override;
  std::vector<float> explain_row(std::span<const float> row) const override;
  void save_learned(ArchiveWriter& archive) const override;
  void load_learned(const ArchiveReader& archive) override;
  std::vector<std::pair<std::string, std::string>> more_facts() const override;

 private:
  struct Histogram {
    double low = 0.0;    // where the first bin begins
    double width = 1.0;  // of a bin
    std::vector<std::int64_t> counts;

    void learn(std::span<const float> values, std::int64_t bins);
    double rarity(double value) const;  // −log h
  };

  HbosConfig config_;
  std::vector<Histogram> histograms_;  // one for each column
};

std::unique_ptr<Detector> make_hbos(const ConfigGroupReader& read);

}  // namespace goodparts
