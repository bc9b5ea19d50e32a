// Reading ahead of a network: features of 32 images of 224 × 224 by MobileNetV2 on two threads,
// from a source that waits `disk_ms` for each image, as a disk or a network folder would; ahead:0
// is without the reading thread. What it saves is waiting: with disk_ms:0 there is nothing to save.
#include <benchmark/benchmark.h>

#include <chrono>
#include <numeric>
#include <optional>
#include <thread>
#include <vector>

#include "kernels/base/parallel.h"
#include "kernels/bench/work.h"
#include "methods/backbones/backbone.h"
#include "methods/backbones/image_reader.h"

namespace goodparts {
namespace {

constexpr std::int64_t kSide = 224;
constexpr std::int64_t kImages = 32;
constexpr std::int64_t kBlock = 4;
constexpr int kThreads = 2;

class SlowImages : public SampleSource {
 public:
  explicit SlowImages(std::chrono::milliseconds wait) : wait_(wait) {}
  std::int64_t size() const override { return kImages; }
  const Shape& shape() const override { return shape_; }
  const SampleInfo& info(std::int64_t) const override { return info_; }
  void read(std::span<const std::int64_t> indices, std::span<float> out) const override {
    std::this_thread::sleep_for(wait_ * static_cast<int>(indices.size()));
    std::fill(out.begin(), out.end(), 0.5F);
  }

 private:
  std::chrono::milliseconds wait_;
  Shape shape_{{3, kSide, kSide}};
  SampleInfo info_;
};

void reading(benchmark::State& state) {
  BackboneConfig config;
  config.arch = "mobilenet_v2";
  config.weights = "random";
  const std::unique_ptr<Backbone> backbone = make_backbone(config);
  const SlowImages images{std::chrono::milliseconds(state.range(0))};
  std::vector<std::int64_t> indices(kImages);
  std::iota(indices.begin(), indices.end(), std::int64_t{0});
  const Context context;
  for ([[maybe_unused]] auto _ : state) {
    ImageReader reader(context, images, indices, kBlock, state.range(1));
    parallel_for(kThreads, kThreads, [&](std::int64_t) {
      while (const std::optional<ImageBlock> block = reader.next()) {
        benchmark::DoNotOptimize(
            backbone->features_batch(context, block->pixels, kBlock, kSide, kSide));
      }
    });
  }
  set_work(state, 4.0 * static_cast<double>(kImages * images.shape().elements()), 0.0);
  state.SetItemsProcessed(state.iterations() * kImages);
}
BENCHMARK(reading)
    ->Name("read_images")
    ->ArgNames({"disk_ms", "ahead"})
    ->ArgsProduct({{0, 5, 20}, {0, 1}})
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace goodparts
