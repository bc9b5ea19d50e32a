#include "methods/pca/pca.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "methods/rows/control_limits.h"

namespace goodparts {

void PcaConfig::visit(ConfigVisitor& visitor) {
  visitor.field("components", components);
  visitor.field("explained_variance", explained_variance);
  visitor.field("index", index);
  visitor.field("confidence", confidence);
}

void PcaConfig::validate() const {
  require_confidence(confidence);
  require_one_of("method.index", index, {"combined", "max", "t2", "q"});
  if (components.value_or(1) < 1) {
    throw Error(ErrorKind::kConfig,
                fmt::format("method.components: {} is too few; give 1 or more, or null to choose "
                            "by explained_variance",
                            *components));
  }
  if (!(explained_variance > 0.0 && explained_variance <= 1.0)) {
    throw Error(ErrorKind::kConfig,
                fmt::format("method.explained_variance: {} is not a share; give more than 0 and at "
                            "most 1",
                            explained_variance));
  }
}

std::int64_t Pca::choose_components() const {
  if (config_.components) {
    return std::min(*config_.components, axes_.rank());
  }
  const std::vector<double>& variances = axes_.variances();
  const double total = std::accumulate(variances.begin(), variances.end(), 0.0);
  double sum = 0.0;
  for (std::int64_t k = 0; k < axes_.rank(); ++k) {
    sum += variances[static_cast<std::size_t>(k)];
    if (sum >= config_.explained_variance * total) {
      return k + 1;
    }
  }
  return axes_.rank();
}

std::vector<double> Pca::left_out() const {
  std::vector<double> variances(axes_.variances().begin() + components_, axes_.variances().end());
  if (variances.empty() && axes_.rank() < axes_.columns()) {
    variances.push_back(axes_.variances().back());
  }
  return variances;
}

void Pca::set_limits() {
  t_squared_limit_ = t_squared_limit(components_, good_rows_, config_.confidence);
  const std::vector<double> variances = left_out();
  squared_error_limit_ =
      variances.empty() ? 0.0 : squared_error_limit(variances, config_.confidence);
}

void Pca::learn(const Context& /*context*/, const SampleSource& /*good*/, const Rows& rows) {
  standardizer_.learn(rows.view());
  axes_.learn(standardizer_.standardized(rows.values), rows.columns);
  good_rows_ = rows.count();
  if (axes_.rank() == 0) {
    throw Error(ErrorKind::kData,
                "pca cannot learn: no column of the good samples varies; give it columns that do");
  }
  components_ = choose_components();
  set_limits();
  if (config_.index == "q" && squared_error_limit_ == 0.0) {
    throw Error(ErrorKind::kConfig,
                fmt::format("method.index: q measures what {} components leave out, and these {} "
                            "columns have no more; take fewer components or index=t2",
                            components_, rows.columns));
  }
}

Pca::Parts Pca::parts_of(std::span<const float> row) const {
  const std::vector<double> z = standardizer_.standardized(row);
  Parts parts;
  parts.coordinates = axes_.project(z, components_);
  for (std::size_t k = 0; k < parts.coordinates.size(); ++k) {
    parts.t_squared += parts.coordinates[k] * parts.coordinates[k] / axes_.variances()[k];
  }
  parts.error = axes_.combine(parts.coordinates);
  for (std::size_t j = 0; j < z.size(); ++j) {
    parts.error[j] = z[j] - parts.error[j];
    parts.squared_error += parts.error[j] * parts.error[j];
  }
  return parts;
}

double Pca::score_row(std::span<const float> row) const {
  const Parts parts = parts_of(row);
  if (config_.index == "t2") {
    return parts.t_squared;
  }
  if (config_.index == "q") {
    return parts.squared_error;
  }
  const double inside = parts.t_squared / t_squared_limit_;
  const double outside =
      squared_error_limit_ > 0.0 ? parts.squared_error / squared_error_limit_ : 0.0;
  return config_.index == "max" ? std::max(inside, outside) : inside + outside;
}

std::vector<float> Pca::explain_row(std::span<const float> row) const {
  Parts parts = parts_of(row);
  for (std::size_t k = 0; k < parts.coordinates.size(); ++k) {
    parts.coordinates[k] /= std::sqrt(axes_.variances()[k]);
  }
  const std::vector<double> inside = axes_.combine(parts.coordinates);
  const bool has_outside = squared_error_limit_ > 0.0;
  const bool outside_is_larger = has_outside && parts.squared_error / squared_error_limit_ >
                                                    parts.t_squared / t_squared_limit_;
  double inside_scale = 1.0 / std::sqrt(t_squared_limit_);
  double outside_scale = has_outside ? 1.0 / std::sqrt(squared_error_limit_) : 0.0;
  if (config_.index == "t2" || config_.index == "q") {
    inside_scale = config_.index == "t2" ? 1.0 : 0.0;
    outside_scale = 1.0 - inside_scale;
  } else if (config_.index == "max") {
    (outside_is_larger ? inside_scale : outside_scale) = 0.0;
  }
  std::vector<float> terms;
  for (std::size_t j = 0; j < inside.size(); ++j) {
    const double entry = inside_scale * inside[j] + outside_scale * parts.error[j];
    terms.push_back(static_cast<float>(entry * entry));
  }
  return terms;
}

std::optional<double> Pca::control_limit() const {
  if (config_.index == "t2") {
    return t_squared_limit_;
  }
  if (config_.index == "q") {
    return squared_error_limit_;
  }
  if (config_.index == "max" || squared_error_limit_ == 0.0) {
    return 1.0;
  }
  // z has the variance λ along each axis, so that the index is a sum of λ M over the axes.
  const auto inside = static_cast<double>(components_);
  double sum = inside / t_squared_limit_;
  double squares = inside / (t_squared_limit_ * t_squared_limit_);
  for (const double variance : left_out()) {
    const double weight = variance / squared_error_limit_;
    sum += weight;
    squares += weight * weight;
  }
  return weighted_squares_limit(sum, squares, config_.confidence);
}

void Pca::save_learned(ArchiveWriter& archive) const {
  standardizer_.save(archive);
  axes_.save(archive);
  const std::int64_t integers[] = {good_rows_, components_};
  archive.integers("learned", integers);
}

void Pca::load_learned(const ArchiveReader& archive) {
  standardizer_.load(archive);
  axes_.load(archive);
  const std::vector<std::int64_t> integers = archive.integers("learned");
  if (integers.size() != 2 || integers[1] < 1 || integers[1] > axes_.rank() ||
      integers[0] <= integers[1]) {
    throw Error(ErrorKind::kData, "the stored pca is damaged; train it again");
  }
  good_rows_ = integers[0];
  components_ = integers[1];
  set_limits();
}

std::vector<std::pair<std::string, std::string>> Pca::more_facts() const {
  const std::vector<double>& variances = axes_.variances();
  const double total = std::accumulate(variances.begin(), variances.end(), 0.0);
  const double kept =
      std::accumulate(variances.begin(), variances.begin() + components_, 0.0) / total;
  return {{"components", fmt::format("{} of {} directions, {:.1f} % of the variance", components_,
                                     axes_.rank(), 100.0 * kept)},
          {"index", config_.index}};
}

std::unique_ptr<Detector> make_pca(const ConfigGroupReader& read) {
  PcaConfig config;
  read("method", config);
  BackboneConfig backbone;
  read("backbone", backbone);
  return std::make_unique<Pca>(std::move(config), std::move(backbone));
}

}  // namespace goodparts
