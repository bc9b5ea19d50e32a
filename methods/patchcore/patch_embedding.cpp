// Pooling and resizing are both linear and act on different axes, so layers are pooled on their
// own, smaller grid first and resized afterwards: the same numbers up to rounding, for a fraction
// of the work.
#include "methods/patchcore/patch_embedding.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "kernels/distance/squared_distance.h"

namespace goodparts {
namespace {

constexpr std::int64_t kPatch = 3;

// The part of a vector of `from` numbers that adaptive average pooling to `to` numbers averages
// into number i.
struct Window {
  std::int64_t begin;
  std::int64_t end;
};

std::vector<Window> pooling_windows(std::int64_t from, std::int64_t to) {
  std::vector<Window> windows;
  for (std::int64_t i = 0; i < to; ++i) {
    windows.push_back({i * from / to, ((i + 1) * from + to - 1) / to});
  }
  return windows;
}

void pool(const float* values, const std::vector<Window>& windows, float* out) {
  for (const Window& window : windows) {
    float sum = 0.0F;
    for (std::int64_t i = window.begin; i < window.end; ++i) {
      sum += values[i];
    }
    *out++ = sum / static_cast<float>(window.end - window.begin);
  }
}

GridSize grid_of(const FloatArray& map) { return {map.shape[1], map.shape[2]}; }

// All channels with a border of zeros, so that a neighbour is at the same distance everywhere:
// {channels, height + 2, width + 2}, and as many zeros behind as may be read past the end.
std::vector<float> padded_planes(const FloatArray& map) {
  const GridSize size = grid_of(map);
  const std::int64_t stride = size.width + 2;
  const std::int64_t plane = (size.height + 2) * stride;
  std::vector<float> result(static_cast<std::size_t>(map.shape[0] * plane + kPatch), 0.0F);
  for (std::int64_t c = 0; c < map.shape[0]; ++c) {
    for (std::int64_t y = 0; y < size.height; ++y) {
      std::copy_n(map.values.data() + (c * size.height + y) * size.width, size.width,
                  result.data() + c * plane + (y + 1) * stride + 1);
    }
  }
  return result;
}

GOODPARTS_SIMD
void add(const float* values, std::int64_t count, float* sums) {
  for (std::int64_t i = 0; i < count; ++i) {
    sums[i] += values[i];
  }
}

constexpr std::int64_t kAtOnce = 16;  // numbers of a place that are written together: a cache line

// Writes `count` numbers of every place, sums[i] / sizes[i], from planes that are two wider than
// the map.
void put_averages(const std::vector<float>& sums, const float* sizes, std::int64_t count,
                  GridSize size, std::int64_t dim, float* out) {
  const std::int64_t stride = size.width + 2;
  const std::int64_t plane = size.height * stride;
  for (std::int64_t y = 0; y < size.height; ++y) {
    for (std::int64_t x = 0; x < size.width; ++x) {
      const float* const from = sums.data() + y * stride + x;
      float* const to = out + (y * size.width + x) * dim;
      for (std::int64_t i = 0; i < count; ++i) {
        to[i] = from[i * plane] / sizes[i];
      }
    }
  }
}

// The 3 × 3 neighbourhoods of all places, flattened {channel, row, column}, zero beyond the border,
// and averaged down to `dim` numbers: {height, width, dim}. One number of all places at a time: a
// number of a neighbourhood is the same plane, moved.
std::vector<float> pooled_patches(const FloatArray& map, std::int64_t dim) {
  const GridSize size = grid_of(map);
  const std::int64_t stride = size.width + 2;
  const std::int64_t plane = (size.height + 2) * stride;
  const std::int64_t used = size.height * stride;
  const std::vector<float> planes = padded_planes(map);
  const std::vector<Window> windows = pooling_windows(map.shape[0] * kPatch * kPatch, dim);
  std::vector<float> sums(static_cast<std::size_t>(kAtOnce * used));
  float sizes[kAtOnce];
  std::vector<float> result(static_cast<std::size_t>(size.height * size.width * dim));
  for (std::int64_t first = 0; first < dim; first += kAtOnce) {
    const std::int64_t count = std::min(kAtOnce, dim - first);
    std::fill(sums.begin(), sums.end(), 0.0F);
    for (std::int64_t i = 0; i < count; ++i) {
      const Window window = windows[static_cast<std::size_t>(first + i)];
      sizes[i] = static_cast<float>(window.end - window.begin);
      for (std::int64_t j = window.begin; j < window.end; ++j) {
        const std::int64_t channel = j / (kPatch * kPatch);
        const std::int64_t row = j / kPatch % kPatch;
        add(planes.data() + channel * plane + row * stride + j % kPatch, used,
            sums.data() + i * used);
      }
    }
    put_averages(sums, sizes, count, size, dim, result.data() + first);
  }
  return result;
}

// {height, width, channels}: at each place the sum of the 3 × 3 neighbourhood over nine.
std::vector<float> averaged_places(const FloatArray& map) {
  const GridSize size = grid_of(map);
  const std::int64_t channels = map.shape[0];
  std::vector<float> result(map.values.size());
  for (std::int64_t c = 0; c < channels; ++c) {
    const float* const plane = map.values.data() + c * size.height * size.width;
    for (std::int64_t y = 0; y < size.height; ++y) {
      for (std::int64_t x = 0; x < size.width; ++x) {
        float sum = 0.0F;
        for (std::int64_t v = std::max<std::int64_t>(0, y - 1);
             v <= std::min(size.height - 1, y + 1); ++v) {
          for (std::int64_t u = std::max<std::int64_t>(0, x - 1);
               u <= std::min(size.width - 1, x + 1); ++u) {
            sum += plane[v * size.width + u];
          }
        }
        result[static_cast<std::size_t>((y * size.width + x) * channels + c)] =
            sum / static_cast<float>(kPatch * kPatch);
      }
    }
  }
  return result;
}

std::vector<float> on_grid(std::vector<float> values, GridSize from, GridSize to,
                           std::int64_t channels) {
  return from == to ? values : resize_bilinear(values, from, to, channels);
}

// {height, width, channels}.
std::vector<float> plain_places(const FloatArray& map) {
  const GridSize size = grid_of(map);
  const std::int64_t places = size.height * size.width;
  std::vector<float> result(map.values.size());
  for (std::int64_t c = 0; c < map.shape[0]; ++c) {
    for (std::int64_t place = 0; place < places; ++place) {
      result[static_cast<std::size_t>(place * map.shape[0] + c)] =
          map.values[static_cast<std::size_t>(c * places + place)];
    }
  }
  return result;
}

// The channels of all layers one after another, on the grid `size`; `places_of` makes {height,
// width, channels} of a layer on its own grid.
PatchGrid join_channels(const std::vector<FloatArray>& maps, GridSize size,
                        std::vector<float> (*places_of)(const FloatArray&)) {
  PatchGrid grid{size, 0, {}};
  for (const FloatArray& map : maps) {
    grid.dim += map.shape[0];
  }
  const std::int64_t places = size.height * size.width;
  grid.values.resize(static_cast<std::size_t>(places * grid.dim));
  std::int64_t offset = 0;
  for (const FloatArray& map : maps) {
    const std::int64_t channels = map.shape[0];
    const std::vector<float> layer = on_grid(places_of(map), grid_of(map), size, channels);
    for (std::int64_t place = 0; place < places; ++place) {
      std::copy_n(layer.data() + place * channels, channels,
                  grid.values.data() + place * grid.dim + offset);
    }
    offset += channels;
  }
  return grid;
}

void scale_to_unit_length(PatchGrid& grid) {
  for (auto vector = grid.values.begin(); vector != grid.values.end(); vector += grid.dim) {
    double squares = 0.0;
    for (auto value = vector; value != vector + grid.dim; ++value) {
      squares += static_cast<double>(*value) * static_cast<double>(*value);
    }
    const double length = std::sqrt(squares);
    for (auto value = vector; value != vector + grid.dim && length > 0.0; ++value) {
      *value = static_cast<float>(static_cast<double>(*value) / length);
    }
  }
}

}  // namespace

PatchGrid embed_original(const std::vector<FloatArray>& maps, std::int64_t layer_dim,
                         std::int64_t embedding_dim) {
  assert(!maps.empty());
  const GridSize size = grid_of(maps.front());
  std::vector<std::vector<float>> layers;
  for (const FloatArray& map : maps) {
    layers.push_back(on_grid(pooled_patches(map, layer_dim), grid_of(map), size, layer_dim));
  }
  const std::int64_t places = size.height * size.width;
  const auto joined_dim = layer_dim * static_cast<std::int64_t>(maps.size());
  const std::vector<Window> windows = pooling_windows(joined_dim, embedding_dim);
  std::vector<float> joined(static_cast<std::size_t>(joined_dim));
  PatchGrid grid{size, embedding_dim,
                 std::vector<float>(static_cast<std::size_t>(places * embedding_dim))};
  for (std::int64_t place = 0; place < places; ++place) {
    float* out = joined.data();
    for (const std::vector<float>& layer : layers) {
      out = std::copy_n(layer.data() + place * layer_dim, layer_dim, out);
    }
    pool(joined.data(), windows, grid.values.data() + place * embedding_dim);
  }
  return grid;
}

PatchGrid embed_anomalib(const std::vector<FloatArray>& maps) {
  assert(!maps.empty());
  return join_channels(maps, grid_of(maps.front()), averaged_places);
}

PatchGrid embed_anomalydino(const std::vector<FloatArray>& maps) {
  assert(!maps.empty());
  const auto finest =
      std::max_element(maps.begin(), maps.end(), [](const FloatArray& a, const FloatArray& b) {
        return a.shape[1] * a.shape[2] < b.shape[1] * b.shape[2];
      });
  PatchGrid grid = join_channels(maps, grid_of(*finest), plain_places);
  scale_to_unit_length(grid);
  return grid;
}

}  // namespace goodparts
