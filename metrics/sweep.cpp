#include "metrics/sweep.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include "metrics/intervals.h"

namespace goodparts {
namespace {

OperatingPoint at_vertex(const Ranking& ranking, std::size_t vertex, double threshold) {
  OperatingPoint point;
  point.threshold = threshold;
  point.tp = ranking.tp(vertex);
  point.fp = ranking.fp(vertex);
  point.tn = ranking.good - point.fp;
  point.fn = ranking.anomalous - point.tp;
  point.recall = make_rate(point.tp, ranking.anomalous);
  point.false_positive_rate = make_rate(point.fp, ranking.good);
  point.precision = make_rate(point.tp, point.tp + point.fp);
  return point;
}

// Vertices that catch most at their number of false alarms: the next step would flag more good
// samples.
std::vector<std::size_t> corners(const Ranking& ranking) {
  std::vector<std::size_t> found;
  for (std::size_t v = 0; v < ranking.vertices(); ++v) {
    if (v + 1 == ranking.vertices() || ranking.fp(v + 1) > ranking.fp(v)) {
      found.push_back(v);
    }
  }
  return found;
}

// `count` (2 or more) of the items, first and last included: half of them one by one, then with
// spacing that grows by a constant factor.
std::vector<std::size_t> dense_then_thin(const std::vector<std::size_t>& items, std::size_t count) {
  if (items.size() <= count) {
    return items;
  }
  const std::size_t dense = count / 2;
  std::vector<std::size_t> picked(items.begin(),
                                  items.begin() + static_cast<std::ptrdiff_t>(dense));
  const double growth = static_cast<double>(items.size()) / static_cast<double>(dense);
  std::size_t taken = dense;  // items up to here are picked or passed over
  for (std::size_t i = 1; i <= count - dense; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(count - dense);
    const double spaced = std::round(static_cast<double>(dense) * std::pow(growth, share));
    taken = std::max(taken + 1, static_cast<std::size_t>(spaced));
    picked.push_back(items[taken - 1]);
  }
  return picked;
}

std::vector<std::size_t> pick_vertices(const Ranking& ranking, std::size_t budget) {
  std::vector<std::size_t> picked;
  if (ranking.vertices() <= budget) {
    picked.resize(ranking.vertices());
    std::iota(picked.begin(), picked.end(), std::size_t{0});
    return picked;
  }
  const std::vector<std::size_t> all_corners = corners(ranking);
  const std::size_t stricter =
      all_corners.front();  // vertices before the first corner: 0 … stricter − 1
  const std::size_t unused = budget - std::min(budget, all_corners.size());
  const std::size_t strict = std::min(stricter, std::max(budget / 4, unused));
  for (std::size_t i = 0; i < strict; ++i) {
    picked.push_back(i * stricter / strict);
  }
  for (const std::size_t corner : dense_then_thin(all_corners, budget - strict)) {
    picked.push_back(corner);
  }
  return picked;
}

}  // namespace

OperatingPoint operating_point(const Ranking& ranking, double threshold) {
  const auto end =
      std::partition_point(ranking.steps.begin(), ranking.steps.end(),
                           [&](const RankStep& step) { return step.score > threshold; });
  return at_vertex(ranking, static_cast<std::size_t>(end - ranking.steps.begin()), threshold);
}

std::vector<OperatingPoint> threshold_sweep(const Ranking& ranking, std::int64_t points) {
  assert(points >= kFewestSweepPoints);
  std::vector<OperatingPoint> sweep;
  if (ranking.steps.empty()) {
    return sweep;
  }
  for (const std::size_t vertex : pick_vertices(ranking, static_cast<std::size_t>(points))) {
    sweep.push_back(at_vertex(ranking, vertex, ranking.threshold(vertex)));
  }
  return sweep;
}

}  // namespace goodparts
