// ECOD (Li, Zhao, Hu, Botta, Ionescu & Chen 2022, arXiv 2201.00382): how far out in the tails of
// the good rows' empirical distributions a row lies, column by column.
//
// Of each column, left tail l = −log F(x) and right tail r = −log F'(x), where F counts the good
// values ≤ x, F' those ≥ x, both the row itself too, among n + 1: as PyOD computes it for one new
// row. The automatic tail a is l where the good values' skewness is negative, r where it is
// positive, and where it is zero (a constant column) r by the paper, l + r by PyOD.
//
//   aggregate=paper: max(Σ l, Σ r, Σ a)           three sums over the columns
//   aggregate=pyod:  Σ max(a, (l + r) / 2)        as PyOD's later releases add up
//
// PyOD takes rows scored together into the distributions; here a row's score depends on the good
// rows alone. explain(): the terms of the sum. An image is taken as one row (row_input.h).
#pragma once

#include "methods/registry.h"
#include "methods/rows/row_detector.h"

namespace goodparts {

struct EcodConfig : Config {
  std::string aggregate = "paper";  // or "pyod"

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

class Ecod : public SingleRowDetector {
 public:
  explicit Ecod(EcodConfig config, BackboneConfig backbone = {})
      : SingleRowDetector("ecod", std::move(backbone)), config_(std::move(config)) {}

 protected:
  void learn(const Context& context, const SampleSource& good, const Rows& rows) override;
  double score_row(std::span<const float> row) const override;
  std::vector<float> explain_row(std::span<const float> row) const override;
  void save_learned(ArchiveWriter& archive) const override;
  void load_learned(const ArchiveReader& archive) override;
  std::vector<std::pair<std::string, std::string>> more_facts() const override;

 private:
  std::vector<double> terms(std::span<const float> row) const;

  EcodConfig config_;
  std::vector<float> sorted_;  // columns × good rows: each column ascending
  std::int64_t good_rows_ = 0;
  std::vector<std::int64_t> skewness_;  // its sign: −1, 0, 1
};

std::unique_ptr<Detector> make_ecod(const ConfigGroupReader& read);

}  // namespace goodparts
