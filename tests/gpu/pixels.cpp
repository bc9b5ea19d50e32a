// Sorting and connected components.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "kernels/components/components.h"
#include "kernels/components/components_cuda.h"
#include "kernels/components/components_reference.h"
#include "kernels/cuda/buffer.h"
#include "kernels/pro/pixel_sweep.h"
#include "kernels/ranking/radix_sort_cuda.h"
#include "kernels/ranking/rank_steps.h"
#include "kernels/ranking/sort_items.h"
#include "tests/gpu/gpu_check.h"

namespace goodparts::gpu {
namespace {

std::vector<std::uint8_t> random_mask(std::int64_t pixels, float share) {
  std::vector<std::uint8_t> mask;
  for (const float value : uniform(pixels, 8)) {
    mask.push_back(value < share ? 1 : 0);
  }
  return mask;
}

void compare_components(Checks& checks, const std::vector<std::uint8_t>& mask, std::int64_t height,
                        std::int64_t width, const std::string& what) {
  const Components expected = connected_components_reference(mask, height, width);
  const Components found = connected_components(on_gpu(), mask, height, width);
  checks.expect(found.labels == expected.labels, what + ": labels differ");
  checks.expect(found.areas == expected.areas, what + ": areas differ");
}

std::vector<std::uint64_t> random_items(std::int64_t count) {
  std::vector<std::uint64_t> items;
  const std::vector<float> values = uniform(2 * count, 4, 0.0F, 1048576.0F);
  for (std::size_t i = 0; i < values.size(); i += 2) {
    items.push_back(static_cast<std::uint64_t>(values[i]) << 40U |
                    static_cast<std::uint64_t>(values[i + 1]));
  }
  return items;
}

void compare_sort(Checks& checks, std::int64_t count, const std::string& what) {
  std::vector<std::uint64_t> expected = random_items(count);
  std::vector<std::uint64_t> found = expected;
  std::stable_sort(expected.begin(), expected.end(),
                   [](std::uint64_t a, std::uint64_t b) { return a >> 32U < b >> 32U; });
  sort_items(Device::kCuda, found, 32);
  checks.expect(found == expected, what + ": order differs");
  std::sort(expected.begin(), expected.end());
  sort_items(Device::kCuda, found, 0);
  checks.expect(found == expected, what + ", by all bits: order differs");
}

// Scores with many ties; every third pixel is defective, in regions of 100.
void compare_sweep(Checks& checks, std::int64_t count, float levels, const std::string& what) {
  std::vector<float> good;
  std::vector<float> defective;
  for (const float value : uniform(count, 9, -1.0F, 1.0F)) {
    (good.size() > 2 * defective.size() ? defective : good).push_back(std::round(levels * value));
  }
  const auto areas_on = [&](Device device) {
    PixelSweep sweep(device);
    const auto size = static_cast<std::int64_t>(defective.size());
    for (std::int64_t first = 0; first < size; first += 100) {
      const std::int64_t part = std::min<std::int64_t>(100, size - first);
      sweep.add_region(part);
      sweep.add_defective(defective.data() + first, part, first / 100);
    }
    sweep.add_good(good.data(), static_cast<std::int64_t>(good.size()));
    return sweep.areas({0.05, 0.3});
  };
  const PixelAreas found = areas_on(Device::kCuda);
  const PixelAreas expected = areas_on(Device::kCpu);
  checks.expect(found.auroc == expected.auroc, what + ": AUROC differs");
  checks.expect(found.average_precision == expected.average_precision,
                what + ": average precision differs");
  checks.expect(found.aupro == expected.aupro, what + ": AU-PRO differs");
}

void compare_ranking(Checks& checks, std::int64_t count, double levels, const std::string& what) {
  std::vector<double> scores;
  std::vector<std::int8_t> labels;
  for (const float value : uniform(count, 10, -1.0F, 1.0F)) {
    scores.push_back(std::round(levels * static_cast<double>(value)));
    labels.push_back(scores.size() % 5 == 0 ? 1 : 0);
  }
  const auto found = rank_steps(scores.data(), labels.data(), count, Device::kCuda);
  const auto expected = rank_steps(scores.data(), labels.data(), count);
  const auto same = [](const RankStep& a, const RankStep& b) {
    return a.score == b.score && a.tp == b.tp && a.fp == b.fp;
  };
  checks.expect(std::equal(found.begin(), found.end(), expected.begin(), expected.end(), same),
                what + ": steps differ");
}

}  // namespace

void check_pixels(Checks& checks) {
  checks.begin("components");
  for (const float share : {0.0F, 0.1F, 0.4F, 0.6F, 1.0F}) {
    compare_components(checks, random_mask(131 * 97, share), 131, 97,
                       "share " + std::to_string(share));
  }
  compare_components(checks, random_mask(3000, 0.8F), 1, 3000, "one row");
  compare_components(checks, random_mask(3000, 0.8F), 3000, 1, "one column");
  compare_components(checks, {1}, 1, 1, "one pixel");
  std::vector<std::uint8_t> comb(200 * 200);  // teeth that meet in the last row only
  for (std::size_t i = 0; i < comb.size(); ++i) {
    comb[i] = i % 200 % 2 == 0 || i >= std::size_t{199} * 200 ? 1 : 0;
  }
  compare_components(checks, comb, 200, 200, "a comb");
  checks.begin("sort");
  compare_sort(checks, 1, "one");
  compare_sort(checks, 12345, "many");
  compare_sort(checks, 0, "none");
  checks.begin("ranking");
  compare_sweep(checks, 40000, 1e6F, "pixels");
  compare_sweep(checks, 40000, 50.0F, "pixels with ties");
  compare_ranking(checks, 30000, 1e6, "samples");
  compare_ranking(checks, 30000, 20.0, "samples with ties");
}

void time_pixels(Table& table) {
  constexpr std::int64_t kSide = 4096;
  constexpr std::int64_t kPixels = kSide * kSide;
  const std::vector<std::uint8_t> drawn = random_mask(kPixels, 0.5F);
  const cuda::Buffer<std::uint8_t> mask = cuda::uploaded(drawn.data(), kPixels);
  cuda::Buffer<std::int32_t> labels(kPixels);
  cuda::Buffer<std::int32_t> room(kPixels + kPixels / 1024 + 2);
  const double label_ms = median_ms(20, [&] {
    cuda::label_components_on_device(mask.get(), kSide, kSide, labels.get(), room.get());
  });
  table.row("components of 4096 x 4096 pixels, half of them set", label_ms, 5.0 * kPixels,
            8.0 * kPixels);
  constexpr std::int64_t kItems = 20000000;
  const std::vector<std::uint64_t> drawn_items = random_items(kItems);
  const cuda::Buffer<std::uint64_t> given = cuda::uploaded(drawn_items.data(), kItems);
  cuda::Buffer<std::uint64_t> items(kItems);
  cuda::Buffer<std::uint64_t> other(kItems);
  const double sort_ms = median_ms(20, [&] {
    cuda::check(cudaMemcpyAsync(items.get(), given.get(), items.bytes(), cudaMemcpyDeviceToDevice),
                "copying items");
    cuda::radix_sort_on_device(items.get(), other.get(), kItems, 32);
  });
  table.row("sort of 20 M pixels by 32-bit scores, and a copy", sort_ms, 2.0 * 16.0 * kItems, 0.0);
}

}  // namespace goodparts::gpu
