// The union-find of the GPU's connected components, on threads of the CPU.
#include "kernels/components/pixel_sets.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "kernels/components/components_reference.h"
#include "tests/support/patterns.h"

namespace goodparts {
namespace {

class Sets {
 public:
  explicit Sets(const std::vector<std::uint8_t>& mask) : parents_(mask.size()) {
    for (std::size_t i = 0; i < mask.size(); ++i) {
      parents_[i] = mask[i] != 0 ? static_cast<std::int32_t>(i) : -1;
    }
  }
  std::int32_t load(std::int32_t pixel) const { return parents_[static_cast<std::size_t>(pixel)]; }
  std::int32_t lower(std::int32_t pixel, std::int32_t to) {
    std::atomic<std::int32_t>& parent = parents_[static_cast<std::size_t>(pixel)];
    std::int32_t before = parent;
    while (before > to && !parent.compare_exchange_weak(before, to)) {
    }
    return before;
  }
  void join(std::int32_t a, std::int32_t b) {
    if (load(a) >= 0 && load(b) >= 0) {
      join_sets(
          a, b, [this](std::int32_t p) { return load(p); },
          [this](std::int32_t p, std::int32_t to) { return lower(p, to); });
    }
  }
  std::int32_t find(std::int32_t pixel) const {
    return representative(pixel, [this](std::int32_t p) { return load(p); });
  }

 private:
  std::vector<std::atomic<std::int32_t>> parents_;
};

// Threads take turns pixel by pixel, so that neighbours are joined at the same time.
void join_all(Sets& sets, std::int32_t height, std::int32_t width, std::int32_t thread,
              std::int32_t threads) {
  for (std::int32_t pixel = thread; pixel < height * width; pixel += threads) {
    const std::int32_t x = pixel % width;
    if (x > 0) {
      sets.join(pixel, pixel - 1);
    }
    for (std::int32_t above = x - 1; above <= x + 1 && pixel >= width; ++above) {
      if (above >= 0 && above < width) {
        sets.join(pixel, pixel - x - width + above);
      }
    }
  }
}

void expect_components(const std::vector<std::uint8_t>& mask, std::int32_t height,
                       std::int32_t width) {
  const Components expected = connected_components_reference(mask, height, width);
  Sets sets(mask);
  std::vector<std::thread> threads;
  for (std::int32_t i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] { join_all(sets, height, width, i, 4); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  std::int32_t regions = 0;
  std::vector<std::int32_t> numbers(mask.size(), -1);
  for (std::int32_t pixel = 0; pixel < height * width; ++pixel) {
    const auto at = static_cast<std::size_t>(pixel);
    if (mask[at] == 0) {
      continue;
    }
    const std::int32_t first = sets.find(pixel);
    if (first == pixel) {
      numbers[at] = regions++;  // in the order of first pixels
    }
    ASSERT_EQ(numbers[static_cast<std::size_t>(first)], expected.labels[at]);
  }
  EXPECT_EQ(regions, static_cast<std::int32_t>(expected.areas.size()));
}

std::vector<std::uint8_t> random_mask(std::int64_t pixels, float share, std::uint32_t seed) {
  std::vector<std::uint8_t> mask;
  for (const float value : testing::uniform_values(pixels, seed)) {
    mask.push_back(value < share ? 1 : 0);
  }
  return mask;
}

TEST(PixelSets, JoinedByManyThreadsAreTheComponents) {
  for (const float share : {0.2F, 0.4F, 0.6F, 1.0F}) {
    expect_components(random_mask(61 * 83, share, 1), 61, 83);
  }
  expect_components(random_mask(500, 0.7F, 2), 1, 500);
  expect_components(random_mask(500, 0.7F, 3), 500, 1);
}

TEST(PixelSets, ASpiralIsOneComponent) {
  std::vector<std::uint8_t> mask(41 * 41, 0);
  std::int32_t x = 0;
  std::int32_t y = 0;
  for (std::int32_t side = 41; side > 2; side -= 4) {  // rings, each joined to the next
    for (std::int32_t i = 0; i < side; ++i) {
      for (const std::int32_t at : {y * 41 + x + i, (y + side - 1) * 41 + x + i, (y + i) * 41 + x,
                                    (y + i) * 41 + x + side - 1}) {
        mask[static_cast<std::size_t>(at)] = 1;
      }
    }
    mask[static_cast<std::size_t>((y + 1) * 41 + x + side / 2)] = 1;
    x += 2;
    y += 2;
  }
  expect_components(mask, 41, 41);
}

}  // namespace
}  // namespace goodparts
