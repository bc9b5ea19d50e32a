#include "methods/patchcore/patch_scores.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>
#include <iterator>
#include <numeric>

#include "kernels/base/parallel.h"
#include "kernels/distance/squared_distance.h"

namespace goodparts {
namespace {

std::vector<float> mean_squared_distances(const Context& context, MatrixView patches,
                                          const MemoryBank& bank, std::int64_t k) {
  const Neighbours found = bank.nearest(context, patches, k);
  std::vector<float> means;
  for (std::int64_t patch = 0; patch < patches.rows; ++patch) {
    float sum = 0.0F;
    for (std::int64_t j = 0; j < k; ++j) {
      sum += found.squared_distances[static_cast<std::size_t>(patch * k + j)];
    }
    means.push_back(sum / static_cast<float>(k));
  }
  return means;
}

PatchScores score_original(const Context& context, MatrixView patches, const MemoryBank& bank,
                           std::int64_t k) {
  PatchScores scores{mean_squared_distances(context, patches, bank, k), 0.0};
  scores.sample =
      static_cast<double>(*std::max_element(scores.patches.begin(), scores.patches.end()));
  return scores;
}

// 1 − softmax of the first of the distances from `patch` to the bank entries nearest to `entry`.
double reweighting(const Context& context, const float* patch, std::int64_t entry,
                   const MemoryBank& bank, std::int64_t neighbours) {
  const MatrixView vectors = bank.view();
  const Neighbours support = bank.nearest(context, {vectors.row(entry), 1, vectors.cols},
                                          std::min(neighbours, vectors.rows));
  std::vector<double> distances;
  for (const std::int64_t row : support.rows) {
    distances.push_back(
        std::sqrt(static_cast<double>(squared_distance(patch, vectors.row(row), vectors.cols))));
  }
  const double largest = *std::max_element(distances.begin(), distances.end());
  double sum = 0.0;
  for (const double distance : distances) {
    sum += std::exp(distance - largest);
  }
  return 1.0 - std::exp(distances.front() - largest) / sum;
}

PatchScores score_anomalib(const Context& context, MatrixView patches, const MemoryBank& bank,
                           std::int64_t reweight_neighbours) {
  const Neighbours found = bank.nearest(context, patches, 1);
  PatchScores scores;
  for (const float squared : found.squared_distances) {
    scores.patches.push_back(std::sqrt(squared));
  }
  const auto worst = std::max_element(scores.patches.begin(), scores.patches.end());
  const auto patch = worst - scores.patches.begin();
  scores.sample = static_cast<double>(*worst);
  if (std::min(reweight_neighbours, bank.rows()) > 1) {
    scores.sample *=
        reweighting(context, patches.row(patch), found.rows[static_cast<std::size_t>(patch)], bank,
                    reweight_neighbours);
  }
  return scores;
}

double mean_of_largest_hundredth(std::vector<float> values) {
  const auto count = std::max<std::ptrdiff_t>(1, std::ssize(values) / 100);
  std::partial_sort(values.begin(), values.begin() + count, values.end(), std::greater<>());
  return std::accumulate(values.begin(), values.begin() + count, 0.0) / static_cast<double>(count);
}

// Patches and bank have unit length, so half the squared distance is 1 − cos.
PatchScores score_anomalydino(const Context& context, MatrixView patches, const MemoryBank& bank) {
  PatchScores scores{mean_squared_distances(context, patches, bank, 1), 0.0};
  for (float& score : scores.patches) {
    score *= 0.5F;
  }
  scores.sample = mean_of_largest_hundredth(scores.patches);
  return scores;
}

}  // namespace

PatchScores score_patches(const Context& context, const PatchGrid& grid, const MemoryBank& bank,
                          const PatchCoreConfig& config) {
  const MatrixView patches{grid.values.data(), grid.size.height * grid.size.width, grid.dim};
  if (config.is_anomalydino()) {
    return score_anomalydino(context, patches, bank);
  }
  return config.is_original() ? score_original(context, patches, bank, config.neighbours)
                              : score_anomalib(context, patches, bank, config.reweight_neighbours);
}

std::vector<double> score_rows(const Context& context, MatrixView rows, const MemoryBank& bank,
                               const PatchCoreConfig& config) {
  assert(!config.is_anomalydino());
  if (config.is_original()) {
    const std::vector<float> scores =
        mean_squared_distances(context, rows, bank, config.neighbours);
    return {scores.begin(), scores.end()};
  }
  const Neighbours found = bank.nearest(context, rows, 1);
  std::vector<double> scores(static_cast<std::size_t>(rows.rows));
  parallel_for(context.threads, rows.rows, [&](std::int64_t row) {
    const auto at = static_cast<std::size_t>(row);
    scores[at] = static_cast<double>(std::sqrt(found.squared_distances[at]));
    if (std::min(config.reweight_neighbours, bank.rows()) > 1) {
      scores[at] *=
          reweighting(context, rows.row(row), found.rows[at], bank, config.reweight_neighbours);
    }
  });
  return scores;
}

MapStyle map_style(GridSize input, const PatchCoreConfig& config) {
  const bool anomalib = config.is_anomalib();
  return {input, anomalib ? Enlarging::kNearest : Enlarging::kBilinear, config.map_sigma,
          anomalib ? BlurBorder::kMirror : BlurBorder::kRepeatEdge};
}

}  // namespace goodparts
