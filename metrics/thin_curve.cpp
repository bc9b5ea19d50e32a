#include "metrics/thin_curve.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <queue>

namespace goodparts {
namespace {

struct Span {  // two kept points and, between them, the point farthest from their chord
  std::size_t first = 0;
  std::size_t last = 0;
  std::size_t worst = 0;
  double distance = 0.0;

  bool operator<(const Span& other) const {
    return distance != other.distance ? distance < other.distance : first > other.first;
  }
};

double distance_to_chord(const CurvePoint& point, const CurvePoint& a, const CurvePoint& b) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double length = std::hypot(dx, dy);
  if (length == 0.0) {
    return std::hypot(point.x - a.x, point.y - a.y);
  }
  return std::abs(dx * (point.y - a.y) - dy * (point.x - a.x)) / length;
}

Span measure(const std::vector<CurvePoint>& points, std::size_t first, std::size_t last) {
  Span span{first, last, first, 0.0};
  for (std::size_t i = first + 1; i < last; ++i) {
    const double distance = distance_to_chord(points[i], points[first], points[last]);
    if (distance > span.distance) {
      span.worst = i;
      span.distance = distance;
    }
  }
  return span;
}

}  // namespace

std::vector<CurvePoint> thin_curve(std::vector<CurvePoint> points, std::int64_t max_points) {
  assert(max_points >= 2);
  const auto budget = static_cast<std::size_t>(max_points);
  if (points.size() <= budget) {
    return points;
  }
  std::vector<std::size_t> kept = {0, points.size() - 1};
  std::priority_queue<Span> open;
  open.push(measure(points, 0, points.size() - 1));
  while (kept.size() < budget && open.top().distance > 0.0) {
    const Span span = open.top();
    open.pop();
    kept.push_back(span.worst);
    open.push(measure(points, span.first, span.worst));
    open.push(measure(points, span.worst, span.last));
  }
  std::sort(kept.begin(), kept.end());
  std::vector<CurvePoint> thinned;
  thinned.reserve(kept.size());
  for (const std::size_t i : kept) {
    thinned.push_back(points[i]);
  }
  return thinned;
}

}  // namespace goodparts
