#include "datasets/synthetic/image_products.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>

namespace goodparts {
namespace {

constexpr double kPi = std::numbers::pi;
using Draw = Surface (*)(int size, const PartLook& look, Rng& rng);

double pixel_of(int size) { return size / 128.0; }  // lengths below are given at 128×128

// Gaussian noise of unit deviation, correlated over the given lengths in pixels.
cv::Mat1f draw_noise(int size, double across, double down, Rng& rng) {
  cv::Mat1f noise(size, size);
  for (float& value : noise) {
    value = static_cast<float>(rng.normal());
  }
  cv::GaussianBlur(noise, noise, cv::Size(), across, down, cv::BORDER_REFLECT_101);
  cv::Scalar mean;
  cv::Scalar deviation;
  cv::meanStdDev(noise, mean, deviation);
  noise = (noise - mean[0]) / std::max(deviation[0], 1e-6);
  return noise;
}

template <class Colour>  // cv::Vec3f(int y, int x)
cv::Mat3f paint(int size, const Colour& colour) {
  cv::Mat3f image(size, size);
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      image(y, x) = colour(y, x);
    }
  }
  return image;
}

cv::Vec3f tinted(const cv::Vec3f& colour, const PartLook& look, double factor) {
  return {static_cast<float>(colour[0] * look.tint[0] * factor),
          static_cast<float>(colour[1] * look.tint[1] * factor),
          static_cast<float>(colour[2] * look.tint[2] * factor)};
}

// A brushed plate with a bore in its middle.
Surface draw_metal(int size, const PartLook& look, Rng& rng) {
  const double pixel = pixel_of(size);
  const cv::Mat1f streaks = draw_noise(size, 22.0 * look.texture_scale * pixel, 0.45, rng);
  const cv::Mat1f bands = draw_noise(size, 40.0 * pixel, 5.0 * pixel, rng);
  const double centre_y = size / 2.0 + rng.normal(0.0, 1.2) * pixel;
  const double centre_x = size / 2.0 + rng.normal(0.0, 1.2) * pixel;
  const double radius = 17.0 * pixel;
  const cv::Vec3f steel(0.60F, 0.61F, 0.63F);
  const auto plate = [&](double brushing, double shine) {
    return paint(size, [&](int y, int x) {
      const double from_edge = (std::hypot(y - centre_y, x - centre_x) - radius) / pixel;
      const double inside = std::clamp(0.5 - from_edge, 0.0, 1.0);
      const double chamfer = std::exp(-0.5 * std::pow((from_edge - 1.5) / 1.2, 2.0));
      const double facing =
          (centre_y - y + centre_x - x) / (radius * 1.5);  // lit from the upper left
      const double brushed =
          shine + brushing * streaks(y, x) + 0.015 * bands(y, x) - 0.3 * chamfer * facing;
      return tinted(steel, look, brushed * (1.0 - inside) + 0.14 * inside);
    });
  };
  cv::Mat1b solid(size, size);
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      solid(y, x) = std::hypot(y - centre_y, x - centre_x) > radius ? 1 : 0;
    }
  }
  return {plate(0.075, 1.0), plate(0.01, 0.9), solid, solid};
}

// Plain weave of light warp and darker weft.
Surface draw_fabric(int size, const PartLook& look, Rng& rng) {
  const double pixel = pixel_of(size);
  const double pitch = 8.0 * pixel * look.texture_scale;
  const double phase_x = rng.uniform();
  const double phase_y = rng.uniform();
  const cv::Mat1f bend_x = draw_noise(size, 25.0 * pixel, 25.0 * pixel, rng);
  const cv::Mat1f bend_y = draw_noise(size, 25.0 * pixel, 25.0 * pixel, rng);
  const cv::Mat1f fibres = draw_noise(size, 0.7 * pixel, 0.7 * pixel, rng);
  std::array<double, 256> warp{};
  std::array<double, 256> weft{};
  for (std::size_t i = 0; i < warp.size(); ++i) {
    warp[i] = rng.normal(1.0, 0.03);
    weft[i] = rng.normal(1.0, 0.03);
  }
  const cv::Vec3f light(0.74F, 0.69F, 0.58F);
  const cv::Vec3f dark(0.36F, 0.44F, 0.56F);
  const auto weave = [&](bool with_weft) {
    return paint(size, [&](int y, int x) {
      const double u = x / pitch + phase_x + 0.10 * bend_x(y, x) + 2.0;
      const double v = y / pitch + phase_y + 0.10 * bend_y(y, x) + 2.0;
      const auto column = static_cast<std::size_t>(std::max(0.0, u));
      const auto row = static_cast<std::size_t>(std::max(0.0, v));
      const double over_u = std::sin(kPi * (u - std::floor(u)));
      const double over_v = std::sin(kPi * (v - std::floor(v)));
      const bool warp_on_top = (column + row) % 2 == 0;
      const double grain = 1.0 + 0.03 * fibres(y, x);
      if (warp_on_top || !with_weft) {
        const double lift = with_weft ? 0.8 + 0.2 * over_v : 0.75;
        return tinted(light, look,
                      warp[column % warp.size()] * grain * (0.45 + 0.55 * over_u) * lift);
      }
      return tinted(
          dark, look,
          weft[row % weft.size()] * grain * (0.45 + 0.55 * over_v) * (0.8 + 0.2 * over_u));
    });
  };
  const cv::Mat1b everywhere(size, size, std::uint8_t{1});
  return {weave(true), weave(false), everywhere, everywhere};
}

