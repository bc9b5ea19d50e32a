#include "datasets/synthetic/image_defects.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>

namespace goodparts {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr float kFaintest = 0.08F;  // weights below are cut off, so that masks have an edge

// How strongly each pixel belongs to the defect, 0 … 1.
using Weight = cv::Mat1f;

double pixel_of(int size) { return size / 128.0; }  // lengths below are given at 128×128

// A place on the material, at least `margin` from the edge of the picture.
cv::Point2d draw_place(const Surface& surface, double margin, Rng& rng) {
  const int size = surface.solid.rows;
  while (true) {
    const double y = rng.uniform(margin, size - margin);
    const double x = rng.uniform(margin, size - margin);
    if (surface.solid(static_cast<int>(y), static_cast<int>(x)) != 0) {
      return {x, y};
    }
  }
}

template <class Distance>  // double(double dy, double dx): from the middle, below 1 inside
Weight fill(int size, const cv::Point2d& middle, double edge, const Distance& distance) {
  Weight weight(size, size);
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      weight(y, x) = static_cast<float>(
          std::clamp((1.0 - distance(y - middle.y, x - middle.x)) / edge, 0.0, 1.0));
    }
  }
  return weight;
}

// A round blob with an uneven outline.
Weight draw_blob(const Surface& surface, double radius, double edge, Rng& rng) {
  const cv::Point2d middle = draw_place(surface, radius, rng);
  std::array<double, 4> sizes{};
  std::array<double, 4> phases{};
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    sizes[i] = rng.uniform(0.0, 0.3) / static_cast<double>(i + 1);
    phases[i] = rng.uniform(0.0, 2.0 * kPi);
  }
  return fill(surface.rgb.rows, middle, edge, [&](double dy, double dx) {
    const double turn = std::atan2(dy, dx);
    double outline = 1.0;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      outline += sizes[i] * std::cos(static_cast<double>(i + 1) * turn + phases[i]);
    }
    return std::hypot(dy, dx) / (radius * std::max(0.3, outline));
  });
}

template <class Change>  // cv::Vec3f(cv::Vec3f colour, double weight, int y, int x)
cv::Mat1b change(Surface& surface, const Weight& weight, const Change& change_one) {
  cv::Mat1b mask(surface.rgb.size(), std::uint8_t{0});
  for (int y = 0; y < weight.rows; ++y) {
    for (int x = 0; x < weight.cols; ++x) {
      if (weight(y, x) >= kFaintest && surface.solid(y, x) != 0) {
        surface.rgb(y, x) = change_one(surface.rgb(y, x), weight(y, x), y, x);
        mask(y, x) = 1;
      }
    }
  }
  return mask;
}

cv::Mat1b draw_scratch(double strength, Surface& surface, Rng& rng) {
  constexpr int kSegments = 24;
  constexpr int kFraction = 4;  // bits behind the point in cv::polylines' coordinates
  const int size = surface.rgb.rows;
  const double pixel = pixel_of(size);
  cv::Point2d at = draw_place(surface, 20.0 * pixel, rng);
  const double step = rng.uniform(25.0, 75.0) * pixel / kSegments;
  const double bend = rng.normal(0.0, 0.03);
  double turn = rng.uniform(0.0, 2.0 * kPi);
  std::vector<cv::Point> line;
  for (int i = 0; i <= kSegments; ++i) {
    line.emplace_back(cvRound(at.x * (1 << kFraction)), cvRound(at.y * (1 << kFraction)));
    at += cv::Point2d(step * std::cos(turn), step * std::sin(turn));
    turn += bend + rng.normal(0.0, 0.02);
  }
  cv::Mat1b drawn(size, size, std::uint8_t{0});
  const int width = std::max(1, cvRound(rng.uniform(0.8, 2.2) * pixel));
  cv::polylines(drawn, line, false, 255, width, cv::LINE_AA, kFraction);
  Weight weight;
  drawn.convertTo(weight, CV_32F, 1.0 / 255.0);
  const double amount = strength * (rng.chance(0.5) ? 0.55 : -0.55);
  return change(surface, weight, [&](const cv::Vec3f& colour, double w, int, int) {
    return colour * (1.0 + amount * w);
  });
}

