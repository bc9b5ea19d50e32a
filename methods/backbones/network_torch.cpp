#include "methods/backbones/network.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>
#include <fmt/format.h>
#include <torch/version.h>

#include <algorithm>
#include <cassert>
#include <deque>
#include <map>
#include <utility>

#include "methods/backbones/convolution_torch.h"

namespace goodparts {
namespace {

constexpr float kMean[] = {0.485F, 0.456F, 0.406F};  // of ImageNet
constexpr float kDeviation[] = {0.229F, 0.224F, 0.225F};

class Network : public Backbone {
 public:
  explicit Network(NetworkParts parts)
      : parts_(std::move(parts)), steps_(steps_up_to(architecture(parts_.arch), parts_.layers)) {
    // One image is one thread's work, so that its features do not depend on the number of threads.
    at::set_num_threads(1);
    const c10::InferenceMode guard;
    std::size_t next = 0;
    for (const Step& step : steps_) {
      if (step.is_convolution()) {
        convolutions_.emplace_back(parts_.convolutions[next++], step, placement_);
      }
    }
  }

  std::vector<FloatArray> features(std::span<const float> image, std::int64_t height,
                                   std::int64_t width) const override {
    return std::move(features_batch(image, 1, height, width).front());
  }

  // On the CPU an image at a time: its maps stay in the cache, and do not depend on the others.
  std::vector<std::vector<FloatArray>> features_batch(std::span<const float> images,
                                                      std::int64_t count, std::int64_t height,
                                                      std::int64_t width) const override {
    assert(static_cast<std::int64_t>(images.size()) == count * 3 * height * width);
    const c10::InferenceMode guard;
    const std::int64_t at_once = placement_.device.is_cpu() ? 1 : count;
    const auto each = static_cast<std::size_t>(3 * height * width);
    std::vector<std::vector<FloatArray>> result(static_cast<std::size_t>(count));
    for (std::int64_t begin = 0; begin < count; begin += at_once) {
      const at::Tensor x = normalised(images.subspan(static_cast<std::size_t>(begin) * each,
                                                     static_cast<std::size_t>(at_once) * each),
                                      at_once, height, width);
      const std::map<std::string, at::Tensor> found = forward(placement_(x));
      for (const std::string& layer : parts_.layers) {
        const at::Tensor maps =
            found.at(layer).to(at::kCPU).contiguous(at::MemoryFormat::Contiguous).to(at::kFloat);
        for (std::int64_t i = 0; i < at_once; ++i) {
          result[static_cast<std::size_t>(begin + i)].push_back(to_array(maps, i));
        }
      }
    }
    return result;
  }

  std::unique_ptr<Backbone> in_fp32() const override {
    if (placement_.type == at::kFloat) {
      return nullptr;
    }
    NetworkParts parts = parts_;
    parts.precision = "fp32";
    return std::make_unique<Network>(std::move(parts));
  }
  const std::vector<std::string>& layers() const override { return parts_.layers; }
  std::string describe() const override {
    return fmt::format("{} ({}{})", parts_.arch, parts_.origin,
                       placement_.type == at::kBFloat16 ? ", bf16"
                       : parts_.precision == "bf16"     ? ", fp32 for want of a CPU with bf16"
                                                        : "");
  }
  void save(ArchiveWriter& archive) const override {
    archive.text("backbone/arch", parts_.arch);
    archive.texts("backbone/layers", parts_.layers);
    archive.text("backbone/origin", parts_.origin);
    archive.text("backbone/precision", parts_.precision);
    save_convolutions(archive, steps_, parts_.convolutions);
  }

 private:
  // {count, 3, height, width}, channels last.
  static at::Tensor normalised(std::span<const float> images, std::int64_t count,
                               std::int64_t height, std::int64_t width) {
    at::Tensor x = at::empty({count, 3, height, width}, at::kFloat, at::MemoryFormat::ChannelsLast);
    const std::int64_t places = height * width;
    float* to = x.data_ptr<float>();
    for (std::int64_t i = 0; i < count; ++i) {
      const float* const image = images.data() + i * 3 * places;
      for (std::int64_t place = 0; place < places; ++place) {
        for (std::int64_t c = 0; c < 3; ++c) {
          *to++ = (image[c * places + place] - kMean[c]) / kDeviation[c];
        }
      }
    }
    return x;
  }

  std::map<std::string, at::Tensor> forward(at::Tensor x) const {  // the maps of all layers
    at::Tensor shortcut;
    std::map<std::string, at::Tensor> found;
    std::size_t next = 0;
    for (const Step& step : steps_) {
      switch (step.kind) {
        case StepKind::kConvolution:
          x = convolutions_[next++](x);
          break;
        case StepKind::kShortcutConvolution:
          shortcut = convolutions_[next++](shortcut);
          break;
        case StepKind::kMaxPool:
          x = at::max_pool2d(x, {3, 3}, {2, 2}, {1, 1});
          break;
        case StepKind::kKeepShortcut:
          shortcut = x;
          break;
        case StepKind::kAddShortcut:
          // x is a convolution's own output, which nobody else holds.
          x = activate(x.add_(shortcut), step.activation);
          break;
        case StepKind::kLayer:
          found[step.name] = x;
          break;
      }
    }
    return found;
  }

  static FloatArray to_array(const at::Tensor& maps, std::int64_t image) {
    const std::int64_t each = maps.numel() / maps.size(0);
    const float* const data = maps.data_ptr<float>() + image * each;
    return {{maps.size(1), maps.size(2), maps.size(3)}, {data, data + each}};
  }

  NetworkParts parts_;
  std::vector<Step> steps_;
  // The one place that says where the network runs and in which numbers.
  Placement placement_{
      at::kCPU, parts_.precision == "bf16" && computes_bfloat16() ? at::kBFloat16 : at::kFloat};
  std::deque<FixedConvolution> convolutions_;
};

}  // namespace

std::unique_ptr<Backbone> make_network(NetworkParts parts) {
  return std::make_unique<Network>(std::move(parts));
}

std::string torch_version() { return TORCH_VERSION; }

}  // namespace goodparts
