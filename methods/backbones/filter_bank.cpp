#include "methods/backbones/filter_bank.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <map>
#include <numbers>
#include <utility>

namespace goodparts {
namespace {

constexpr int kOrientations = 6;
constexpr std::int64_t kRadius = 4;  // of a Gabor filter
constexpr double kWavelength = 4.0;
constexpr double kEnvelope = 1.8;  // standard deviation of a Gabor filter's envelope, in pixels
// Contrast below which differences do not count, about a quarter of a grey level of 255.
constexpr float kContrastFloor = 0.001F;

struct Plane {
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::vector<float> values;

  Plane(std::int64_t h, std::int64_t w)
      : height(h), width(w), values(static_cast<std::size_t>(h * w)) {}
  float* row(std::int64_t y) { return values.data() + y * width; }
  const float* row(std::int64_t y) const { return values.data() + y * width; }
};

template <std::size_t kTaps>
using Kernel = std::array<float, kTaps>;

// Convolves along rows; edges repeat.
template <std::size_t kTaps>
Plane filter_rows(const Plane& in, const Kernel<kTaps>& kernel) {
  constexpr std::int64_t kReach = kTaps / 2;
  Plane out(in.height, in.width);
  std::vector<float> padded(static_cast<std::size_t>(in.width + 2 * kReach));
  for (std::int64_t y = 0; y < in.height; ++y) {
    for (std::int64_t x = -kReach; x < in.width + kReach; ++x) {
      padded[static_cast<std::size_t>(x + kReach)] =
          in.row(y)[std::clamp<std::int64_t>(x, 0, in.width - 1)];
    }
    float* const to = out.row(y);
    for (std::size_t tap = 0; tap < kTaps; ++tap) {
      const float* const from = padded.data() + tap;
      for (std::int64_t x = 0; x < in.width; ++x) {
        to[x] += kernel[tap] * from[x];
      }
    }
  }
  return out;
}

template <std::size_t kTaps>
Plane filter_columns(const Plane& in, const Kernel<kTaps>& kernel) {
  constexpr std::int64_t kReach = kTaps / 2;
  Plane out(in.height, in.width);
  for (std::int64_t y = 0; y < in.height; ++y) {
    float* const to = out.row(y);
    for (std::size_t tap = 0; tap < kTaps; ++tap) {
      const std::int64_t source = y + static_cast<std::int64_t>(tap) - kReach;
      const float* const from = in.row(std::clamp<std::int64_t>(source, 0, in.height - 1));
      for (std::int64_t x = 0; x < in.width; ++x) {
        to[x] += kernel[tap] * from[x];
      }
    }
  }
  return out;
}

Plane smoothed(const Plane& in) {
  constexpr Kernel<5> kBinomial = {1.0F / 16, 4.0F / 16, 6.0F / 16, 4.0F / 16, 1.0F / 16};
  return filter_columns(filter_rows(in, kBinomial), kBinomial);
}

Plane halved(const Plane& in) {
  const Plane smooth = smoothed(in);
  Plane out((in.height + 1) / 2, (in.width + 1) / 2);
  for (std::int64_t y = 0; y < out.height; ++y) {
    for (std::int64_t x = 0; x < out.width; ++x) {
      out.row(y)[x] = smooth.row(2 * y)[2 * x];
    }
  }
  return out;
}

// Luminance less its surroundings: without it, the even Gabor filters would answer to brightness
// itself.
Plane detail(const Plane& in) {
  const Plane around = smoothed(smoothed(smoothed(in)));
  Plane out = in;
  for (std::size_t i = 0; i < out.values.size(); ++i) {
    out.values[i] -= around.values[i];
  }
  return out;
}

// The real and imaginary parts of one direction of a Gabor filter, which is a product of one such
// for each axis.
struct Wave {
  Kernel<2 * kRadius + 1> cosine;
  Kernel<2 * kRadius + 1> sine;
};

Wave gabor_wave(double frequency) {
  Wave wave{};
  double norm = 0.0;
  for (std::int64_t i = -kRadius; i <= kRadius; ++i) {
    norm += std::exp(-0.5 * static_cast<double>(i * i) / (kEnvelope * kEnvelope));
  }
  for (std::int64_t i = -kRadius; i <= kRadius; ++i) {
    const double envelope =
        std::exp(-0.5 * static_cast<double>(i * i) / (kEnvelope * kEnvelope)) / norm;
    const double phase = 2.0 * std::numbers::pi * frequency * static_cast<double>(i);
    const auto at = static_cast<std::size_t>(i + kRadius);
    wave.cosine[at] = static_cast<float>(envelope * std::cos(phase));
    wave.sine[at] = static_cast<float>(envelope * std::sin(phase));
  }
  return wave;
}

Plane gabor_amplitude(const Plane& in, int orientation) {
  const double angle = std::numbers::pi * orientation / kOrientations;
  const Wave across = gabor_wave(std::cos(angle) / kWavelength);
  const Wave down = gabor_wave(std::sin(angle) / kWavelength);
  const Plane cosine = filter_rows(in, across.cosine);
  const Plane sine = filter_rows(in, across.sine);
  const Plane cc = filter_columns(cosine, down.cosine);
  const Plane cs = filter_columns(cosine, down.sine);
  const Plane sc = filter_columns(sine, down.cosine);
  const Plane ss = filter_columns(sine, down.sine);
  Plane out(in.height, in.width);
  for (std::size_t i = 0; i < out.values.size(); ++i) {
    const float even = cc.values[i] - ss.values[i];
    const float odd = cs.values[i] + sc.values[i];
    out.values[i] = std::sqrt(even * even + odd * odd);
  }
  return out;
}

// Means over cells of `cell` × `cell` places; the cells at the lower and right edge may be smaller.
Plane cell_means(const Plane& in, std::int64_t cell, std::int64_t height, std::int64_t width) {
  Plane out(height, width);
  for (std::int64_t y = 0; y < height; ++y) {
    const std::int64_t bottom = std::min(in.height, (y + 1) * cell);
    for (std::int64_t x = 0; x < width; ++x) {
      const std::int64_t right = std::min(in.width, (x + 1) * cell);
      double sum = 0.0;
      for (std::int64_t v = y * cell; v < bottom; ++v) {
        for (std::int64_t u = x * cell; u < right; ++u) {
          sum += static_cast<double>(in.row(v)[u]);
        }
      }
      const std::int64_t count = (bottom - y * cell) * (right - x * cell);
      out.row(y)[x] = static_cast<float>(sum / static_cast<double>(count));
    }
  }
  return out;
}

Plane cell_deviations(const Plane& in, const Plane& means, std::int64_t cell) {
  Plane squares = in;
  for (std::int64_t y = 0; y < in.height; ++y) {
    for (std::int64_t x = 0; x < in.width; ++x) {
      const float difference = in.row(y)[x] - means.row(y / cell)[x / cell];
      squares.row(y)[x] = difference * difference;
    }
  }
  Plane out = cell_means(squares, cell, means.height, means.width);
  for (float& value : out.values) {
    value = std::sqrt(value);
  }
  return out;
}

// Contrast in equal ratios rather than equal steps (Weber's law): else strong edges, which good
// parts have too, drown faint texture.
Plane compressed(Plane contrast) {
  for (float& value : contrast.values) {
    value = std::log1p(value / kContrastFloor);
  }
  return contrast;
}

// Luminance, red − green, blue − yellow.
std::array<Plane, 3> opponent_planes(std::span<const float> image, std::int64_t height,
                                     std::int64_t width) {
  std::array<Plane, 3> planes = {Plane(height, width), Plane(height, width), Plane(height, width)};
  const auto size = static_cast<std::size_t>(height * width);
  for (std::size_t i = 0; i < size; ++i) {
    const float red = image[i];
    const float green = image[size + i];
    const float blue = image[2 * size + i];
    planes[0].values[i] = 0.299F * red + 0.587F * green + 0.114F * blue;
    planes[1].values[i] = red - green;
    planes[2].values[i] = blue - 0.5F * (red + green);
  }
  return planes;
}

class Pyramid {
 public:
  explicit Pyramid(const Plane& base) { levels_.push_back(base); }

