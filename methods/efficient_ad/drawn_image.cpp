#include "methods/efficient_ad/drawn_image.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace goodparts {
namespace {

constexpr double kTau = 6.283185307179586;

using Colour = std::array<double, 3>;

Colour draw_colour(Rng& rng) {
  Colour colour{};
  for (double& part : colour) {
    part = rng.uniform();
  }
  return colour;
}

// The share, 0 … 1, that a shape covers of each place.
struct Shape {
  enum class Kind { kRectangle, kEllipse, kStripes };

  Shape(Rng& rng, double height, double width)
      : kind(static_cast<Kind>(rng.below(3))),
        y(rng.uniform(0.0, height)),
        x(rng.uniform(0.0, width)),
        half_height(rng.uniform(0.02, 0.4) * height),
        half_width(rng.uniform(0.02, 0.4) * width),
        wavelength(rng.uniform(4.0, 32.0)),
        opacity(rng.uniform(0.3, 1.0)) {
    const double angle = rng.uniform(0.0, kTau);
    sine = std::sin(angle);
    cosine = std::cos(angle);
  }

  double covers(double at_y, double at_x) const {
    const double dy = at_y - y;
    const double dx = at_x - x;
    const double v = (dy * cosine - dx * sine) / half_height;
    const double u = (dy * sine + dx * cosine) / half_width;
    if (kind == Kind::kEllipse) {
      return u * u + v * v < 1.0 ? opacity : 0.0;
    }
    if (std::abs(u) >= 1.0 || std::abs(v) >= 1.0) {
      return 0.0;
    }
    return kind == Kind::kRectangle
               ? opacity
               : opacity * 0.5 * (1.0 + std::sin(kTau * u * half_width / wavelength));
  }

  Kind kind;
  double y, x, half_height, half_width, wavelength, opacity;
  double sine = 0.0, cosine = 1.0;
};

class Canvas {
 public:
  Canvas(std::int64_t height, std::int64_t width)
      : height_(height),
        width_(width),
        values_(static_cast<std::size_t>(3 * height * width), 0.0F) {}

  template <class Cover>  // double(y, x) in [0, 1]
  void paint(const Colour& colour, const Cover& cover) {
    for (std::int64_t y = 0; y < height_; ++y) {
      for (std::int64_t x = 0; x < width_; ++x) {
        const double share = cover(static_cast<double>(y), static_cast<double>(x));
        for (std::size_t c = 0; c < 3 && share > 0.0; ++c) {
          float& value =
              values_[(c * static_cast<std::size_t>(height_) + static_cast<std::size_t>(y)) *
                          static_cast<std::size_t>(width_) +
                      static_cast<std::size_t>(x)];
          value += static_cast<float>(share * (colour[c] - static_cast<double>(value)));
        }
      }
    }
  }

  std::vector<float>& values() { return values_; }

 private:
  std::int64_t height_;
  std::int64_t width_;
  std::vector<float> values_;
};

}  // namespace

std::vector<float> drawn_image(Rng& rng, std::int64_t height, std::int64_t width) {
  const auto h = static_cast<double>(height);
  const auto w = static_cast<double>(width);
  Canvas canvas(height, width);
  canvas.paint(draw_colour(rng), [](double, double) { return 1.0; });
  const double angle = rng.uniform(0.0, kTau);
  canvas.paint(draw_colour(rng), [&](double y, double x) {
    return 0.5 + 0.5 * ((y / h - 0.5) * std::cos(angle) + (x / w - 0.5) * std::sin(angle));
  });
  const std::int64_t shapes = 3 + rng.below(10);
  for (std::int64_t i = 0; i < shapes; ++i) {
    const Shape shape(rng, h, w);
    canvas.paint(draw_colour(rng), [&](double y, double x) { return shape.covers(y, x); });
  }
  const double noise = rng.uniform(0.0, 0.1);
  for (float& value : canvas.values()) {
    value = std::clamp(value + static_cast<float>(rng.normal(0.0, noise)), 0.0F, 1.0F);
  }
  return std::move(canvas.values());
}

}  // namespace goodparts
