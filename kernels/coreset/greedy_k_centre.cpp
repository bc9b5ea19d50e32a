// Why this is fast and still exact. A point's distance to the nearest centre only ever falls, so a
// value computed against some of the centres is an upper bound. Work goes in rounds: a round fixes
// a level, brings up to date the points whose bound exceeds it, stopping for each point as soon as
// it falls to the level, and then runs the plain algorithm on the few that stay above. All others
// are known to be nearer than any choice made in that round. No pair of point and centre is ever
// computed twice, most are never computed, and what is computed stays in cache.
#include "kernels/coreset/greedy_k_centre.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>
#include <limits>

#include "kernels/base/parallel.h"
#include "kernels/coreset/greedy_k_centre_cuda.h"
#include "kernels/distance/squared_distance.h"

namespace goodparts {
namespace {

constexpr std::int64_t kBlock = 1024;        // points handed to a thread at once
constexpr std::int64_t kMostActive = 16384;  // points whose bounds a round brings up to date
// Differences below which a round is not worth waking other threads for: about a millisecond's.
constexpr double kLeastShared = 1e7;

// Lowers `bound` by the rows [seen, count) of `centres`, stopping at the first that brings it to
// `level` or below.
GOODPARTS_SIMD
void catch_up(const float* point, const float* centres, std::int64_t cols, std::int64_t count,
              float level, float& bound, std::int32_t& seen) {
  float least = bound;
  std::int64_t i = seen;
  while (i < count && least > level) {
    least = std::min(least, inline_squared_distance(point, centres + i * cols, cols));
    ++i;
  }
  bound = least;
  seen = static_cast<std::int32_t>(i);
}

class Selection {
 public:
  Selection(const Context& context, MatrixView points, std::span<const float> squared_start,
            std::int64_t count)
      : context_(context),
        points_(points),
        count_(count),
        bounds_(squared_start.begin(), squared_start.end()),
        seen_(static_cast<std::size_t>(points.rows), 0) {
    centres_.reserve(static_cast<std::size_t>(count * points.cols));
    chosen_.reserve(static_cast<std::size_t>(count));
  }

  std::vector<std::int64_t> run() {
    Progress progress(context_, "coreset", count_);
    while (chosen() < count_) {
      const float level = next_level();
      if (level < 0.0F) {
        break;  // every point coincides with a centre
      }
      catch_up_above(level);
      choose_above(level, progress);
    }
    return chosen_;
  }

 private:
  std::int64_t chosen() const { return static_cast<std::int64_t>(chosen_.size()); }

  // A value below the largest bound, with about kMostActive bounds above it; negative where all
  // bounds are 0.
  float next_level() {
    const std::int64_t rank = std::clamp<std::int64_t>(points_.rows / 8, 64, kMostActive);
    sorted_ = bounds_;
    const float largest = *std::max_element(sorted_.begin(), sorted_.end());
    if (largest <= 0.0F) {
      return -1.0F;
    }
    if (rank >= points_.rows) {
      return 0.0F;
    }
    std::nth_element(sorted_.begin(), sorted_.begin() + rank, sorted_.end(), std::greater<>());
    const float level = sorted_[static_cast<std::size_t>(rank)];
    return level < largest ? level : std::nextafter(largest, 0.0F);
  }

  void catch_up_above(float level) {
    const int threads = work_above(level) < kLeastShared ? 1 : context_.threads;
    const std::int64_t blocks = (points_.rows + kBlock - 1) / kBlock;
    parallel_for(threads, blocks, [&](std::int64_t block) {
      context_.check_cancelled();
      const std::int64_t end = std::min(points_.rows, (block + 1) * kBlock);
      for (std::int64_t i = block * kBlock; i < end; ++i) {
        const auto at = static_cast<std::size_t>(i);
        if (bounds_[at] > level) {
          catch_up(points_.row(i), centres_.data(), points_.cols, chosen(), level, bounds_[at],
                   seen_[at]);
        }
      }
    });
  }

  // Differences that catching up takes, at most.
  double work_above(float level) const {
    std::int64_t pairs = 0;
    for (std::size_t i = 0; i < bounds_.size(); ++i) {
      pairs += bounds_[i] > level ? chosen() - seen_[i] : 0;
    }
    return static_cast<double>(pairs) * static_cast<double>(points_.cols);
  }

