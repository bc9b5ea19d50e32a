#include "methods/mewma/mewma.h"

#include <fmt/format.h>

#include <cmath>

#include "methods/rows/control_limits.h"
#include "methods/rows/recordings.h"

namespace goodparts {

void MewmaConfig::visit(ConfigVisitor& visitor) {
  visitor.field("lambda", lambda);
  visitor.field("covariance", covariance);
  visitor.field("confidence", confidence);
}

void MewmaConfig::validate() const {
  require_lambda(lambda);
  require_one_of("method.covariance", covariance, {"exact", "asymptotic"});
  require_confidence(confidence);
}

void Mewma::learn(const Context& /*context*/, const SampleSource& good, const Rows& rows) {
  standardizer_.learn(rows.view());
  t_squared_.learn(standardizer_.standardized(rows.values), rows.columns, method());
  recorded_ = holds_recordings(good);
}

std::vector<double> Mewma::averages(const Context& context, const SampleSource& source,
                                    std::span<const std::int64_t> indices) const {
  const auto columns = static_cast<std::size_t>(input().columns());
  MovingAverages averages =
      moving_averages(context, source, indices, input().columns(), config_.lambda, recorded_,
                      [&](std::span<const std::int64_t> needed) {
                        return standardizer_.standardized(read(context, source, needed).values);
                      });
  for (std::size_t i = 0; i < averages.values.size(); ++i) {
    averages.values[i] /= std::sqrt(moving_average_variance(
        config_.lambda, averages.steps[i / columns], config_.covariance == "exact"));
  }
  return std::move(averages.values);
}

std::vector<SampleScore> Mewma::score(const Context& context, const SampleSource& source,
                                      std::span<const std::int64_t> indices) const {
  const std::vector<double> all = averages(context, source, indices);
  const auto columns = static_cast<std::size_t>(input().columns());
  std::vector<SampleScore> scores;
  for (std::size_t i = 0; i < indices.size(); ++i) {
    scores.push_back({t_squared_.value(std::span(all).subspan(i * columns, columns)), {}});
  }
  return scores;
}

std::vector<std::vector<float>> Mewma::explain(const Context& context, const SampleSource& source,
                                               std::span<const std::int64_t> indices) const {
  if (source.shape().is_image()) {
    return {};
  }
  const std::vector<double> all = averages(context, source, indices);
  const auto columns = static_cast<std::size_t>(input().columns());
  std::vector<std::vector<float>> terms;
  for (std::size_t i = 0; i < indices.size(); ++i) {
    terms.push_back(t_squared_.terms(std::span(all).subspan(i * columns, columns)));
  }
  return terms;
}

std::optional<double> Mewma::control_limit() const {
  return chi_squared_limit(static_cast<double>(t_squared_.rank()), config_.confidence);
}

void Mewma::save_learned(ArchiveWriter& archive) const {
  standardizer_.save(archive);
  t_squared_.save(archive);
  archive.number("recorded", recorded_ ? 1.0 : 0.0);
}

void Mewma::load_learned(const ArchiveReader& archive) {
  standardizer_.load(archive);
  t_squared_.load(archive);
  recorded_ = archive.number("recorded") != 0.0;
}

std::vector<std::pair<std::string, std::string>> Mewma::more_facts() const {
  return {
      {"rank of the covariance", fmt::format("{} of {}", t_squared_.rank(), t_squared_.columns())},
      {"averages over", recorded_ ? fmt::format("the recording, λ = {:g}", config_.lambda)
                                  : "single samples: they have no past"}};
}

std::unique_ptr<Detector> make_mewma(const ConfigGroupReader& read) {
  MewmaConfig config;
  read("method", config);
  BackboneConfig backbone;
  read("backbone", backbone);
  return std::make_unique<Mewma>(std::move(config), std::move(backbone));
}

}  // namespace goodparts
