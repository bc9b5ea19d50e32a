// Principal component analysis for process monitoring: T² within the space of the first l axes of
// the standardised good rows (ddof 0; covariance ddof 1), Q (squared prediction error, SPE)
// outside.
//
//   T² = Σ_{k<l} y_k² / λ_k          limit τ²: F (rows/control_limits.h)
//   Q  = ‖z − Σ_{k<l} y_k v_k‖²      limit δ²: Jackson & Mudholkar 1979
//   combined = T² / τ² + Q / δ²      limit: Box's g χ²(h) from the λ (Yue & Qin 2001)
//   max      = max(T² / τ², Q / δ²)  limit 1
//
// l is `components`, or the fewest axes that hold `explained_variance` of the variance; never more
// than there are directions in which the good rows vary. With all of them taken, either the rows
// vary in every direction and Q is no more: the score is then T² / τ² (limit 1), or T², and asking
// for Q is an error; or what leaves their space is Q, with the smallest variance found as that of
// the direction it has. An image is taken as one row (row_input.h).
//
// explain(): how much each column adds to the index: complete decomposition contributions (Alcala &
// Qin 2009), the squared entries of M^½ z for the index zᵀMz; those of the larger part for max.
#pragma once

#include "methods/registry.h"
#include "methods/rows/principal_axes.h"
#include "methods/rows/row_detector.h"
#include "methods/rows/standardizer.h"

namespace goodparts {

struct PcaConfig : Config {
  std::optional<std::int64_t> components;  // none: by explained_variance
  double explained_variance = 0.9;
  std::string index = "combined";  // or "max", "t2", "q"
  double confidence = 0.999;

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

class Pca : public SingleRowDetector {
 public:
  explicit Pca(PcaConfig config, BackboneConfig backbone = {})
      : SingleRowDetector("pca", std::move(backbone)), config_(std::move(config)) {}

  std::optional<double> control_limit() const override;

 protected:
  void learn(const Context& context, const SampleSource& good, const Rows& rows) override;
  double score_row(std::span<const float> row) const override;
  std::vector<float> explain_row(std::span<const float> row) const override;
  void save_learned(ArchiveWriter& archive) const override;
  void load_learned(const ArchiveReader& archive) override;
  std::vector<std::pair<std::string, std::string>> more_facts() const override;

 private:
  struct Parts {
    double t_squared = 0.0;
    double squared_error = 0.0;
    std::vector<double> coordinates;  // y, within the space
    std::vector<double> error;        // z − Σ y_k v_k
  };

  std::int64_t choose_components() const;
  std::vector<double> left_out() const;  // variances outside; empty: there is no outside
  void set_limits();
  Parts parts_of(std::span<const float> row) const;

  PcaConfig config_;
  Standardizer standardizer_;
  PrincipalAxes axes_;
  std::int64_t good_rows_ = 0;
  std::int64_t components_ = 0;       // l
  double t_squared_limit_ = 0.0;      // τ²
  double squared_error_limit_ = 0.0;  // δ²; 0: there is no Q
};

std::unique_ptr<Detector> make_pca(const ConfigGroupReader& read);

}  // namespace goodparts
