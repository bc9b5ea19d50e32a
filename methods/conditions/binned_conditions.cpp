#include "methods/conditions/binned_conditions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kernels/base/error.h"

namespace goodparts {
namespace {

// Inner edges of `bins` equally full bins; equal values never straddle an edge.
std::vector<double> quantile_edges(std::vector<double> values, std::int64_t bins) {
  std::sort(values.begin(), values.end());
  std::vector<double> edges;
  for (std::int64_t i = 1; i < bins; ++i) {
    const double edge =
        values[static_cast<std::size_t>(i) * values.size() / static_cast<std::size_t>(bins)];
    if (edge > values.front() && (edges.empty() || edge > edges.back())) {
      edges.push_back(edge);
    }
  }
  return edges;
}

}  // namespace

BinnedConditions::BinnedConditions(const ConditionSettings& settings, const ConditionTable& table,
                                   const std::vector<std::vector<double>>& conditions,
                                   MatrixView rows)
    : columns_(table.columns()) {
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    std::vector<double> values;
    for (const std::vector<double>& sample : conditions) {
      values.push_back(sample[c]);
    }
    edges_.push_back(columns_[c].numeric() ? quantile_edges(std::move(values), settings.bins)
                                           : std::vector<double>{});
  }
  std::map<Cell, std::vector<std::int64_t>> members;
  std::vector<std::int64_t> everyone;
  for (std::int64_t i = 0; i < rows.rows; ++i) {
    members[cell_of(conditions[static_cast<std::size_t>(i)])].push_back(i);
    everyone.push_back(i);
  }
  const auto moments_of = [&](const std::vector<std::int64_t>& samples) {
    Moments moments;
    const auto count = static_cast<double>(samples.size());
    for (std::int64_t f = 0; f < rows.cols; ++f) {
      double sum = 0.0;
      for (const std::int64_t i : samples) {
        sum += static_cast<double>(rows.row(i)[f]);
      }
      const double mean = sum / count;
      double squares = 0.0;
      for (const std::int64_t i : samples) {
        const double difference = static_cast<double>(rows.row(i)[f]) - mean;
        squares += difference * difference;
      }
      const bool constant = squares / count <= 1e-12 * (1.0 + mean * mean);
      moments.mean.push_back(mean);
      moments.deviation.push_back(constant ? 0.0 : std::sqrt(squares / count));
    }
    return moments;
  };
  all_ = moments_of(everyone);
  for (const auto& [cell, samples] : members) {
    if (static_cast<std::int64_t>(samples.size()) >= settings.smallest_bin) {
      cells_[cell] = moments_of(samples);
    } else {
      ++small_cells_;
    }
  }
}

BinnedConditions::Cell BinnedConditions::cell_of(std::span<const double> conditions) const {
  Cell cell;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const auto bin = columns_[c].numeric()
                         ? std::upper_bound(edges_[c].begin(), edges_[c].end(), conditions[c]) -
                               edges_[c].begin()
                         : static_cast<std::ptrdiff_t>(conditions[c]);
    cell.push_back(static_cast<std::int64_t>(bin));
  }
  return cell;
}

void BinnedConditions::take_out(std::span<const double> conditions, std::span<float> row) const {
  const auto found = cells_.find(cell_of(conditions));
  const Moments& moments = found == cells_.end() ? all_ : found->second;
  for (std::size_t f = 0; f < row.size(); ++f) {
    // A feature that never varies here is measured by how it varies elsewhere.
    const double deviation = moments.deviation[f] > 0.0
                                 ? moments.deviation[f]
                                 : (all_.deviation[f] > 0.0 ? all_.deviation[f] : 1.0);
    row[f] = static_cast<float>((static_cast<double>(row[f]) - moments.mean[f]) / deviation);
  }
}

void BinnedConditions::save(ArchiveWriter& archive) const {
  archive.text("conditions/mode", "bin");
  archive.number("conditions/small_cells", static_cast<double>(small_cells_));
  for (std::size_t c = 0; c < edges_.size(); ++c) {
    archive.numbers(fmt::format("conditions/edges/{}", c), edges_[c]);
  }
  archive.numbers("conditions/all/mean", all_.mean);
  archive.numbers("conditions/all/deviation", all_.deviation);
  std::int64_t index = 0;
  for (const auto& [cell, moments] : cells_) {
    const std::string folder = fmt::format("conditions/cells/{}", index++);
    archive.integers(folder + "/bins", cell);
    archive.numbers(folder + "/mean", moments.mean);
    archive.numbers(folder + "/deviation", moments.deviation);
  }
}

BinnedConditions::BinnedConditions(const ArchiveReader& archive, const ConditionTable& table)
    : columns_(table.columns()),
      all_{archive.numbers("conditions/all/mean"), archive.numbers("conditions/all/deviation")},
      small_cells_(static_cast<std::int64_t>(archive.number("conditions/small_cells"))) {
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    edges_.push_back(archive.numbers(fmt::format("conditions/edges/{}", c)));
  }
  for (std::int64_t i = 0; archive.has(fmt::format("conditions/cells/{}/bins", i)); ++i) {
    const std::string folder = fmt::format("conditions/cells/{}", i);
    cells_[archive.integers(folder + "/bins")] = {archive.numbers(folder + "/mean"),
                                                  archive.numbers(folder + "/deviation")};
  }
}

std::string BinnedConditions::describe() const {
  return fmt::format(
      "taken out in {} bins{}", cells_.size(),
      small_cells_ > 0 ? fmt::format(" ({} more had too few samples)", small_cells_) : "");
}

}  // namespace goodparts
