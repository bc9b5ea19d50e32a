// Greedy k-centre selection (Gonzalez 1985; Sener & Savarese 2018): again and again choose the
// point that is farthest from everything chosen so far. PatchCore thins its memory bank with it
// (Roth et al. 2022, section 3.2).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/base/context.h"
#include "kernels/base/matrix_view.h"

namespace goodparts {

// Chooses `count` rows of `points`, in the order of choice. `squared_start` holds, for each point,
// the squared distance to what counts as chosen before the first choice; points at equal distance
// are taken in row order. Stops early once every point coincides with a chosen one. The choice is
// that of the plain algorithm, distance for distance, but a point is compared with a centre only
// while its distance could still decide a choice. Memory beside the points: a few numbers for each
// point and a copy of the chosen rows.
std::vector<std::int64_t> greedy_k_centre(const Context& context, MatrixView points,
                                          std::span<const float> squared_start, std::int64_t count);

// Squared mean distance of each point to the rows `anchors` of `points`: the starting distances of
// the approximate greedy selection in PatchCore's original release.
std::vector<float> squared_mean_distance(const Context& context, MatrixView points,
                                         std::span<const std::int64_t> anchors);

// PatchCore's original release: starts from the mean distance to `starting_points` random rows,
// none of which is chosen thereby. Random numbers: context.rng("coreset").
std::vector<std::int64_t> approximate_greedy_coreset(const Context& context, MatrixView points,
                                                     std::int64_t count,
                                                     std::int64_t starting_points);

// anomalib: the first row is random and is kept. Random numbers: context.rng("coreset").
std::vector<std::int64_t> greedy_coreset(const Context& context, MatrixView points,
                                         std::int64_t count);

}  // namespace goodparts
