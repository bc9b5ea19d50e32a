#include "methods/efficient_ad/map_normalisation.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "kernels/maps/anomaly_maps.h"

namespace goodparts {
namespace {

constexpr std::int64_t kBorder = 4;  // (33 − 1) / 2 pixels at 4 pixels a place

double quantile_of_sorted(const std::vector<float>& values, double q) {
  const double place = q * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  const auto low = static_cast<double>(values[below]);
  return low + (place - static_cast<double>(below)) * (static_cast<double>(values[above]) - low);
}

}  // namespace

double MapNormalisation::operator()(double value) const {
  const double range = high - low;
  return 0.1 * (value - low) / (range > 0.0 ? range : 1.0);
}

MapNormalisation normalisation_by_quantiles(std::vector<float> values, double q_a, double q_b) {
  assert(!values.empty());
  std::sort(values.begin(), values.end());
  return {quantile_of_sorted(values, q_a), quantile_of_sorted(values, q_b)};
}

std::vector<float> combine_maps(std::span<const float> student, const MapNormalisation& of_student,
                                std::span<const float> autoencoder,
                                const MapNormalisation& of_autoencoder) {
  assert(student.size() == autoencoder.size());
  std::vector<float> combined;
  for (std::size_t i = 0; i < student.size(); ++i) {
    combined.push_back(
        static_cast<float>(0.5 * of_student(static_cast<double>(student[i])) +
                           0.5 * of_autoencoder(static_cast<double>(autoencoder[i]))));
  }
  return combined;
}

std::vector<std::vector<float>> maps_at_input_size(const Context& context,
                                                   std::span<const float> grids, GridSize grid,
                                                   GridSize input) {
  const GridSize padded{grid.height + 2 * kBorder, grid.width + 2 * kBorder};
  const std::int64_t count = std::ssize(grids) / (grid.height * grid.width);
  assert(std::ssize(grids) == count * grid.height * grid.width);
  std::vector<float> wide;
  for (std::int64_t map = 0; map < count; ++map) {
    for (std::int64_t y = 0; y < padded.height; ++y) {
      const std::int64_t row = std::clamp<std::int64_t>(y - kBorder, 0, grid.height - 1);
      for (std::int64_t x = 0; x < padded.width; ++x) {
        const std::int64_t column = std::clamp<std::int64_t>(x - kBorder, 0, grid.width - 1);
        wide.push_back(
            grids[static_cast<std::size_t>((map * grid.height + row) * grid.width + column)]);
      }
    }
  }
  return anomaly_maps(context, wide.data(), count, padded, {input});
}

}  // namespace goodparts
