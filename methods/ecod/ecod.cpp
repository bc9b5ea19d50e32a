#include "methods/ecod/ecod.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace goodparts {
namespace {

// The sign of Σ (x − mean)³; 0 for what is left of a constant after rounding.
std::int64_t skewness_sign(std::span<const float> values) {
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double cubes = 0.0;
  double sizes = 0.0;
  for (const float value : values) {
    const double difference = static_cast<double>(value) - mean;
    cubes += difference * difference * difference;
    sizes += std::abs(difference * difference * difference);
  }
  if (values.front() == values.back() || std::abs(cubes) <= 1e-12 * sizes) {
    return 0;
  }
  return cubes < 0.0 ? -1 : 1;
}

}  // namespace

void EcodConfig::visit(ConfigVisitor& visitor) { visitor.field("aggregate", aggregate); }

void EcodConfig::validate() const {
  require_one_of("method.aggregate", aggregate, {"paper", "pyod"});
}

void Ecod::learn(const Context& /*context*/, const SampleSource& /*good*/, const Rows& rows) {
  good_rows_ = rows.count();
  sorted_.clear();
  skewness_.clear();
  for (std::int64_t column = 0; column < rows.columns; ++column) {
    std::vector<float> values;
    for (std::int64_t row = 0; row < good_rows_; ++row) {
      values.push_back(rows.row(row)[column]);
    }
    std::sort(values.begin(), values.end());
    skewness_.push_back(skewness_sign(values));
    sorted_.insert(sorted_.end(), values.begin(), values.end());
  }
}

// The terms whose sum is the score.
std::vector<double> Ecod::terms(std::span<const float> row) const {
  std::array<std::vector<double>, 3> tails;  // left, right, automatic
  std::vector<double> pyod;
  const double all = std::log(static_cast<double>(good_rows_ + 1));
  for (std::size_t column = 0; column < row.size(); ++column) {
    const auto begin = sorted_.begin() + static_cast<std::ptrdiff_t>(column) * good_rows_;
    const auto end = begin + good_rows_;
    const auto up_to = std::upper_bound(begin, end, row[column]) - begin;
    const auto from = end - std::lower_bound(begin, end, row[column]);
    const double left = all - std::log(static_cast<double>(up_to + 1));
    const double right = all - std::log(static_cast<double>(from + 1));
    const std::int64_t sign = skewness_[column];
    tails[0].push_back(left);
    tails[1].push_back(right);
    tails[2].push_back(sign < 0 ? left : right);
    pyod.push_back(
        std::max(sign < 0 ? left : (sign > 0 ? right : left + right), 0.5 * (left + right)));
  }
  if (config_.aggregate == "pyod") {
    return pyod;
  }
  const auto sum = [](const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
  };
  return *std::max_element(tails.begin(), tails.end(),
                           [&](const auto& a, const auto& b) { return sum(a) < sum(b); });
}

double Ecod::score_row(std::span<const float> row) const {
  const std::vector<double> each = terms(row);
  return std::accumulate(each.begin(), each.end(), 0.0);
}

std::vector<float> Ecod::explain_row(std::span<const float> row) const {
  const std::vector<double> each = terms(row);
  return {each.begin(), each.end()};
}

void Ecod::save_learned(ArchiveWriter& archive) const {
  archive.floats("sorted", {static_cast<std::int64_t>(skewness_.size()), good_rows_}, sorted_);
  archive.integers("skewness", skewness_);
}

void Ecod::load_learned(const ArchiveReader& archive) {
  FloatArray sorted = archive.floats("sorted");
  skewness_ = archive.integers("skewness");
  if (sorted.shape.size() != 2 || sorted.shape[0] != input().columns() || sorted.shape[1] < 1 ||
      sorted.shape[0] != static_cast<std::int64_t>(skewness_.size())) {
    throw Error(ErrorKind::kData, "the stored ecod is damaged; train it again");
  }
  good_rows_ = sorted.shape[1];
  sorted_ = std::move(sorted.values);
}

std::vector<std::pair<std::string, std::string>> Ecod::more_facts() const {
  return {{"aggregate", config_.aggregate}};
}

std::unique_ptr<Detector> make_ecod(const ConfigGroupReader& read) {
  EcodConfig config;
  read("method", config);
  BackboneConfig backbone;
  read("backbone", backbone);
  return std::make_unique<Ecod>(std::move(config), std::move(backbone));
}

}  // namespace goodparts
