#include "methods/hotelling_t2/hotelling_t2.h"

#include <fmt/format.h>

#include "methods/rows/control_limits.h"
#include "methods/rows/recordings.h"

namespace goodparts {

void HotellingT2Config::visit(ConfigVisitor& visitor) {
  visitor.field("median_window", median_window);
  visitor.field("confidence", confidence);
  visitor.field("limit_factor", limit_factor);
  visitor.field("f_quantile", f_quantile);
}

void HotellingT2Config::validate() const {
  require_confidence(confidence);
  require_one_of("method.f_quantile", f_quantile, {"exact", "grid"});
  if (median_window < 1 || median_window % 2 == 0) {
    throw Error(ErrorKind::kConfig,
                fmt::format("method.median_window: {} is not odd; give 1 (no smoothing), 3, 5, …",
                            median_window));
  }
  if (!(limit_factor > 0.0)) {
    throw Error(ErrorKind::kConfig,
                fmt::format("method.limit_factor: {} is not positive; 1 takes the limit as it is",
                            limit_factor));
  }
}

void HotellingT2::learn(const Context& /*context*/, const SampleSource& good, const Rows& rows) {
  standardizer_.learn(rows.view());
  t_squared_.learn(standardizer_.standardized(rows.values), rows.columns, method());
  good_rows_ = rows.count();
  recorded_ = holds_recordings(good);
}

double HotellingT2::score_row(std::span<const float> row) const {
  return t_squared_.value(standardizer_.standardized(row));
}

std::vector<float> HotellingT2::explain_row(std::span<const float> row) const {
  return t_squared_.terms(standardizer_.standardized(row));
}

std::vector<TrailingMedian> HotellingT2::medians(const Context& context, const SampleSource& source,
                                                 std::span<const std::int64_t> indices) const {
  return trailing_medians(source, indices, config_.median_window,
                          [&](const auto& needed) { return score_rows(context, source, needed); });
}

std::vector<SampleScore> HotellingT2::score(const Context& context, const SampleSource& source,
                                            std::span<const std::int64_t> indices) const {
  if (!smooths()) {
    return SingleRowDetector::score(context, source, indices);
  }
  std::vector<SampleScore> scores;
  for (const TrailingMedian& median : medians(context, source, indices)) {
    scores.push_back({median.value, {}});
  }
  return scores;
}

std::vector<std::vector<float>> HotellingT2::explain(const Context& context,
                                                     const SampleSource& source,
                                                     std::span<const std::int64_t> indices) const {
  if (!smooths()) {
    return SingleRowDetector::explain(context, source, indices);
  }
  std::vector<std::int64_t> rows;
  for (const TrailingMedian& median : medians(context, source, indices)) {
    rows.push_back(median.index);
  }
  return SingleRowDetector::explain(context, source, rows);
}

std::optional<double> HotellingT2::control_limit() const {
  const FQuantile quantile = config_.f_quantile == "grid" ? FQuantile::kGrid : FQuantile::kExact;
  return config_.limit_factor *
         t_squared_limit(t_squared_.rank(), good_rows_, config_.confidence, quantile);
}

void HotellingT2::save_learned(ArchiveWriter& archive) const {
  standardizer_.save(archive);
  t_squared_.save(archive);
  const std::int64_t integers[] = {good_rows_, recorded_ ? 1 : 0};
  archive.integers("learned", integers);
}

void HotellingT2::load_learned(const ArchiveReader& archive) {
  standardizer_.load(archive);
  t_squared_.load(archive);
  const std::vector<std::int64_t> integers = archive.integers("learned");
  if (integers.size() != 2 || integers[0] <= t_squared_.rank()) {
    throw Error(ErrorKind::kData, "the stored hotelling_t2 is damaged; train it again");
  }
  good_rows_ = integers[0];
  recorded_ = integers[1] != 0;
}

std::vector<std::pair<std::string, std::string>> HotellingT2::more_facts() const {
  return {
      {"rank of the covariance", fmt::format("{} of {}", t_squared_.rank(), t_squared_.columns())},
      {"smoothing", smooths()
                        ? fmt::format("median of {} rows of the recording", config_.median_window)
                        : "none"}};
}

std::unique_ptr<Detector> make_hotelling_t2(const ConfigGroupReader& read) {
  HotellingT2Config config;
  read("method", config);
  BackboneConfig backbone;
  read("backbone", backbone);
  return std::make_unique<HotellingT2>(std::move(config), std::move(backbone));
}

}  // namespace goodparts
