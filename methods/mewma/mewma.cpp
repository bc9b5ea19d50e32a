#include "methods/mewma/mewma.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "methods/rows/control_limits.h"
#include "methods/rows/moving_average.h"

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

void Mewma::learn_standardized(std::span<const double> rows, std::int64_t columns) {
  t_squared_.learn(rows, columns, method());
}

double Mewma::score_averages(std::span<const double> averages) const {
  return t_squared_.value(averages);
}

std::vector<float> Mewma::explain_averages(std::span<const double> averages) const {
  return t_squared_.terms(averages);
}

std::optional<double> Mewma::control_limit() const {
  return chi_squared_limit(static_cast<double>(t_squared_.rank()), confidence_);
}

void Mewma::save_learned(ArchiveWriter& archive) const {
  AveragedRowDetector::save_learned(archive);
  t_squared_.save(archive);
}

void Mewma::load_learned(const ArchiveReader& archive) {
  AveragedRowDetector::load_learned(archive);
  t_squared_.load(archive);
}

std::vector<std::pair<std::string, std::string>> Mewma::more_facts() const {
  std::vector<std::pair<std::string, std::string>> facts = {
      {"rank of the covariance", fmt::format("{} of {}", t_squared_.rank(), t_squared_.columns())}};
  std::ranges::move(AveragedRowDetector::more_facts(), std::back_inserter(facts));
  return facts;
}

std::unique_ptr<Detector> make_mewma(const ConfigGroupReader& read) {
  MewmaConfig config;
  read("method", config);
  BackboneConfig backbone;
  read("backbone", backbone);
  return std::make_unique<Mewma>(std::move(config), std::move(backbone));
}

}  // namespace goodparts