  // The amplitude maps of a level, one for each orientation; computed when first asked for.
  const std::vector<Plane>& amplitudes(int level) {
    while (static_cast<int>(levels_.size()) <= level) {
      levels_.push_back(halved(levels_.back()));
    }
    std::vector<Plane>& maps = amplitudes_[level];
    if (maps.empty()) {
      const Plane fine = detail(levels_[static_cast<std::size_t>(level)]);
      for (int orientation = 0; orientation < kOrientations; ++orientation) {
        maps.push_back(gabor_amplitude(fine, orientation));
      }
    }
    return maps;
  }

 private:
  std::vector<Plane> levels_;
  std::map<int, std::vector<Plane>> amplitudes_;
};

struct LayerShape {
  const char* name;
  std::int64_t stride;
  std::vector<int> levels;  // of the pyramid
};

const std::vector<LayerShape>& layer_shapes() {
  static const std::vector<LayerShape> shapes = {
      {"stride4", 4, {0}}, {"stride8", 8, {0, 1}}, {"stride16", 16, {1, 2}}};
  return shapes;
}

const LayerShape& layer_shape(const std::string& name) {
  const auto& shapes = layer_shapes();
  const auto found = std::find_if(shapes.begin(), shapes.end(),
                                  [&](const LayerShape& shape) { return name == shape.name; });
  assert(found != shapes.end());
  return *found;
}

FloatArray layer_features(const LayerShape& shape, const std::array<Plane, 3>& planes,
                          Pyramid& pyramid) {
  const std::int64_t height = (planes[0].height + shape.stride - 1) / shape.stride;
  const std::int64_t width = (planes[0].width + shape.stride - 1) / shape.stride;
  FloatArray result{{0, height, width}, {}};
  const auto add = [&](const Plane& plane) {
    result.values.insert(result.values.end(), plane.values.begin(), plane.values.end());
    ++result.shape[0];
  };
  for (const Plane& plane : planes) {
    const Plane means = cell_means(plane, shape.stride, height, width);
    add(means);
    add(compressed(cell_deviations(plane, means, shape.stride)));
  }
  for (const int level : shape.levels) {
    for (const Plane& amplitude : pyramid.amplitudes(level)) {
      add(compressed(cell_means(amplitude, shape.stride >> level, height, width)));
    }
  }
  return result;
}

}  // namespace

std::vector<std::string> filter_bank_layers() {
  std::vector<std::string> names;
  for (const LayerShape& shape : layer_shapes()) {
    names.emplace_back(shape.name);
  }
  return names;
}

FilterBank::FilterBank(std::vector<std::string> layers) : layers_(std::move(layers)) {
  if (layers_.empty()) {
    layers_ = {"stride8", "stride16"};
  }
}

std::vector<FloatArray> FilterBank::features(std::span<const float> image, std::int64_t height,
                                             std::int64_t width) const {
  assert(static_cast<std::int64_t>(image.size()) == 3 * height * width);
  const std::array<Plane, 3> planes = opponent_planes(image, height, width);
  Pyramid pyramid(planes[0]);
  std::vector<FloatArray> result;
  for (const std::string& layer : layers_) {
    result.push_back(layer_features(layer_shape(layer), planes, pyramid));
  }
  return result;
}

void FilterBank::save(ArchiveWriter& archive) const {
  archive.text("backbone/arch", "builtin");
  archive.texts("backbone/layers", layers_);
}

}  // namespace goodparts
