// One Gaussian for each place of a grid, and the Mahalanobis distance of vectors to them.
//
// A place has the mean μ and the covariance Σ of its training vectors, unbiased (divided by N − 1;
// of a single vector: 0), plus regulariser · I.
//
// Full: kept is the inverse W of Σ's Cholesky factor, so that the distance is ‖W (x − μ)‖.
// Low rank r (Tipping & Bishop 1999, "Probabilistic principal component analysis"): Σ without its
// regulariser is replaced by Σᵢ λᵢ uᵢuᵢᵀ + σ² (I − Σᵢ uᵢuᵢᵀ), with its r leading eigenpairs and
// the mean σ² of the other eigenvalues. By Woodbury's identity the squared distance of δ = x − μ is
//   Σᵢ (uᵢᵀδ)² / (λᵢ + regulariser) + ‖δ − Σᵢ uᵢuᵢᵀδ‖² / (σ² + regulariser).
// With r at the rank of the covariance this is the full one, up to rounding.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kernels/base/context.h"

namespace goodparts {

class GaussiansOnDevice;

struct PlaceGaussians {
  std::int64_t places = 0;
  std::int64_t dim = 0;
  std::int64_t rank = 0;     // of the low-rank form; 0: full
  std::vector<float> means;  // places × dim
  // For each place, full: W's lower triangle row by row. Low rank: rank unit vectors uᵢ, the
  // weights 1 / (λᵢ + regulariser), and 1 / (σ² + regulariser).
  std::vector<float> factors;
  std::shared_ptr<GaussiansOnDevice> on_device;  // of these numbers; fit_places() lets go of it

  std::int64_t floats_per_place() const;  // of factors
};

std::int64_t floats_per_gaussian(std::int64_t dim, std::int64_t rank);  // its factor's

// Without its numbers yet; `rank` 0: full.
PlaceGaussians unfilled_place_gaussians(std::int64_t places, std::int64_t dim, std::int64_t rank);

// With room for its numbers, all 0. `rank` 0: full.
PlaceGaussians make_place_gaussians(std::int64_t places, std::int64_t dim, std::int64_t rank);

// Learns the places first_place … first_place + block_places − 1. samples: count × block_places ×
// dim, finite, count >= 1; regulariser > 0.
void fit_places(const Context& context, std::span<const float> samples, std::int64_t count,
                std::int64_t first_place, std::int64_t block_places, double regulariser,
                PlaceGaussians& gaussians);

// Distances (not squared) of `samples`, count × places × dim: count × places. Each depends on its
// vector and its place alone, never on the other samples or on the threads.
std::vector<float> mahalanobis_distances(const Context& context, const PlaceGaussians& gaussians,
                                         std::span<const float> samples, std::int64_t count);

}  // namespace goodparts
