// Control limits of statistical process control, for rows that are normally distributed and
// independent of each other. `confidence` is the probability that a good row stays within the
// limit, between 0 and 1.
#pragma once

#include <cstdint>
#include <span>

namespace goodparts {

// Where the quantile of the F distribution comes from.
enum class FQuantile {
  kExact,
  kGrid,  // the last of 10,000 points evenly spaced on [0, 15] below the quantile, as SKAB's own
          // code reads it; the exact quantile where it lies beyond 15
};

// Hotelling's T² of a new row, m columns, mean and covariance estimated from n > m rows:
// m (n − 1) (n + 1) / (n (n − m)) · F(m, n − m).
double t_squared_limit(std::int64_t m, std::int64_t n, double confidence,
                       FQuantile quantile = FQuantile::kExact);

// The same with mean and covariance known: χ²(m).
double chi_squared_limit(double m, double confidence);

// The largest |z| of m independent columns (Šidák): Φ⁻¹((1 + confidence^(1/m)) / 2).
double largest_deviation_limit(std::int64_t m, double confidence);

// The squared prediction error Q where the directions left out have these variances, at least one,
// all positive: Jackson & Mudholkar 1979; Box's g χ²(h) where their h₀ is not positive.
double squared_error_limit(std::span<const double> variances, double confidence);

// Box 1954: the quantile of Σ wᵢ zᵢ², z standard normal, by g χ²(h) of the same mean Σ wᵢ = gh and
// variance 2 Σ wᵢ² = 2 g² h.
double weighted_squares_limit(double sum, double sum_of_squares, double confidence);

// Throws Error(kConfig) naming method.confidence unless 0 < confidence < 1.
void require_confidence(double confidence);

}  // namespace goodparts
