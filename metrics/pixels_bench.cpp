// Time of the pixel metrics, reading excluded as far as possible: maps are copied from memory.

#include "metrics/pixels.h"

#include <benchmark/benchmark.h>

#include "kernels/base/rng.h"

namespace goodparts {
namespace {

// Images of 500 × 400 pixels with smooth-ish scores; every second one has a 40 × 40 defect that
// scores a little higher.
class DrawnMaps : public PixelSource {
 public:
  explicit DrawnMaps(std::int64_t count) {
    constexpr std::int64_t kHeight = 500;
    constexpr std::int64_t kWidth = 400;
    Rng rng(0, "pixels_bench");
    for (std::int64_t i = 0; i < count; ++i) {
      PixelImage image{kHeight, kWidth, {}, {}};
      image.scores.resize(kHeight * kWidth);
      image.mask.assign(kHeight * kWidth, 0);
      for (std::int64_t p = 0; p < kHeight * kWidth; ++p) {
        const bool defective =
            i % 2 == 1 && p / kWidth % 250 < 40 && p % kWidth < 40 && p / kWidth < 250;
        const auto at = static_cast<std::size_t>(p);
        image.mask[at] = defective ? 1 : 0;
        image.scores[at] = static_cast<float>(rng.normal(defective ? 1.0 : 0.0, 1.0));
      }
      images_.push_back(std::move(image));
    }
  }
  std::int64_t size() const override { return std::ssize(images_); }
  PixelImage read(std::int64_t index) const override {
    return images_[static_cast<std::size_t>(index)];
  }

 private:
  std::vector<PixelImage> images_;
};

void pixel_metrics_megapixels(benchmark::State& state) {
  const DrawnMaps maps(state.range(0) * 5);  // 0.2 Mpx each
  for (auto _ : state) {
    benchmark::DoNotOptimize(pixel_metrics(maps, 400));
  }
  state.SetItemsProcessed(state.iterations() * maps.size() * 500 * 400);
}
BENCHMARK(pixel_metrics_megapixels)->Arg(20)->Arg(43)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace goodparts
