// Hotelling's T² (Hotelling 1931): the squared Mahalanobis distance of a row from the mean of the
// good rows, columns standardised with ddof 0, covariance with ddof 1. What a singular covariance
// means is said in rows/t_squared.h; an image is taken as one row (row_input.h).
//
// A recorded row (rows/recordings.h) scores the median of its T² and those of the median_window − 1
// rows before it, 0 while there are fewer: as SKAB's published results smooth it. Rows of tables
// and images have no past and score their own T²; so does everything after learning from such.
//
// Control limit: limit_factor times that of T² for a new row, with the rank of the covariance for
// its number of columns (rows/control_limits.h). explain(): the conditional terms of T²
// (rows/t_squared.h), of the row whose T² is the median.
#pragma once

#include "methods/registry.h"
#include "methods/rows/row_detector.h"
#include "methods/rows/standardizer.h"
#include "methods/rows/t_squared.h"
#include "methods/rows/trailing_median.h"

namespace goodparts {

struct HotellingT2Config : Config {
  std::int64_t median_window = 5;  // odd; 1: none
  double confidence = 0.999;
  double limit_factor = 2.0;
  std::string f_quantile = "grid";  // or "exact"

  void visit(ConfigVisitor& visitor) override;
  void validate() const override;
};

class HotellingT2 : public SingleRowDetector {
 public:
  explicit HotellingT2(HotellingT2Config config, BackboneConfig backbone = {})
      : SingleRowDetector("hotelling_t2", std::move(backbone)), config_(std::move(config)) {}

  std::vector<SampleScore> score(const Context& context, const SampleSource& source,
                                 std::span<const std::int64_t> indices) const override;
  std::vector<std::vector<float>> explain(const Context& context, const SampleSource& source,
                                          std::span<const std::int64_t> indices) const override;
  std::optional<double> control_limit() const override;

 protected:
  void learn(const Context& context, const SampleSource& good, const Rows& rows) override;
  double score_row(std::span<const float> row) const override;
  std::vector<float> explain_row(std::span<const float> row) const override;
  void save_learned(ArchiveWriter& archive) const override;
  void load_learned(const ArchiveReader& archive) override;
  std::vector<std::pair<std::string, std::string>> more_facts() const override;

 private:
  bool smooths() const { return recorded_ && config_.median_window > 1; }
  std::vector<TrailingMedian> medians(const Context& context, const SampleSource& source,
                                      std::span<const std::int64_t> indices) const;

  HotellingT2Config config_;
  Standardizer standardizer_;
  TSquared t_squared_;
  std::int64_t good_rows_ = 0;
  bool recorded_ = false;  // learned from recordings
};

std::unique_ptr<Detector> make_hotelling_t2(const ConfigGroupReader& read);

}  // namespace goodparts