cv::Mat1b draw_stain(double strength, Surface& surface, Rng& rng) {
  const int size = surface.rgb.rows;
  const Weight weight = draw_blob(surface, rng.uniform(6.0, 16.0) * pixel_of(size), 0.5, rng);
  const cv::Vec3f soaked(0.55F, 0.45F, 0.30F);  // share of light that an oil stain returns
  return change(surface, weight, [&](const cv::Vec3f& colour, double w, int, int) {
    cv::Vec3f result;
    for (int c = 0; c < 3; ++c) {
      result[c] = static_cast<float>(colour[c] * (1.0 - 0.8 * strength * w * (1.0 - soaked[c])));
    }
    return result;
  });
}

cv::Mat1b draw_hole(double strength, Surface& surface, Rng& rng) {
  const int size = surface.rgb.rows;
  const Weight weight = draw_blob(surface, rng.uniform(2.0, 5.5) * pixel_of(size), 0.35, rng);
  const cv::Vec3f depth(0.06F, 0.05F, 0.05F);
  return change(surface, weight, [&](const cv::Vec3f& colour, double w, int, int) {
    const double blend = w * (0.35 + 0.65 * strength);
    return cv::Vec3f(colour * (1.0 - blend) + depth * blend);
  });
}

cv::Mat1b draw_missing_pattern(double strength, Surface& surface, Rng& rng) {
  constexpr double kLeast = 0.15;  // share of the blob that has a pattern
  const double radius = rng.uniform(9.0, 18.0) * pixel_of(surface.rgb.rows);
  Weight weight;
  do {
    weight = draw_blob(surface, radius, 0.25, rng);
  } while (cv::mean(surface.pattern, weight >= kFaintest)[0] < kLeast);
  weight.setTo(0.0F, surface.pattern == 0);
  const double blend = 0.3 + 0.7 * strength;
  return change(surface, weight, [&](const cv::Vec3f& colour, double w, int y, int x) {
    return cv::Vec3f(colour * (1.0 - blend * w) + surface.bare(y, x) * (blend * w));
  });
}

// A shallow bowl: brighter on the side that faces the light, darker on the other.
cv::Mat1b draw_dent(double strength, Surface& surface, Rng& rng) {
  const int size = surface.rgb.rows;
  const double radius = rng.uniform(7.0, 15.0) * pixel_of(size);
  const cv::Point2d middle = draw_place(surface, radius, rng);
  const Weight weight =
      fill(size, middle, 1.0, [&](double dy, double dx) { return std::hypot(dy, dx) / radius; });
  return change(surface, weight, [&](const cv::Vec3f& colour, double, int y, int x) {
    const double v = (y - middle.y) / radius;
    const double u = (x - middle.x) / radius;
    const double slope = (u + v) * (1.0 - std::min(1.0, u * u + v * v));
    return colour * (1.0 + 0.7 * strength * slope);
  });
}

struct Defect {
  const char* name;
  cv::Mat1b (*draw)(double strength, Surface& surface, Rng& rng);
};

constexpr std::array<Defect, 5> kDefects = {{
    {"dent", &draw_dent},
    {"hole", &draw_hole},
    {"missing_pattern", &draw_missing_pattern},
    {"scratch", &draw_scratch},
    {"stain", &draw_stain},
}};

}  // namespace

const std::vector<std::string>& synthetic_defects() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> result;
    for (const Defect& defect : kDefects) {
      result.emplace_back(defect.name);
    }
    return result;
  }();
  return names;
}

cv::Mat1b draw_defect(const std::string& defect, double strength, Surface& surface, Rng& rng) {
  const auto found = std::ranges::find(kDefects, defect, &Defect::name);
  return found->draw(strength, surface, rng);
}

}  // namespace goodparts
