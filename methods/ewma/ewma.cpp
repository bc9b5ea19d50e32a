#include "methods/ewma/ewma.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "methods/rows/control_limits.h"
#include "methods/rows/recordings.h"

namespace goodparts {

void EwmaConfig::visit(ConfigVisitor& visitor) {
  visitor.field("lambda", lambda);
  visitor.field("deviation", deviation);
  visitor.field("confidence", confidence);
}

void EwmaConfig::validate() const {
  require_lambda(lambda);
  require_one_of("method.deviation", deviation, {"exact", "asymptotic"});
  require_confidence(confidence);
}

void Ewma::learn(const Context& /*context*/, const SampleSource& good, const Rows& rows) {
  standardizer_.learn(rows.view());
  recorded_ = holds_recordings(good);
}

std::vector<double> Ewma::deviations(const Context& context, const SampleSource& source,
                                     std::span<const std::int64_t> indices) const {
  const auto columns = static_cast<std::size_t>(input().columns());
  MovingAverages averages =
      moving_averages(context, source, indices, input().columns(), config_.lambda, recorded_,
                      [&](std::span<const std::int64_t> needed) {
                        return standardizer_.standardized(read(context, source, needed).values);
                      });
  for (std::size_t i = 0; i < averages.values.size(); ++i) {
    averages.values[i] =
        std::abs(averages.values[i]) /
        std::sqrt(moving_average_variance(config_.lambda, averages.steps[i / columns],
                                          config_.deviation == "exact"));
  }
  return std::move(averages.values);
}

std::vector<SampleScore> Ewma::score(const Context& context, const SampleSource& source,
                                     std::span<const std::int64_t> indices) const {
  const std::vector<double> each = deviations(context, source, indices);
  std::vector<SampleScore> scores;
  for (auto row = each.begin(); row != each.end(); row += input().columns()) {
    scores.push_back({*std::max_element(row, row + input().columns()), {}});
  }
  return scores;
}

std::vector<std::vector<float>> Ewma::explain(const Context& context, const SampleSource& source,
                                              std::span<const std::int64_t> indices) const {
  if (source.shape().is_image()) {
    return {};
  }
  const std::vector<double> each = deviations(context, source, indices);
  std::vector<std::vector<float>> terms;
  for (auto row = each.begin(); row != each.end(); row += input().columns()) {
    terms.emplace_back(row, row + input().columns());
  }
  return terms;
}

std::optional<double> Ewma::control_limit() const {
  return largest_deviation_limit(input().columns(), config_.confidence);
}

void Ewma::save_learned(ArchiveWriter& archive) const {
  standardizer_.save(archive);
  archive.number("recorded", recorded_ ? 1.0 : 0.0);
}

void Ewma::load_learned(const ArchiveReader& archive) {
  standardizer_.load(archive);
  recorded_ = archive.number("recorded") != 0.0;
}

std::vector<std::pair<std::string, std::string>> Ewma::more_facts() const {
  return {{"averages over", recorded_ ? fmt::format("the recording, λ = {:g}", config_.lambda)
                                      : "single samples: they have no past"}};
}

std::unique_ptr<Detector> make_ewma(const ConfigGroupReader& read) {
  EwmaConfig config;
  read("method", config);
  BackboneConfig backbone;
  read("backbone", backbone);
  return std::make_unique<Ewma>(std::move(config), std::move(backbone));
}

}  // namespace goodparts
