#include <algorithm>
#include <chrono>
#include <cmath>

#include "kernels/base/matrix_view.h"
#include "kernels/coreset/greedy_k_centre.h"
#include "kernels/coreset/greedy_k_centre_cuda.h"
#include "kernels/distance/squared_distance.h"
#include "tests/gpu/gpu_check.h"

namespace goodparts::gpu {
namespace {

// The algorithm as it is usually written: after each choice every distance is updated.
std::vector<std::int64_t> plain_greedy(MatrixView points, std::vector<float> distances,
                                       std::int64_t count) {
  std::vector<std::int64_t> chosen;
  while (static_cast<std::int64_t>(chosen.size()) < count) {
    const auto farthest = std::max_element(distances.begin(), distances.end());
    if (*farthest <= 0.0F) {
      break;
    }
    chosen.push_back(farthest - distances.begin());
    const float* const centre = points.row(chosen.back());
    for (std::int64_t i = 0; i < points.rows; ++i) {
      float& distance = distances[static_cast<std::size_t>(i)];
      distance = std::min(distance, squared_distance(points.row(i), centre, points.cols));
    }
  }
  return chosen;
}

class Steps : public ProgressSink {
 public:
  void begin(const std::string& /*task*/, std::int64_t /*total*/) override {}
  void advance(std::int64_t steps) override { told += steps; }
  void end() override {}
  std::int64_t told = 0;
};

void compare(Checks& checks, const std::vector<float>& values, std::int64_t cols,
             std::int64_t count, const std::string& what) {
  if (checks.skips(values.size())) {
    return;
  }
  const MatrixView points{values.data(), static_cast<std::int64_t>(values.size()) / cols, cols};
  std::vector<float> start(static_cast<std::size_t>(points.rows));
  squared_distances(points, 0, points.rows, points.row(points.rows / 2), start.data());
  Steps steps;
  Context context = on_gpu();
  context.progress = &steps;
  const std::vector<std::int64_t> chosen = greedy_k_centre(context, points, start, count);
  checks.expect(chosen == plain_greedy(points, start, count), what + ": choices differ");
  checks.expect(steps.told == static_cast<std::int64_t>(chosen.size()),
                what + ": progress differs");
}

}  // namespace

void check_coreset(Checks& checks) {
  checks.begin("coreset");
  compare(checks, uniform(20000 * 16, 1), 16, 800, "many points");
  compare(checks, uniform(5000 * 128, 2), 128, 1500, "more than one launch");
  compare(checks, uniform(300 * 37, 4), 37, 300, "all of few");
  compare(checks, uniform(3000 * 1024, 5), 1024, 100, "long rows");
  compare(checks, uniform(33, 6), 1, 20, "one column");
  compare(checks, uniform(5, 6), 5, 1, "one row, which is chosen already");
  std::vector<float> grid;
  for (int i = 0; i < 4096; ++i) {
    grid.push_back(static_cast<float>(i % 64));
    grid.push_back(static_cast<float>(i / 64));
  }
  compare(checks, grid, 2, 900, "ties");
  compare(checks, std::vector<float>(640, 0.5F), 4, 10, "all points equal");
}

void time_coreset(Table& table) {
  constexpr std::int64_t kRows = 160000;
  constexpr std::int64_t kCols = 128;
  constexpr std::int64_t kCount = 16000;
  const std::vector<float> values = uniform(kRows * kCols, 9);
  const MatrixView points{values.data(), kRows, kCols};
  std::vector<float> start(static_cast<std::size_t>(kRows));
  squared_distances(points, 0, kRows, points.row(0), start.data());
  std::vector<std::int64_t> chosen(static_cast<std::size_t>(kCount));
  // By the wall clock: the copies of the points and of the choices belong to it.
  std::vector<double> times;
  for (int i = 0; i < 4; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    cuda::greedy_k_centre(points.data, kRows, kCols, start.data(), kCount, chosen.data());
    const std::chrono::duration<double, std::milli> ms = std::chrono::steady_clock::now() - begin;
    times.push_back(ms.count());
  }
  std::sort(times.begin() + 1, times.end());  // the first warms up
  table.row("coreset 160000 x 128, 16000 choices, host to host", times[2],
            4.0 * kRows * kCols * kCount, 3.0 * kRows * kCols * kCount);
}

}  // namespace goodparts::gpu
