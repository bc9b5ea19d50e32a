#include "methods/shewhart/shewhart.h"

#include <algorithm>
#include <cmath>

#include "methods/rows/control_limits.h"

namespace goodparts {

void ShewhartConfig::visit(ConfigVisitor& visitor) { visitor.field("confidence", confidence); }

void ShewhartConfig::validate() const { require_confidence(confidence); }

void Shewhart::learn(const Context& /*context*/, const SampleSource& /*good*/, const Rows& rows) {
  standardizer_.learn(rows.view());
}

double Shewhart::score_row(std::span<const float> row) const {
  double largest = 0.0;
  for (const double z : standardizer_.standardized(row)) {
    largest = std::max(largest, std::abs(z));
  }
  return largest;
}

std::vector<float> Shewhart::explain_row(std::span<const float> row) const {
  std::vector<float> terms;
  for (const double z : standardizer_.standardized(row)) {
    terms.push_back(static_cast<float>(std::abs(z)));
  }
  return terms;
}

std::optional<double> Shewhart::control_limit() const {
  return largest_deviation_limit(input().columns(), config_.confidence);
}

std::unique_ptr<Detector> make_shewhart(const ConfigGroupReader& read) {
  ShewhartConfig config;
  read("method", config);
  BackboneConfig backbone;
  read("backbone", backbone);
  return std::make_unique<Shewhart>(config, std::move(backbone));
}

}  // namespace goodparts
