#include "methods/rows/moving_average.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kernels/base/error.h"
#include "kernels/base/parallel.h"
#include "methods/rows/recordings.h"

namespace goodparts {
namespace {

constexpr double kNegligible = 1e-18;     // weight of what is left out, beside that of all
constexpr std::int64_t kPiece = 4096;     // rows of a recording that are computed in one go
constexpr double kSmallestLambda = 1e-6;  // its memory is 41 million rows

// Rows that are averaged together: those from `begin` on, up to the last one asked for.
struct Piece {
  std::int64_t begin = 0;
  std::int64_t start = 0;              // of the recording
  std::vector<std::size_t> positions;  // into the indices asked for, by index
};

std::int64_t memory_of(double lambda) {
  return lambda >= 1.0
             ? 0
             : static_cast<std::int64_t>(std::ceil(std::log(kNegligible) / std::log1p(-lambda)));
}

// Pieces begin where their place in the recording says, whatever is asked for.
std::vector<Piece> cut(const SampleSource& source, std::span<const std::int64_t> indices,
                       double lambda, bool recorded) {
  std::vector<std::size_t> order(indices.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return indices[a] < indices[b]; });
  const std::int64_t memory = memory_of(lambda);
  const std::int64_t length = std::max(kPiece, memory);
  std::vector<Piece> pieces;
  std::int64_t known = -1;  // the last index whose start is known
  std::int64_t start = 0;
  for (const std::size_t position : order) {
    const std::int64_t index = indices[position];
    if (index != known) {
      // Walking back ends at the last index looked at, so that each is passed once.
      const std::int64_t room = known < 0 ? index : index - known;
      const std::int64_t before = recorded ? samples_before(source, index, room) : 0;
      start = known >= 0 && before == room ? start : index - before;
      known = index;
    }
    const std::int64_t first = start + (index - start) / length * length;
    const std::int64_t begin = std::max(start, first - memory);
    if (pieces.empty() || pieces.back().start != start || pieces.back().begin != begin) {
      pieces.push_back({begin, start, {}});
    }
    pieces.back().positions.push_back(position);
  }
  return pieces;
}

void average(const Piece& piece, std::span<const std::int64_t> indices, std::size_t columns,
             double lambda, std::span<const double> rows, MovingAverages& averages) {
  std::vector<double> state(columns, 0.0);
  std::int64_t done = piece.begin;  // rows before this one are in the state
  for (const std::size_t position : piece.positions) {
    for (; done <= indices[position]; ++done) {
      const double* row = rows.data() + static_cast<std::size_t>(done - piece.begin) * columns;
      for (std::size_t c = 0; c < columns; ++c) {
        state[c] = lambda * row[c] + (1.0 - lambda) * state[c];
      }
    }
    std::copy(state.begin(), state.end(),
              averages.values.begin() + static_cast<std::ptrdiff_t>(position * columns));
    averages.steps[position] = indices[position] - piece.start + 1;
  }
}

}  // namespace

MovingAverages moving_averages(const Context& context, const SampleSource& source,
                               std::span<const std::int64_t> indices, std::int64_t columns,
                               double lambda, bool recorded, const CentredReader& read) {
  if (!recorded) {
    MovingAverages averages{read(indices), std::vector<std::int64_t>(indices.size(), 1)};
    for (double& value : averages.values) {
      value *= lambda;
    }
    return averages;
  }
  const auto width = static_cast<std::size_t>(columns);
  MovingAverages averages;
  averages.values.resize(indices.size() * width);
  averages.steps.resize(indices.size());
  const std::vector<Piece> pieces = cut(source, indices, lambda, recorded);
  parallel_for(context.threads, static_cast<std::int64_t>(pieces.size()), [&](std::int64_t i) {
    context.check_cancelled();
    const Piece& piece = pieces[static_cast<std::size_t>(i)];
    std::vector<std::int64_t> all(
        static_cast<std::size_t>(indices[piece.positions.back()] - piece.begin + 1));
    std::iota(all.begin(), all.end(), piece.begin);
    average(piece, indices, width, lambda, read(all), averages);
  });
  return averages;
}

double moving_average_variance(double lambda, std::int64_t step, bool exact) {
  const double limit = lambda / (2.0 - lambda);
  return exact ? limit * -std::expm1(2.0 * static_cast<double>(step) * std::log1p(-lambda)) : limit;
}

void require_lambda(double lambda) {
  if (!(lambda >= kSmallestLambda && lambda <= 1.0)) {
    throw Error(ErrorKind::kConfig,
                fmt::format("method.lambda: {} is not between {} and 1; 0.1 averages over about 20 "
                            "rows, 1 looks at single rows",
                            lambda, kSmallestLambda));
  }
}

}  // namespace goodparts
