// Every operation on a CUDA device: the CPU's results where there is one, an error that says what
// to do where there is none, never the CPU in silence. scripts/gpu-check has the thorough
// comparisons.
#include "kernels/cuda/device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "kernels/base/rng.h"
#include "kernels/blur/blur_maps.h"
#include "kernels/components/components.h"
#include "kernels/coreset/greedy_k_centre.h"
#include "kernels/coupling/coupling.h"
#include "kernels/forest/flatten_forest.h"
#include "kernels/forest/grow_tree.h"
#include "kernels/forest/path_sums.h"
#include "kernels/knn/nearest_rows.h"
#include "kernels/mahalanobis/place_gaussians.h"
#include "kernels/maps/anomaly_maps.h"
#include "kernels/pro/pixel_sweep.h"
#include "kernels/ranking/rank_steps.h"
#include "kernels/resize/resize_maps.h"
#include "tests/support/expect_error.h"
#include "tests/support/patterns.h"

namespace goodparts {
namespace {

using ::testing::FloatNear;
using ::testing::Pointwise;
using testing::uniform_values;

class OnCuda : public ::testing::Test {
 protected:
  OnCuda() { cuda_.device = Device::kCuda; }

  // compute(context) on the device equals that on the CPU, or is refused.
  template <class Compute>
  void expect_the_same_or_refused(const Compute& compute) {
    if (cuda::devices().found.empty()) {
      EXPECT_ERROR(compute(cuda_), ErrorKind::kUnavailable, "device=cpu");
    } else {
      EXPECT_EQ(compute(cuda_), compute(Context{}));
    }
  }
  template <class Compute>  // the same up to rounding
  void expect_near_or_refused(const Compute& compute) {
    if (cuda::devices().found.empty()) {
      EXPECT_ERROR(compute(cuda_), ErrorKind::kUnavailable, "device=cpu");
    } else {
      EXPECT_THAT(compute(cuda_), Pointwise(FloatNear(1e-4F), compute(Context{})));
    }
  }