  void choose_above(float level, Progress& progress) {
    std::vector<std::int64_t> active;
    for (std::int64_t i = 0; i < points_.rows; ++i) {
      if (bounds_[static_cast<std::size_t>(i)] > level) {
        active.push_back(i);
      }
    }
    while (!active.empty() && chosen() < count_) {
      choose(*std::max_element(active.begin(), active.end(), [&](std::int64_t a, std::int64_t b) {
        return bounds_[static_cast<std::size_t>(a)] < bounds_[static_cast<std::size_t>(b)];
      }));
      std::erase_if(active, [&](std::int64_t i) {
        const auto at = static_cast<std::size_t>(i);
        catch_up(points_.row(i), centres_.data(), points_.cols, chosen(), level, bounds_[at],
                 seen_[at]);
        return bounds_[at] <= level;
      });
      progress.advance();
    }
  }

  void choose(std::int64_t index) {
    chosen_.push_back(index);
    centres_.insert(centres_.end(), points_.row(index), points_.row(index) + points_.cols);
  }

  const Context& context_;
  MatrixView points_;
  std::int64_t count_;
  std::vector<float> bounds_;       // squared; true distances are never larger
  std::vector<std::int32_t> seen_;  // how many centres a bound accounts for
  std::vector<float> centres_;
  std::vector<std::int64_t> chosen_;
  std::vector<float> sorted_;
};

}  // namespace

std::vector<std::int64_t> greedy_k_centre(const Context& context, MatrixView points,
                                          std::span<const float> squared_start,
                                          std::int64_t count) {
  assert(static_cast<std::int64_t>(squared_start.size()) == points.rows);
  assert(count >= 0 && count <= points.rows);
  assert(points.rows <= std::numeric_limits<std::int32_t>::max());
  if (context.device == Device::kCuda) {
    Progress progress(context, "coreset", count);
    std::vector<std::int64_t> chosen(static_cast<std::size_t>(count));
    chosen.resize(static_cast<std::size_t>(cuda::greedy_k_centre(
        points.data, points.rows, points.cols, squared_start.data(), count, chosen.data(),
        [&](std::int64_t steps) { progress.advance(steps); })));
    return chosen;
  }
  return Selection(context, points, squared_start, count).run();
}

std::vector<float> squared_mean_distance(const Context& context, MatrixView points,
                                         std::span<const std::int64_t> anchors) {
  assert(!anchors.empty());
  std::vector<float> result(static_cast<std::size_t>(points.rows));
  const std::int64_t blocks = (points.rows + kBlock - 1) / kBlock;
  parallel_for(context.threads, blocks, [&](std::int64_t block) {
    const std::int64_t begin = block * kBlock;
    const std::int64_t end = std::min(points.rows, begin + kBlock);
    std::vector<double> sums(static_cast<std::size_t>(end - begin), 0.0);
    std::vector<float> squares(sums.size());
    for (const std::int64_t anchor : anchors) {
      squared_distances(points, begin, end, points.row(anchor), squares.data());
      for (std::size_t i = 0; i < sums.size(); ++i) {
        sums[i] += std::sqrt(static_cast<double>(squares[i]));
      }
    }
    for (std::size_t i = 0; i < sums.size(); ++i) {
      const double mean = sums[i] / static_cast<double>(anchors.size());
      result[static_cast<std::size_t>(begin) + i] = static_cast<float>(mean * mean);
    }
  });
  return result;
}

std::vector<std::int64_t> approximate_greedy_coreset(const Context& context, MatrixView points,
                                                     std::int64_t count,
                                                     std::int64_t starting_points) {
  Rng rng = context.rng("coreset");
  const std::vector<std::int64_t> anchors =
      rng.sample(points.rows, std::min(points.rows, starting_points));
  return greedy_k_centre(context, points, squared_mean_distance(context, points, anchors), count);
}

std::vector<std::int64_t> greedy_coreset(const Context& context, MatrixView points,
                                         std::int64_t count) {
  if (count == 0) {
    return {};
  }
  const std::int64_t first = context.rng("coreset").below(points.rows);
  std::vector<float> start(static_cast<std::size_t>(points.rows));
  squared_distances(points, 0, points.rows, points.row(first), start.data());
  std::vector<std::int64_t> chosen{first};
  const std::vector<std::int64_t> others = greedy_k_centre(context, points, start, count - 1);
  chosen.insert(chosen.end(), others.begin(), others.end());
  return chosen;
}

}  // namespace goodparts
