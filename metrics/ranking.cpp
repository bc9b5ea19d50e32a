#include "metrics/ranking.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include "metrics/thin_curve.h"

namespace goodparts {
namespace {

double ratio(std::int64_t part, std::int64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

double Ranking::threshold(std::size_t vertex) const {
  assert(vertex < vertices());
  if (steps.empty()) {
    return kUndefined;
  }
  if (vertex == 0) {
    return steps.front().score;
  }
  const double above = steps[vertex - 1].score;
  if (vertex == steps.size()) {
    return std::nextafter(above, -std::numeric_limits<double>::infinity());
  }
  const double below = steps[vertex].score;
  const double between = std::midpoint(below, above);
  return between < above ? between : below;  // neighbouring doubles have nothing between them
}

Ranking rank_samples(std::span<const double> scores, std::span<const std::int8_t> labels,
                     Device device) {
  assert(scores.size() == labels.size());
  Ranking ranking;
  ranking.steps = rank_steps(scores.data(), labels.data(), std::ssize(scores), device);
  if (!ranking.steps.empty()) {
    ranking.anomalous = ranking.steps.back().tp;
    ranking.good = ranking.steps.back().fp;
  }
  return ranking;
}

double auroc(const Ranking& ranking) { return ranking_auroc(ranking.steps); }

double average_precision(const Ranking& ranking) {
  return ranking_average_precision(ranking.steps);
}

BestF1 best_f1(const Ranking& ranking) {
  if (!ranking.defined()) {
    return {};
  }
  BestF1 best{-1.0, kUndefined};
  for (std::size_t v = 0; v < ranking.vertices(); ++v) {
    const double f1 = ratio(2 * ranking.tp(v), ranking.tp(v) + ranking.fp(v) + ranking.anomalous);
    if (f1 > best.value) {
      best = {f1, ranking.threshold(v)};
    }
  }
  return best;
}

double fpr_at_recall(const Ranking& ranking, double recall) {
  if (!ranking.defined()) {
    return kUndefined;
  }
  std::size_t v = 0;
  while (ratio(ranking.tp(v), ranking.anomalous) < recall) {
    ++v;
  }
  return ratio(ranking.fp(v), ranking.good);
}

std::vector<CurvePoint> roc_curve(const Ranking& ranking, std::int64_t max_points) {
  std::vector<CurvePoint> points;
  if (ranking.defined()) {
    points.reserve(ranking.vertices());
    for (std::size_t v = 0; v < ranking.vertices(); ++v) {
      points.push_back({ratio(ranking.fp(v), ranking.good), ratio(ranking.tp(v), ranking.anomalous),
                        ranking.threshold(v)});
    }
  }
  return thin_curve(std::move(points), max_points);
}

std::vector<CurvePoint> precision_recall_curve(const Ranking& ranking, std::int64_t max_points) {
  std::vector<CurvePoint> points;
  if (ranking.defined()) {
    points.reserve(ranking.vertices());
    points.push_back({0.0, 1.0, ranking.threshold(0)});
    for (std::size_t v = 1; v < ranking.vertices(); ++v) {
      points.push_back({ratio(ranking.tp(v), ranking.anomalous),
                        ratio(ranking.tp(v), ranking.tp(v) + ranking.fp(v)), ranking.threshold(v)});
    }
  }
  return thin_curve(std::move(points), max_points);
}

}  // namespace goodparts