  Context cuda_;
};

TEST_F(OnCuda, NearestRows) {
  const std::vector<float> bank = uniform_values(300 * 20, 1);
  const std::vector<float> queries = uniform_values(30 * 20, 2);
  const NearestRows search({bank.data(), 300, 20});
  expect_the_same_or_refused([&](const Context& context) {
    return search.search(context, {queries.data(), 30, 20}, 3).rows;
  });
  expect_the_same_or_refused([&](const Context& context) {
    search.prepare(context);
    return search.search(context, {queries.data(), 30, 20}, 1).squared_distances;
  });
}

TEST_F(OnCuda, GreedyKCentre) {
  const std::vector<float> points = uniform_values(300 * 20, 3);
  expect_the_same_or_refused([&](const Context& context) {
    return greedy_coreset(context, {points.data(), 300, 20}, 30);
  });
}

TEST_F(OnCuda, MahalanobisDistances) {
  const std::vector<float> samples = uniform_values(40 * 6 * 5, 4);
  for (const std::int64_t rank : {0, 3}) {
    PlaceGaussians gaussians = make_place_gaussians(6, 5, rank);
    fit_places({}, samples, 40, 0, 6, 0.01, gaussians);
    expect_near_or_refused([&](const Context& context) {
      return mahalanobis_distances(context, gaussians, samples, 40);
    });
  }
}

TEST_F(OnCuda, PathSums) {
  std::vector<float> values = uniform_values(5000 * 4, 5);
  const MatrixView rows{values.data(), 5000, 4};
  std::vector<IsolationTree> trees;
  for (std::uint64_t tree = 0; tree < 10; ++tree) {
    GrowthRules rules;
    rules.max_depth = 10;
    Rng rng(1, "cuda test", tree);
    const std::vector<std::int64_t> sample = rng.sample(rows.rows, 200);
    trees.push_back(grow_isolation_tree(rows, sample, rules, std::move(rng)));
  }
  values[2000 * 4] = NAN;  // its block is left out
  const PathSums sums(flatten(trees, 4));
  expect_the_same_or_refused([&](const Context& context) {
    std::vector<double> found(5000, 0.5);
    for (const std::int64_t block : sums.add_to(context, found.data(), rows)) {
      found.push_back(static_cast<double>(block));
    }
    return found;
  });
}

TEST_F(OnCuda, BlurredMaps) {
  for (const BlurBorder border : {BlurBorder::kRepeatEdge, BlurBorder::kMirror}) {
    expect_the_same_or_refused([&](const Context& context) {
      std::vector<float> maps = uniform_values(3 * 20 * 31, 6);
      blur_maps(context, maps.data(), 3, 20, 31, 2.0, border);
      return maps;
    });
  }
}

TEST_F(OnCuda, ResizedMaps) {
  const std::vector<float> grids = uniform_values(2 * 7 * 9 * 3, 7);
  for (const auto resize : {resize_maps_bilinear, resize_maps_nearest}) {
    expect_the_same_or_refused([&](const Context& context) {
      std::vector<float> found(2 * 20 * 5 * 3);
      resize(context, grids.data(), 2, {7, 9}, {20, 5}, 3, found.data());
      return found;
    });
  }
}

TEST_F(OnCuda, AnomalyMaps) {
  const std::vector<float> grids = uniform_values(3 * 8 * 8, 8);
  for (const MapStyle& style :
       {MapStyle{{40, 33}, Enlarging::kBilinear, 4.0, BlurBorder::kRepeatEdge},
        MapStyle{{40, 33}, Enlarging::kNearest, 1.0, BlurBorder::kMirror},
        MapStyle{{8, 8}, Enlarging::kBilinear, 1.0, BlurBorder::kRepeatEdge}, MapStyle{{9, 30}}}) {
    expect_the_same_or_refused([&](const Context& context) {
      return anomaly_maps(context, grids.data(), 3, {8, 8}, style);
    });
  }
}

TEST_F(OnCuda, Couplings) {
  constexpr std::int64_t kRows = 30;
  constexpr std::int64_t kCols = 7;
  const std::vector<float> x = uniform_values(kRows * 2 * kCols, 9);
  const std::vector<float> parameters = uniform_values(kRows * kCols * 11, 10);
  expect_near_or_refused([&](const Context& context) {
    std::vector<float> found((kCols + 1) * kRows, 0.5F);
    affine_coupling(context, x.data() + 3, parameters.data(), parameters.data() + kCols, kRows,
                    kCols, 2 * kCols - 1, 2 * kCols, kCols, 1.9, found.data(),
                    found.data() + kRows * kCols);
    return found;
  });
  expect_near_or_refused([&](const Context& context) {
    std::vector<float> found((kCols + 1) * kRows, 0.5F);
    spline_coupling(context, x.data() + 3, parameters.data(), kRows, kCols, 2 * kCols - 1, kCols, 4,
                    0.8, found.data(), found.data() + kRows * kCols);
    return found;
  });
}

TEST_F(OnCuda, RankSteps) {
  std::vector<double> scores;
  std::vector<std::int8_t> labels;
  for (const float value : uniform_values(4000, 11)) {
    scores.push_back(std::round(500.0 * (static_cast<double>(value) - 0.5)));  // with ties
    labels.push_back(scores.size() % 3 == 0 ? 1 : 0);
  }
  expect_the_same_or_refused([&](const Context& context) {
    std::vector<double> found;
    for (const RankStep& step : rank_steps(scores.data(), labels.data(), 4000, context.device)) {
      found.insert(found.end(),
                   {step.score, static_cast<double>(step.tp), static_cast<double>(step.fp)});
    }
    return found;
  });
}

TEST_F(OnCuda, PixelSweep) {
  const std::vector<float> scores = uniform_values(6000, 12);
  expect_the_same_or_refused([&](const Context& context) {
    PixelSweep sweep(context.device);
    for (std::int64_t region = 0; region < 3; ++region) {
      sweep.add_region(1000);
      sweep.add_defective(scores.data() + region * 1000, 1000, region);
    }
    sweep.add_good(scores.data() + 3000, 3000);
    const PixelAreas areas = sweep.areas({0.05, 0.3});
    std::vector<double> found = {areas.auroc, areas.average_precision};
    found.insert(found.end(), areas.aupro.begin(), areas.aupro.end());
    return found;
  });
}

TEST_F(OnCuda, Components) {
  std::vector<std::uint8_t> mask;
  for (const float value : uniform_values(60 * 47, 13)) {
    mask.push_back(value < 0.4F ? 1 : 0);
  }
  expect_the_same_or_refused([&](const Context& context) {
    const Components found = connected_components(context, mask, 60, 47);
    std::vector<std::int64_t> all(found.labels.begin(), found.labels.end());
    all.insert(all.end(), found.areas.begin(), found.areas.end());
    return all;
  });
}

TEST(CudaDevices, AreThereOrTheirLackIsExplained) {
  const cuda::Devices all = cuda::devices();
  EXPECT_NE(all.found.empty(), all.why_none.empty());
  EXPECT_EQ(all.found.empty(), cuda::describe_devices().starts_with("none: "));
  if (all.found.empty()) {
    EXPECT_ERROR(cuda::require_device("device=cuda"), ErrorKind::kUnavailable, "device=cuda: ");
  } else {
    EXPECT_GT(all.found.front().memory, 0);
  }
}

}  // namespace
}  // namespace goodparts
