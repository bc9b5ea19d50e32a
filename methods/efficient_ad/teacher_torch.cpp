#include "methods/efficient_ad/teacher_torch.h"

#include <fmt/format.h>

#include <filesystem>

#include "kernels/base/error.h"
#include "methods/backbones/fitting_backbone.h"
#include "methods/backbones/weights_cache.h"
#include "methods/backbones/weights_catalogue.h"
#include "methods/efficient_ad/distillation_target.h"
#include "methods/efficient_ad/drawn_image.h"

namespace goodparts {
namespace {

constexpr std::int64_t kMeasuredImages = 100;  // of either kind, at most

DistillationTarget make_target(const Context& context, const Backbone& backbone,
                               std::int64_t channels, const SampleSource& good,
                               const std::vector<std::int64_t>& samples) {
  const Shape& shape = good.shape();
  const GridSize image{shape.dims[1], shape.dims[2]};
  DistillationTarget target(backbone, channels, image,
                            {pdn_size(image.height), pdn_size(image.width)});
  const auto count = std::min(kMeasuredImages, static_cast<std::int64_t>(samples.size()));
  Progress progress(context, "backbone features", count);
  for (std::int64_t i = 0; i < count; ++i) {
    std::vector<float> values(static_cast<std::size_t>(shape.elements()));
    good.read({&samples[static_cast<std::size_t>(i)], 1}, values);
    target.measure(context, values);
    Rng rng = context.rng("distillation image", static_cast<std::uint64_t>(i));
    target.measure(context, drawn_image(rng, image.height, image.width));
    progress.advance();
  }
  return target;
}

torch::Tensor targets_of(const Context& context, const DistillationTarget& target,
                         const torch::Tensor& images, torch::IntArrayRef shape) {
  torch::Tensor result = torch::empty(shape);
  const std::int64_t each = images[0].numel();
  for (std::int64_t i = 0; i < images.size(0); ++i) {
    const std::vector<float> values =
        target(context, {images[i].data_ptr<float>(), static_cast<std::size_t>(each)});
    result[i].copy_(to_tensor(values, shape.slice(1)));
  }
  return result;
}

Teacher distil(const Context& context, const EfficientAdConfig& config,
               const BackboneConfig& backbone_config, const SampleSource& good,
               const std::vector<std::int64_t>& samples) {
  const std::unique_ptr<Backbone> backbone = make_backbone(backbone_config, context);
  const FittingBackbone fitting(*backbone);
  const DistillationTarget target = make_target(context, *fitting, config.channels, good, samples);
  seed_initial_weights(context, "efficient_ad_teacher");
  Teacher teacher{Pdn(config.channels, config.channels), {}};
  TrainingTask task;
  task.name = "efficient_ad_teacher";
  task.state = state_of(*teacher.network);
  task.samples = samples;
  task.sample_floats = 2 * pdn_floats(config.channels, config.channels, good.shape());
  task.loss = [&](std::span<const std::int64_t> batch, Rng& rng) {
    const auto count = static_cast<std::int64_t>(batch.size());
    const torch::Tensor images =
        torch::cat({read_images(good, batch), draw_images(rng, count, good.shape())});
    const torch::Tensor given = teacher.network(normalise_image(images));
    return torch::mse_loss(given, targets_of(context, target, images, given.sizes()));
  };
  TrainingSettings settings = config.training;
  settings.epochs = config.distil_epochs;
  settings.learning_rate = config.distil_learning_rate;
  const TrainingResult result =
      train(training_context(context, config.channels, good.shape()), settings, task);
  teacher.origin = fmt::format(
      "distilled here from {} on {} good and as many drawn images, {} epochs, loss {:.3g}",
      backbone->describe(), samples.size(), result.epochs, result.loss);
  return teacher;
}

// Of a file, or of a name that `goodparts weights list` knows.
std::filesystem::path teacher_file(const std::string& teacher) {
  const bool published = find_published(teacher) != nullptr;
  const std::filesystem::path file =
      published ? cached_weights_file(teacher) : std::filesystem::path(teacher);
  if (!std::filesystem::exists(file)) {
    throw Error(ErrorKind::kData,
                published ? fmt::format("method.teacher: there is no {}; run `goodparts weights "
                                        "fetch {}` once, then the same command again",
                                        file.string(), teacher)
                          : fmt::format("method.teacher: there is no file '{}'; give the path of "
                                        "a safetensors file, or method.teacher=distil",
                                        teacher));
  }
  return file;
}

}  // namespace

Teacher make_teacher(const Context& context, const EfficientAdConfig& config,
                     const BackboneConfig& backbone, const SampleSource& good,
                     const std::vector<std::int64_t>& samples) {
  Teacher teacher;
  if (config.distils()) {
    teacher = distil(context, config, backbone, good, samples);
  } else {
    const std::filesystem::path path = teacher_file(config.teacher);
    const SafetensorsFile file(path.string());
    teacher.network = Pdn(config.channels, config.channels);
    teacher.network->read(file);
    teacher.origin = "weights: " + path.filename().string();
  }
  freeze(*teacher.network);
  return teacher;
}

Context training_context(const Context& context, std::int64_t channels, const Shape& shape) {
  constexpr std::int64_t kWorthSharing = 4'000'000;  // 384 channels at 102 × 102, 96 at 204 × 204
  Context result = context;
  if (channels * shape.dims[1] * shape.dims[2] < kWorthSharing) {
    result.threads = 1;
  }
  return result;
}

void freeze(torch::nn::Module& module) {
  for (torch::Tensor& parameter : module.parameters()) {
    parameter.set_requires_grad(false);
  }
}

torch::Tensor read_images(const SampleSource& source, std::span<const std::int64_t> samples) {
  const Shape& shape = source.shape();
  torch::Tensor images = torch::empty(
      {static_cast<std::int64_t>(samples.size()), shape.dims[0], shape.dims[1], shape.dims[2]});
  source.read(samples, {images.data_ptr<float>(), static_cast<std::size_t>(images.numel())});
  return images;
}

torch::Tensor draw_images(Rng& rng, std::int64_t count, const Shape& shape) {
  torch::Tensor images = torch::empty({count, 3, shape.dims[1], shape.dims[2]});
  for (std::int64_t i = 0; i < count; ++i) {
    images[i].copy_(to_tensor(drawn_image(rng, shape.dims[1], shape.dims[2]),
                              {3, shape.dims[1], shape.dims[2]}));
  }
  return images;
}

std::int64_t pdn_floats(std::int64_t channels, std::int64_t outputs, const Shape& shape) {
  const std::int64_t pixels = shape.dims[1] * shape.dims[2];
  // The first convolution at full size and the second at a quarter, each before and after its
  // activation and pooling; the rest at a sixteenth.
  return pixels * (9 * channels / 12 + 9 * channels / 24) + pixels * (2 * channels + outputs) / 16;
}

}  // namespace goodparts
