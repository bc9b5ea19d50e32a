// Feature maps of 224 × 224 images on one thread, as every worker of a run computes them, by
// networks with random weights as far as the layers that PatchCore takes by default.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

#include "kernels/base/rng.h"
#include "kernels/bench/work.h"
#include "methods/backbones/architecture.h"
#include "methods/backbones/backbone.h"
#include "methods/backbones/network.h"

namespace goodparts {
namespace {

constexpr std::int64_t kSide = 224;

// Multiplications and additions of one image's convolutions, and the bytes of their weights.
struct Cost {
  double operations = 0.0;
  double weights = 0.0;
};

Cost cost_of(const std::string& arch) {
  const Architecture network = architecture(arch);
  Cost cost;
  std::int64_t side = kSide;
  std::int64_t shortcut_side = kSide;
  for (const Step& step : steps_up_to(network, network.default_layers)) {
    if (step.is_convolution()) {
      std::int64_t& from = step.kind == StepKind::kConvolution ? side : shortcut_side;
      from = (from + step.stride - 1) / step.stride;
      const auto weights =
          static_cast<double>(step.out * (step.in / step.groups) * step.kernel * step.kernel);
      cost.weights += 4.0 * weights;
      cost.operations += 2.0 * weights * static_cast<double>(from * from);
    } else if (step.kind == StepKind::kMaxPool) {
      side /= 2;
    } else if (step.kind == StepKind::kKeepShortcut) {
      shortcut_side = side;
    }
  }
  return cost;
}

void network(benchmark::State& state, const std::string& arch, const std::string& precision) {
  if (precision == "bf16" && !computes_bfloat16()) {
    state.SkipWithError("this CPU computes no bf16");
    return;
  }
  const std::int64_t batch = state.range(0);
  BackboneConfig config;
  config.arch = arch;
  config.weights = "random";
  config.precision = precision;
  const std::unique_ptr<Backbone> backbone = make_backbone(config);
  std::vector<float> images(static_cast<std::size_t>(batch * 3 * kSide * kSide));
  Rng rng(1, "benchmark");
  for (float& value : images) {
    value = static_cast<float>(rng.uniform());
  }
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(backbone->features_batch({}, images, batch, kSide, kSide));
  }
  const Cost cost = cost_of(arch);
  const auto count = static_cast<double>(batch);
  const bool bf16 = precision == "bf16";
  set_work(state, cost.weights * (bf16 ? 0.5 : 1.0) + 4.0 * static_cast<double>(images.size()),
           count * cost.operations, bf16 ? Arithmetic::kBf16 : Arithmetic::kFp32);
  state.SetItemsProcessed(state.iterations() * batch);
}

void every_network(benchmark::internal::Benchmark* bench) {
  bench->Arg(1)->Arg(8)->ArgName("batch")->Unit(benchmark::kMillisecond);
}
BENCHMARK_CAPTURE(network, wide, "wide_resnet50_2", "fp32")
    ->Name("wide_resnet50_2")
    ->Apply(every_network);
BENCHMARK_CAPTURE(network, wide_bf16, "wide_resnet50_2", "bf16")
    ->Name("wide_resnet50_2/bf16")
    ->Apply(every_network);
BENCHMARK_CAPTURE(network, mobile, "mobilenet_v2", "fp32")
    ->Name("mobilenet_v2")
    ->Apply(every_network);
BENCHMARK_CAPTURE(network, mobile_bf16, "mobilenet_v2", "bf16")
    ->Name("mobilenet_v2/bf16")
    ->Apply(every_network);

}  // namespace
}  // namespace goodparts
