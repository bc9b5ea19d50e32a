#include "datasets/image/resize.h"

#include <algorithm>
#include <cmath>

namespace goodparts {
namespace {

template <class T>
struct Arithmetic;

template <>
struct Arithmetic<float> {
  using Number = double;
  static constexpr Number kStart = 0.0;
  static Number weight(double value) { return value; }
  static float result(Number sum) { return static_cast<float>(sum); }
};

template <>
struct Arithmetic<std::uint8_t> {
  using Number = std::int32_t;
  static constexpr int kBits = 22;  // 32, less 8 for the sample and 2 for the sum of weights
  static constexpr Number kStart = 1 << (kBits - 1);  // rounds to nearest
  static Number weight(double value) {
    return static_cast<Number>(std::lround(value * (1 << kBits)));
  }
  static std::uint8_t result(Number sum) {
    return static_cast<std::uint8_t>(std::clamp(sum >> kBits, 0, 255));
  }
};

template <class Number>
struct Taps {  // of one output position: weights of inputs first, first + 1, …
  std::int64_t first = 0;
  std::vector<Number> weights;
};

template <class T>
std::vector<Taps<typename Arithmetic<T>::Number>> triangle_taps(std::int64_t from,
                                                                std::int64_t to) {
  const double scale = static_cast<double>(from) / static_cast<double>(to);
  const double support = std::max(scale, 1.0);
  const double inverse_support = 1.0 / support;
  std::vector<Taps<typename Arithmetic<T>::Number>> all(static_cast<std::size_t>(to));
  for (std::int64_t i = 0; i < to; ++i) {
    const double centre = (static_cast<double>(i) + 0.5) * scale;
    const auto first = std::max<std::int64_t>(0, static_cast<std::int64_t>(centre - support + 0.5));
    const auto last = std::min(from, static_cast<std::int64_t>(centre + support + 0.5));
    std::vector<double> weights;
    double total = 0.0;
    for (std::int64_t j = first; j < last; ++j) {
      const double distance = (static_cast<double>(j) - centre + 0.5) * inverse_support;
      weights.push_back(std::max(0.0, 1.0 - std::abs(distance)));
      total += weights.back();
    }
    auto& taps = all[static_cast<std::size_t>(i)];
    taps.first = first;
    for (const double weight : weights) {
      taps.weights.push_back(Arithmetic<T>::weight(weight / total));
    }
  }
  return all;
}

template <class T, std::int64_t kChannels>
void resize_columns(const Pixels<T>& image, Pixels<T>& result) {
  const auto all = triangle_taps<T>(image.width, result.width);
  T* out = result.values.data();
  for (std::int64_t y = 0; y < image.height; ++y) {
    const T* row = image.values.data() + y * image.width * kChannels;
    for (const auto& taps : all) {
      typename Arithmetic<T>::Number sums[kChannels];
      std::fill_n(sums, kChannels, Arithmetic<T>::kStart);
      const T* in = row + taps.first * kChannels;
      for (const auto weight : taps.weights) {
        for (std::int64_t c = 0; c < kChannels; ++c) {
          sums[c] += weight * *in++;
        }
      }
      for (const auto sum : sums) {
        *out++ = Arithmetic<T>::result(sum);
      }
    }
  }
}

template <class T>
void resize_rows(const Pixels<T>& image, Pixels<T>& result) {
  const auto row = static_cast<std::size_t>(image.width * image.channels);
  std::vector<typename Arithmetic<T>::Number> sums(row);
  T* out = result.values.data();
  for (const auto& taps : triangle_taps<T>(image.height, result.height)) {
    std::fill(sums.begin(), sums.end(), Arithmetic<T>::kStart);
    const T* in = image.values.data() + static_cast<std::size_t>(taps.first) * row;
    for (const auto weight : taps.weights) {
      for (std::size_t i = 0; i < row; ++i) {
        sums[i] += weight * in[i];
      }
      in += row;
    }
    out = std::transform(sums.begin(), sums.end(), out, &Arithmetic<T>::result);
  }
}

template <class T>
Pixels<T> blank(std::int64_t height, std::int64_t width, std::int64_t channels) {
  return {height, width, channels,
          std::vector<T>(static_cast<std::size_t>(height * width * channels))};
}

}  // namespace

template <class T>
Pixels<T> resize_bilinear(const Pixels<T>& image, std::int64_t height, std::int64_t width) {
  Pixels<T> across;
  if (width == image.width) {
    across = image;
  } else {
    across = blank<T>(image.height, width, image.channels);
    image.channels == 1 ? resize_columns<T, 1>(image, across) : resize_columns<T, 3>(image, across);
  }
  if (height == image.height) {
    return across;
  }
  auto result = blank<T>(height, width, image.channels);
  resize_rows(across, result);
  return result;
}

template Pixels<std::uint8_t> resize_bilinear(const Pixels<std::uint8_t>&, std::int64_t,
                                              std::int64_t);
template Pixels<float> resize_bilinear(const Pixels<float>&, std::int64_t, std::int64_t);

}  // namespace goodparts