// Where ink lies on a tile, 0 … 1: a ring, eight petals and a corner in each quarter. Drawn larger
// for smooth edges.
cv::Mat1f draw_print(int size, double shift_y, double shift_x, double angle, double scale) {
  constexpr int kFine = 4;
  const double pixel = kFine * pixel_of(size) * scale;
  cv::Mat1b ink(size * kFine, size * kFine, std::uint8_t{0});
  const double middle = size * kFine / 2.0;
  const double degrees = angle * 180.0 / kPi;
  const auto place = [&](double along, double turn) {
    return cv::Point(cvRound(middle + kFine * shift_x + along * pixel * std::cos(turn)),
                     cvRound(middle + kFine * shift_y + along * pixel * std::sin(turn)));
  };
  const auto length = [&](double at_128) { return std::max(1, cvRound(at_128 * pixel)); };
  cv::circle(ink, place(0, 0), length(46), 255, length(3.2), cv::LINE_AA);
  cv::circle(ink, place(0, 0), length(7), 255, cv::FILLED, cv::LINE_AA);
  for (int i = 0; i < 8; ++i) {
    const double turn = angle + i * kPi / 4.0;
    cv::ellipse(ink, place(24, turn), cv::Size(length(13), length(4.5)), degrees + i * 45.0, 0, 360,
                255, cv::FILLED, cv::LINE_AA);
  }
  for (int i = 0; i < 4; ++i) {
    const double turn = angle + kPi / 4.0 + i * kPi / 2.0;
    cv::circle(ink, place(66, turn), length(8), 255, length(2.6), cv::LINE_AA);
    cv::circle(ink, place(66, turn), length(2.5), 255, cv::FILLED, cv::LINE_AA);
  }
  cv::Mat1b small;
  cv::resize(ink, small, cv::Size(size, size), 0, 0, cv::INTER_AREA);
  cv::Mat1f cover;
  small.convertTo(cover, CV_32F, 1.0 / 255.0);
  return cover;
}

// A glazed tile with an ornament printed in blue.
Surface draw_tile(int size, const PartLook& look, Rng& rng) {
  const double pixel = pixel_of(size);
  const cv::Mat1f mottling =
      draw_noise(size, 6.0 * pixel * look.texture_scale, 6.0 * pixel * look.texture_scale, rng);
  const cv::Mat1f grain = draw_noise(size, 0.8 * pixel, 0.8 * pixel, rng);
  const double shift_y = rng.normal(0.0, 0.8) * pixel;
  const double shift_x = rng.normal(0.0, 0.8) * pixel;
  const double angle = rng.normal(0.0, 0.008);
  const cv::Mat1f print =
      draw_print(size, shift_y, shift_x, angle, 1.0 + 0.2 * (look.texture_scale - 1.0));
  const double density = 0.9 * rng.normal(1.0, 0.02);
  const cv::Vec3f ivory(0.84F, 0.82F, 0.76F);
  const cv::Vec3f blue(0.16F, 0.26F, 0.52F);
  Surface surface;
  surface.solid = cv::Mat1b(size, size, std::uint8_t{1});
  surface.pattern = cv::Mat1b(print > 0.05) / 255;
  surface.bare = paint(size, [&](int y, int x) {
    return tinted(ivory, look, 1.0 + 0.018 * mottling(y, x) + 0.010 * grain(y, x));
  });
  surface.rgb = paint(size, [&](int y, int x) {
    const double cover = std::clamp(print(y, x) * (density + 0.03 * grain(y, x)), 0.0, 1.0);
    return surface.bare(y, x) * (1.0 - cover) + tinted(blue, look, 1.0) * cover;
  });
  return surface;
}

struct Product {
  const char* name;
  Draw draw;
};

constexpr std::array<Product, 3> kProducts = {{
    {"brushed_metal", &draw_metal},
    {"printed_tile", &draw_tile},
    {"woven_fabric", &draw_fabric},
}};

}  // namespace

const std::vector<std::string>& synthetic_products() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> result;
    for (const Product& product : kProducts) {
      result.emplace_back(product.name);
    }
    return result;
  }();
  return names;
}

Surface draw_surface(const std::string& product, int size, const PartLook& look, Rng& rng) {
  const auto found = std::ranges::find(kProducts, product, &Product::name);
  return found->draw(size, look, rng);
}

}  // namespace goodparts
