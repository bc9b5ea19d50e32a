#include "methods/ewma/ewma.h"

#include <algorithm>
#include <cmath>

#include "methods/rows/control_limits.h"
#include "methods/rows/moving_average.h"

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

double Ewma::score_averages(std::span<const double> averages) const {
  double largest = 0.0;
  for (const double average : averages) {
    largest = std::max(largest, std::abs(average));
  }
  return largest;
}

std::vector<float> Ewma::explain_averages(std::span<const double> averages) const {
  std::vector<float> terms;
  for (const double average : averages) {
    terms.push_back(static_cast<float>(std::abs(average)));
  }
  return terms;
}

std::optional<double> Ewma::control_limit() const {
  return largest_deviation_limit(input().columns(), confidence_);
}

std::unique_ptr<Detector> make_ewma(const ConfigGroupReader& read) {
  EwmaConfig config;
  read("method", config);
  BackboneConfig backbone;
  read("backbone", backbone);
  return std::make_unique<Ewma>(std::move(config), std::move(backbone));
}

}  // namespace goodparts
