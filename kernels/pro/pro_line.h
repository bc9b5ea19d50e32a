// The PRO curve as a line from (0, 0) that is extended to the right and upwards, and the areas
// under it up to given false positive rates.
#pragma once

#include <cstdint>
#include <vector>

namespace goodparts {

struct ProPoint {
  double x = 0.0;          // false positive rate
  double y = 0.0;          // PRO
  double threshold = 0.0;  // flagged is what scores more
};

// Area under a polygon line for x up to a limit.
class LimitedArea {
 public:
  explicit LimitedArea(double limit) : limit_(limit) {}
  void add(double x0, double y0, double x1, double y1) {
    if (x0 >= limit_ || x1 <= x0) {
      return;
    }
    if (x1 > limit_) {
      y1 = y0 + (y1 - y0) * (limit_ - x0) / (x1 - x0);
      x1 = limit_;
    }
    area_ += (x1 - x0) * (y0 + y1) / 2.0;
  }
  double mean() const { return area_ / limit_; }
  double limit() const { return limit_; }

 private:
  double limit_;
  double area_ = 0.0;
};

class ProLine {
 public:
  // limits: ascending, one or more.
  ProLine(const std::vector<double>& limits, double first_threshold) {
    for (const double limit : limits) {
      areas_.emplace_back(limit);
    }
    points_.push_back({0.0, 0.0, first_threshold});
  }

  void extend(double x, double y, double threshold) {
    if (x_ < last_limit()) {
      for (LimitedArea& area : areas_) {
        area.add(x_, y_, x, y);
      }
      keep(x, y, threshold);
    }
    x_ = x;
    y_ = y;
  }
  std::vector<double> means() const {
    std::vector<double> means;
    for (const LimitedArea& area : areas_) {
      means.push_back(area.mean());
    }
    return means;
  }
  std::vector<ProPoint> take_points() { return std::move(points_); }

 private:
  double last_limit() const { return areas_.back().limit(); }

  // Of millions of vertices, those nearer to the last one than can be seen are left out.
  void keep(double x, double y, double threshold) {
    constexpr double kVisible = 1.0 / 4096.0;
    const double limit = last_limit();
    if (x >= limit) {
      y = y_ + (y - y_) * (limit - x_) / (x - x_);
      points_.push_back({limit, y, threshold});
    } else if (x - points_.back().x >= limit * kVisible || y - points_.back().y >= kVisible) {
      points_.push_back({x, y, threshold});
    }
  }

  double x_ = 0.0;
  double y_ = 0.0;
  std::vector<LimitedArea> areas_;
  std::vector<ProPoint> points_;
};

}  // namespace goodparts
