// Expected distances: NumPy 1.24 in double precision, straight from the equations, on
//
//   train = ((np.arange(40*3*20) * 631) % 997 / 997).astype("f4").reshape(40, 3, 20)
//   test = ((np.arange(2*3*20) * 389) % 701 / 701).astype("f4").reshape(2, 3, 20)
//   x = train[:, p]; d = test[:, p] - x.mean(0); cov = np.cov(x.T)      # of one image: zeros
//   if low rank:
//     w, v = np.linalg.eigh(cov); w, v = w[::-1], v[:, ::-1][:, :rank]
//     cov = v * w[:rank] @ v.T + w[rank:].mean() * (np.eye(20) - v @ v.T)
//   distances = np.sqrt(np.einsum("ij,jk,ik->i", d, np.linalg.inv(cov + 0.01 * np.eye(20)), d))
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kernels/mahalanobis/place_distances_reference.h"
#include "kernels/mahalanobis/place_gaussians.h"
#include "tests/support/patterns.h"

namespace goodparts {
namespace {

using testing::pattern;
using testing::uniform_values;

constexpr std::int64_t kPlaces = 3;
constexpr std::int64_t kDim = 20;

PlaceGaussians fitted(std::int64_t count, std::int64_t rank, const Context& context = {}) {
  const std::vector<float> train = pattern(count * kPlaces * kDim, 631, 997);
  PlaceGaussians gaussians = make_place_gaussians(kPlaces, kDim, rank);
  fit_places(context, train, count, 0, kPlaces, 0.01, gaussians);
  return gaussians;
}

void expect_distances(const PlaceGaussians& gaussians, const std::vector<double>& expected) {
  const std::vector<float> test = pattern(2 * kPlaces * kDim, 389, 701);
  const std::vector<float> found = mahalanobis_distances({}, gaussians, test, 2);
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_NEAR(found[i], expected[i], 3e-6 * expected[i]) << i;
  }
}

TEST(Mahalanobis, AgreesWithNumpysInverse) {
  expect_distances(fitted(40, 0),
                   {6.41371473, 6.96816069, 6.86376312, 7.19388588, 6.83439051, 7.21418128});
}

TEST(Mahalanobis, FewerVectorsThanDimensions) {
  expect_distances(fitted(7, 0),
                   {15.95711565, 14.61106517, 16.85294241, 13.81511585, 15.23639726, 15.13868021});
}

// The covariance of one vector is 0: ten times the Euclidean distance.
TEST(Mahalanobis, OneVector) {
  const std::vector<double> expected = {18.25526674, 17.44187031, 18.16098291,
                                        17.30113275, 16.86028719, 20.07577423};
  expect_distances(fitted(1, 0), expected);
  expect_distances(fitted(1, 1), expected);
}

TEST(Mahalanobis, LowRankAgreesWithNumpysEigenvectors) {
  expect_distances(fitted(40, 4),
                   {7.08518182, 7.07558764, 6.65536217, 6.60837883, 7.03952039, 7.06607818});
  expect_distances(fitted(7, 3),
                   {15.83780261, 14.47315578, 16.71359727, 13.69195633, 15.08860962, 14.9963972});
}

TEST(Mahalanobis, LowRankOfTheCovariancesRankIsTheFullOne) {
  expect_distances(fitted(40, 20),
                   {6.41371473, 6.96816069, 6.86376312, 7.19388588, 6.83439051, 7.21418128});
  for (const std::int64_t rank : {6, 7, 20}) {  // of 7 vectors: 6
    expect_distances(fitted(7, rank), {15.95711565, 14.61106517, 16.85294241, 13.81511585,
                                       15.23639726, 15.13868021});
  }
}

// Vectors that are alike in every dimension, or in all but one.
TEST(Mahalanobis, ConstantDimensions) {
  std::vector<float> train(5 * 3, 2.0F);
  for (std::size_t i = 0; i < 5; ++i) {
    train[3 * i + 1] = static_cast<float>(i);  // mean 2, variance 2.5
  }
  const std::vector<float> test = {2.1F, 4.0F, 2.0F};
  const double expected = std::sqrt(0.1 * 0.1 / 0.01 + 4.0 / 2.51);
  for (const std::int64_t rank : {0, 1, 2, 3}) {
    PlaceGaussians gaussians = make_place_gaussians(1, 3, rank);
    fit_places({}, train, 5, 0, 1, 0.01, gaussians);
    EXPECT_NEAR(mahalanobis_distances({}, gaussians, test, 1)[0], expected, 1e-6) << rank;
  }
}

// 37 dimensions: rows of the triangle end everywhere within a register.
TEST(Mahalanobis, TheSameBitsWhateverTheThreadsTheBlocksAndTheOtherSamples) {
  constexpr std::int64_t kCount = 9;
  constexpr std::int64_t kGrid = 70;
  constexpr std::int64_t kWide = 37;
  const std::vector<float> train = uniform_values(kCount * kGrid * kWide, 5);
  const std::vector<float> test = uniform_values(6 * kGrid * kWide, 6);
  Context three;
  three.threads = 3;
  for (const std::int64_t rank : {0, 5}) {
    PlaceGaussians whole = make_place_gaussians(kGrid, kWide, rank);
    fit_places({}, train, kCount, 0, kGrid, 0.01, whole);
    PlaceGaussians parts = make_place_gaussians(kGrid, kWide, rank);
    for (std::int64_t first = 0; first < kGrid; first += 35) {
      std::vector<float> block;
      for (std::int64_t i = 0; i < kCount; ++i) {
        const auto begin = train.begin() + (i * kGrid + first) * kWide;
        block.insert(block.end(), begin, begin + 35 * kWide);
      }
      fit_places(three, block, kCount, first, 35, 0.01, parts);
    }
    EXPECT_EQ(parts.means, whole.means);
    EXPECT_EQ(parts.factors, whole.factors);
    const std::vector<float> together = mahalanobis_distances({}, whole, test, 6);
    EXPECT_EQ(mahalanobis_distances(three, whole, test, 6), together);
    for (std::int64_t i = 0; i < 6; ++i) {
      const auto sample = std::span(test).subspan(static_cast<std::size_t>(i * kGrid * kWide),
                                                  static_cast<std::size_t>(kGrid * kWide));
      const auto begin = together.begin() + i * kGrid;
      EXPECT_EQ(mahalanobis_distances(three, whole, sample, 1),
                std::vector<float>(begin, begin + kGrid));
    }
  }
}

// Every way in which dimensions end within blocks and parts, and batches within groups of vectors.
// Sums of up to 200 floats of either sign lose a few units in the last place.
TEST(PlaceDistances, AgreeWithDoublePrecision) {
  constexpr std::int64_t kGrid = 5;
  for (const std::int64_t dim : {1, 2, 7, 8, 9, 63, 65, 100, 201}) {
    for (const std::int64_t rank : {0, 1, 3, 8, 13}) {
      if (rank > dim) {
        continue;
      }
      for (const std::int64_t count : {1, 3, 4, 5, 16, 17, 32, 35}) {
        const std::int64_t floats = floats_per_gaussian(dim, rank);
        std::vector<float> means = uniform_values(kGrid * dim + 1, 1);
        std::vector<float> factors = uniform_values(kGrid * floats + 1, 2);
        const std::vector<float> samples = uniform_values(count * kGrid * dim + 1, 3);
        if (rank == 0) {
          for (std::size_t i = 0; i < factors.size(); i += 2) {
            factors[i] = -factors[i];
          }
        } else {
          for (float& value : factors) {  // vectors of length about 1 at the most
            value /= std::sqrt(static_cast<float>(dim));
          }
        }
        const auto size = static_cast<std::size_t>(count * kGrid);
        std::vector<float> found(size);
        std::vector<double> expected(size);
        if (rank == 0) {
          full_distances(means.data() + 1, factors.data() + 1, kGrid, dim, samples.data() + 1,
                         count, found.data(), 2);
          full_distances_reference(means.data() + 1, factors.data() + 1, kGrid, dim,
                                   samples.data() + 1, count, expected.data());
        } else {
          low_rank_distances(means.data() + 1, factors.data() + 1, kGrid, dim, rank,
                             samples.data() + 1, count, found.data(), 2);
          low_rank_distances_reference(means.data() + 1, factors.data() + 1, kGrid, dim, rank,
                                       samples.data() + 1, count, expected.data());
        }
        for (std::size_t i = 0; i < size; ++i) {
          ASSERT_NEAR(found[i], expected[i], 2e-6 * expected[i]) << dim << " " << rank;
        }
      }
    }
  }
}

}  // namespace
}  // namespace goodparts
