#include "methods/hbos/hbos.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace goodparts {

void HbosConfig::visit(ConfigVisitor& visitor) { visitor.field("bins", bins); }

void HbosConfig::validate() const {
  if (bins < 1) {
    throw Error(ErrorKind::kConfig,
                fmt::format("method.bins: {} is too few; give 1 or more", bins));
  }
}

void Hbos::Histogram::learn(std::span<const float> values, std::int64_t bins) {
  const auto [smallest, largest] = std::minmax_element(values.begin(), values.end());
  const double range = static_cast<double>(*largest) - static_cast<double>(*smallest);
  low = static_cast<double>(*smallest);
  width = range / static_cast<double>(bins);
  counts.assign(static_cast<std::size_t>(bins), 0);
  if (range == 0.0) {
    low -= 0.5;
    width = 1.0;
    counts.assign(1, 0);
  }
  const auto last = static_cast<std::int64_t>(counts.size()) - 1;
  for (const float value : values) {
    const auto bin = static_cast<std::int64_t>((static_cast<double>(value) - low) / width);
    ++counts[static_cast<std::size_t>(std::min(bin, last))];  // the largest value ends the last bin
  }
}

double Hbos::Histogram::rarity(double value) const {
  const auto bins = static_cast<double>(counts.size());
  const double at = (value - low) / width;
  const auto highest = static_cast<double>(*std::max_element(counts.begin(), counts.end()));
  if (at < 0.0 || at > bins) {
    const double distance = at < 0.0 ? -at : at - bins;
    return std::log(2.0 * highest) + std::log1p(distance);
  }
  const auto bin = static_cast<std::size_t>(std::min(at, bins - 1.0));
  return std::log(highest / std::max(static_cast<double>(counts[bin]), 0.5));
}

void Hbos::learn(const Context& /*context*/, const SampleSource& /*good*/, const Rows& rows) {
  histograms_.assign(static_cast<std::size_t>(rows.columns), {});
  std::vector<float> values(static_cast<std::size_t>(rows.count()));
  for (std::int64_t column = 0; column < rows.columns; ++column) {
    for (std::int64_t row = 0; row < rows.count(); ++row) {
      values[static_cast<std::size_t>(row)] = rows.row(row)[column];
    }
    histograms_[static_cast<std::size_t>(column)].learn(values, config_.bins);
  }
}

double Hbos::score_row(std::span<const float> row) const {
  double sum = 0.0;
  for (std::size_t column = 0; column < row.size(); ++column) {
    sum += histograms_[column].rarity(static_cast<double>(row[column]));
  }
  return sum;
}

std::vector<float> Hbos::explain_row(std::span<const float> row) const {
  std::vector<float> terms;
  for (std::size_t column = 0; column < row.size(); ++column) {
    terms.push_back(
        static_cast<float>(histograms_[column].rarity(static_cast<double>(row[column]))));
  }
  return terms;
}

void Hbos::save_learned(ArchiveWriter& archive) const {
  std::vector<double> places;
  std::vector<std::int64_t> bins;
  std::vector<std::int64_t> counts;
  for (const Histogram& histogram : histograms_) {
    places.push_back(histogram.low);
    places.push_back(histogram.width);
    bins.push_back(static_cast<std::int64_t>(histogram.counts.size()));
    counts.insert(counts.end(), histogram.counts.begin(), histogram.counts.end());
  }
  archive.numbers("histograms/places", places);
  archive.integers("histograms/bins", bins);
  archive.integers("histograms/counts", counts);
}

void Hbos::load_learned(const ArchiveReader& archive) {
  const std::vector<double> places = archive.numbers("histograms/places");
  const std::vector<std::int64_t> bins = archive.integers("histograms/bins");
  const std::vector<std::int64_t> counts = archive.integers("histograms/counts");
  const auto require = [](bool holds) {
    if (!holds) {
      throw Error(ErrorKind::kData, "the stored hbos is damaged; train it again");
    }
  };
  require(static_cast<std::int64_t>(bins.size()) == input().columns() &&
          places.size() == 2 * bins.size());
  histograms_.clear();
  auto from = counts.begin();
  for (std::size_t column = 0; column < bins.size(); ++column) {
    require(bins[column] >= 1 && bins[column] <= counts.end() - from);
    histograms_.push_back(
        {places[2 * column], places[2 * column + 1], {from, from + bins[column]}});
    from += bins[column];
  }
}

std::vector<std::pair<std::string, std::string>> Hbos::more_facts() const {
  return {{"bins", std::to_string(config_.bins)}};
}

std::unique_ptr<Detector> make_hbos(const ConfigGroupReader& read) {
  HbosConfig config;
  read("method", config);
  BackboneConfig backbone;
  read("backbone", backbone);
  return std::make_unique<Hbos>(config, std::move(backbone));
}

}  // namespace goodparts
