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
#include "methods/backbones/placement_torch.h"

namespace goodparts {
namespace {

constexpr float kMean[] = {0.485F, 0.456F, 0.406F};  // of ImageNet
constexpr float kDeviation[] = {0.229F, 0.224F, 0.225F};

// On a GPU always so many images at once, the last of them black where there are fewer: cuDNN
// chooses how to add up by the size of a batch, and an image's features must not depend on it.
constexpr std::int64_t kImagesOnGpu = 8;

// A network's convolutions where they are computed.
struct PlacedNetwork {
  PlacedNetwork(const NetworkParts& parts, const std::vector<Step>& steps, Placement where)
      : placement(where) {
    const c10::InferenceMode guard;
    std::size_t next = 0;
    for (const Step& step : steps) {
      if (step.is_convolution()) {
        convolutions.emplace_back(parts.convolutions[next++], step, placement);
      }
    }
  }

  Placement placement;
  std::deque<FixedConvolution> convolutions;
};

class Network : public Backbone {
 public:
  explicit Network(NetworkParts parts)
      : parts_(std::move(parts)), steps_(steps_up_to(architecture(parts_.arch), parts_.layers)) {
    // One image is one thread's work, so that its features do not depend on the number of threads.
    at::set_num_threads(1);
  }

  std::vector<FloatArray> features(std::span<const float> image, std::int64_t height,
                                   std::int64_t width) const override {
    return std::move(features_batch({}, image, 1, height, width).front());
  }

  // On the CPU an image at a time: its maps stay in the cache, and do not depend on the others.
  std::vector<std::vector<FloatArray>> features_batch(const Context& context,
                                                      std::span<const float> images,
                                                      std::int64_t count, std::int64_t height,
                                                      std::int64_t width) const override {
    assert(static_cast<std::int64_t>(images.size()) == count * 3 * height * width);
    const c10::InferenceMode guard;
    const PlacedNetwork& network = placed(context);
    const Placement& placement = network.placement;
    const std::int64_t at_once = placement.device.is_cpu() ? 1 : kImagesOnGpu;
    const auto each = static_cast<std::size_t>(3 * height * width);
    std::vector<std::vector<FloatArray>> result(static_cast<std::size_t>(count));
    for (std::int64_t begin = 0; begin < count; begin += at_once) {
      const std::int64_t some = std::min(at_once, count - begin);
      at::Tensor x =
          at::empty({at_once, 3, height, width},
                    placement.host_options().memory_format(at::MemoryFormat::ChannelsLast));
      normalise(images.subspan(static_cast<std::size_t>(begin) * each,
                               static_cast<std::size_t>(some) * each),
                height * width, {x.data_ptr<float>(), static_cast<std::size_t>(x.numel())});
      const std::map<std::string, at::Tensor> found = forward(network, placement(x));
      for (const std::string& layer : parts_.layers) {
        const at::Tensor maps = placement.fetch(found.at(layer));
        for (std::int64_t i = 0; i < some; ++i) {
          result[static_cast<std::size_t>(begin + i)].push_back(to_array(maps, i));
        }
      }
    }
    return result;
  }

  std::unique_ptr<Backbone> in_fp32() const override {
    if (parts_.precision != "bf16" || !computes_bfloat16(Device::kCuda)) {
      return nullptr;  // in fp32 on every device
    }
    NetworkParts parts = parts_;
    parts.precision = "fp32";
    return std::make_unique<Network>(std::move(parts));
  }

  const std::vector<std::string>& layers() const override { return parts_.layers; }
  std::string describe() const override {
    return fmt::format("{} ({}{})", parts_.arch, parts_.origin, precision_note());
  }
  void save(ArchiveWriter& archive) const override {
    archive.text("backbone/arch", parts_.arch);
    archive.texts("backbone/layers", parts_.layers);
    archive.text("backbone/origin", parts_.origin);
    archive.text("backbone/precision", parts_.precision);
    save_convolutions(archive, steps_, parts_.convolutions);
  }

 private:
  // Into {…, height, width, 3}; what is left of it is filled with zeros.
  static void normalise(std::span<const float> images, std::int64_t places, std::span<float> out) {
    float* to = out.data();
    for (const float* image = images.data(); image != images.data() + images.size();
         image += 3 * places) {
      for (std::int64_t place = 0; place < places; ++place) {
        for (std::int64_t c = 0; c < 3; ++c) {
          *to++ = (image[c * places + place] - kMean[c]) / kDeviation[c];
        }
      }
    }
    std::fill(to, out.data() + out.size(), 0.0F);
  }

  const PlacedNetwork& placed(const Context& context) const {
    return placed_.get(context, parts_.precision == "bf16", [&](const Placement& placement) {
      return std::make_unique<PlacedNetwork>(parts_, steps_, placement);
    });
  }

  std::string precision_note() const {
    if (parts_.precision != "bf16") {
      return "";
    }
    return computes_bfloat16() || placed_.has(at::kCUDA) ? ", bf16"
                                                         : ", fp32 for want of a CPU with bf16";
  }

  // The maps of all layers.
  std::map<std::string, at::Tensor> forward(const PlacedNetwork& network, at::Tensor x) const {
    at::Tensor shortcut;
    std::map<std::string, at::Tensor> found;
    std::size_t next = 0;
    for (const Step& step : steps_) {
      switch (step.kind) {
        case StepKind::kConvolution:
          x = network.convolutions[next++](x);
          break;
        case StepKind::kShortcutConvolution:
          shortcut = network.convolutions[next++](shortcut);
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
  PlacedOnce<PlacedNetwork> placed_;
};

}  // namespace

std::unique_ptr<Backbone> make_network(NetworkParts parts) {
  return std::make_unique<Network>(std::move(parts));
}

std::string torch_version() { return TORCH_VERSION; }

}  // namespace goodparts
