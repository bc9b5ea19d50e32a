#include "metrics/thin_curve.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace goodparts {
namespace {

TEST(ThinCurve, LeavesShortCurvesAlone) {
  const std::vector<CurvePoint> points = {{0, 0, 3}, {0.5, 0.5, 2}, {1, 1, 1}};
  EXPECT_EQ(thin_curve(points, 3).size(), 3);
  EXPECT_TRUE(thin_curve({}, 2).empty());
}

TEST(ThinCurve, KeepsCornersFirst) {
  std::vector<CurvePoint> points;  // up along x = 0, then right along y = 1
  for (int i = 0; i <= 100; ++i) {
    points.push_back({0.0, i / 100.0, 200.0 - i});
  }
  for (int i = 1; i <= 100; ++i) {
    points.push_back({i / 100.0, 1.0, 100.0 - i});
  }
  const std::vector<CurvePoint> thinned = thin_curve(points, 50);
  ASSERT_EQ(thinned.size(), 3);  // further points would add nothing
  EXPECT_EQ(thinned[1].x, 0.0);
  EXPECT_EQ(thinned[1].y, 1.0);
  EXPECT_EQ(thinned[1].threshold, 100.0);
}

double distance_to_segment(const CurvePoint& p, const CurvePoint& a, const CurvePoint& b) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double along = ((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy);
  const double t = std::clamp(along, 0.0, 1.0);
  return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

TEST(ThinCurve, StaysCloseToASmoothCurve) {
  std::vector<CurvePoint> points;
  for (int i = 0; i <= 5000; ++i) {
    const double x = i / 5000.0;
    points.push_back({x, std::sqrt(x), 0.0});
  }
  const std::vector<CurvePoint> thinned = thin_curve(points, 60);
  ASSERT_EQ(thinned.size(), 60);
  for (const CurvePoint& point : points) {
    double nearest = 1.0;
    for (std::size_t i = 1; i < thinned.size(); ++i) {
      nearest = std::min(nearest, distance_to_segment(point, thinned[i - 1], thinned[i]));
    }
    EXPECT_LT(nearest, 2e-4);
  }
}

TEST(ThinCurve, HandlesCurvesThatReturnToTheirStart) {
  const std::vector<CurvePoint> points = {{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}, {0, 0, 0}};
  const std::vector<CurvePoint> thinned = thin_curve(points, 3);
  ASSERT_EQ(thinned.size(), 3);
  EXPECT_EQ(thinned[1].x, 1.0);  // the farthest
  EXPECT_EQ(thinned[1].y, 1.0);
}

}  // namespace
}  // namespace goodparts
