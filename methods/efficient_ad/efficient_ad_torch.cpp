#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "methods/backbones/image_reader.h"
#include "methods/efficient_ad/autoencoder_torch.h"
#include "methods/efficient_ad/efficient_ad.h"
#include "methods/efficient_ad/losses_torch.h"
#include "methods/efficient_ad/map_normalisation.h"
#include "methods/efficient_ad/teacher_torch.h"
#include "methods/torch/training.h"

namespace goodparts {
namespace {

constexpr const char* kName = "efficient_ad";

struct Maps {
  std::vector<float> student;      // teacher − student
  std::vector<float> autoencoder;  // autoencoder − student
};

class EfficientAd : public Detector {
 public:
  EfficientAd(EfficientAdConfig config, BackboneConfig backbone)
      : config_(std::move(config)), backbone_(std::move(backbone)) {
    at::set_num_threads(1);  // while scoring, one image is one thread's work
  }

  void fit(const Context& context, const SampleSource& good) override {
    require_usable(good);
    const TrainingSplit split = split_for_training(context, config_.training, good.size());
    Teacher teacher = make_teacher(context, config_, backbone_, good, split.train);
    teacher_ = teacher.network;
    teacher_origin_ = teacher.origin;
    image_ = {good.shape().dims[1], good.shape().dims[2]};
    channels_ = config_.channels;
    measure_teacher(context, good, split.train);
    seed_initial_weights(context, kName);
    build_students();
    training_facts_ = train_students(context, good, split.train).facts();
    freeze(*student_);
    freeze(*autoencoder_);
    const bool held_out = !split.validation.empty();
    measure_maps(context, good, held_out ? split.validation : split.train);
    normalised_on_ =
        fmt::format("{} {} good images", (held_out ? split.validation : split.train).size(),
                    held_out ? "held-out" : "training (too few to hold any out)");
  }

  std::vector<SampleScore> score(const Context& context, const SampleSource& source,
                                 std::span<const std::int64_t> indices) const override {
    assert(student_);
    const Shape expected{{3, image_.height, image_.width}};
    if (source.shape() != expected) {
      throw Error(ErrorKind::kData,
                  fmt::format("EfficientAD: this model was trained on images of {} × {} pixels, "
                              "the input is of another shape; set dataset.resize and dataset.crop "
                              "as in training",
                              image_.height, image_.width));
    }
    const std::int64_t places = grid().height * grid().width;
    std::vector<float> grids(indices.size() * static_cast<std::size_t>(places));
    for_each_block(context, source, indices, 1, [&](const ImageBlock& image, std::int64_t) {
      const std::vector<float> combined =
          combined_map(image.pixels, source.info(indices[static_cast<std::size_t>(image.begin)]));
      assert(std::ssize(combined) == places);
      std::copy(combined.begin(), combined.end(), grids.begin() + image.begin * places);
    });
    std::vector<SampleScore> scores;
    for (std::vector<float>& map : maps_at_input_size(context, grids, grid(), image_)) {
      const auto highest = static_cast<double>(*std::max_element(map.begin(), map.end()));
      scores.push_back({highest, {image_.height, image_.width, std::move(map)}});
    }
    return scores;
  }

  void save(ArchiveWriter& archive) const override {
    assert(student_);
    archive.integers("efficient_ad/sizes", std::array{image_.height, image_.width, channels_});
    archive.text("efficient_ad/teacher_origin", teacher_origin_);
    archive.text("efficient_ad/normalised_on", normalised_on_);
    archive.text("efficient_ad/penalty", config_.penalty);
    archive.numbers(
        "efficient_ad/quantiles",
        std::array{of_student_.low, of_student_.high, of_autoencoder_.low, of_autoencoder_.high});
    save_tensors(archive, "efficient_ad/teacher", state_of(*teacher_));
    save_tensors(archive, "efficient_ad/student", state_of(*student_));
    save_tensors(archive, "efficient_ad/autoencoder", state_of(*autoencoder_));
    save_tensors(archive, "efficient_ad/channels", channel_tensors());
  }

  void load(const ArchiveReader& archive) override {
    const std::vector<std::int64_t> sizes = archive.integers("efficient_ad/sizes");
    const std::vector<double> quantiles = archive.numbers("efficient_ad/quantiles");
    if (sizes.size() != 3 || quantiles.size() != 4 || sizes[0] < kPdnField ||
        sizes[1] < kPdnField || sizes[2] < 3 || sizes[2] % 3 != 0) {
      throw Error(ErrorKind::kData,
                  "the saved model's EfficientAD sizes or quantiles are damaged; train it again");
    }
    image_ = {sizes[0], sizes[1]};
    channels_ = sizes[2];
    teacher_origin_ = archive.text("efficient_ad/teacher_origin");
    normalised_on_ = archive.text("efficient_ad/normalised_on");
    config_.penalty = archive.text("efficient_ad/penalty");
    of_student_ = {quantiles[0], quantiles[1]};
    of_autoencoder_ = {quantiles[2], quantiles[3]};
    teacher_ = Pdn(channels_, channels_);
    mean_ = torch::zeros({1, channels_, 1, 1});
    deviation_ = torch::ones({1, channels_, 1, 1});
    build_students();
    load_tensors(archive, "efficient_ad/teacher", state_of(*teacher_));
    load_tensors(archive, "efficient_ad/student", state_of(*student_));
    load_tensors(archive, "efficient_ad/autoencoder", state_of(*autoencoder_));
    load_tensors(archive, "efficient_ad/channels", channel_tensors());
    for (torch::nn::Module* module :
         std::array<torch::nn::Module*, 3>{teacher_.get(), student_.get(), autoencoder_.get()}) {
      freeze(*module);
    }
    training_facts_.clear();
  }

  std::vector<std::pair<std::string, std::string>> facts() const override {
    std::vector<std::pair<std::string, std::string>> result{
        {"teacher", teacher_origin_},
        {"teacher channels", std::to_string(channels_)},
        {"pretraining penalty", config_.penalty == "drawn" ? "on drawn images" : "none"},
        {"map normalisation", "on " + normalised_on_}};
    result.insert(result.end(), training_facts_.begin(), training_facts_.end());
    return result;
  }

 private:
  static void require_usable(const SampleSource& good) {
    if (!good.shape().is_image()) {
      throw Error(ErrorKind::kData,
                  "EfficientAD reads images, the input is rows; choose another method");
    }
    if (good.size() == 0) {
      throw Error(ErrorKind::kData, "EfficientAD: no good image to learn from");
    }
    const std::vector<std::int64_t>& dims = good.shape().dims;
    if (dims[1] < kPdnField || dims[2] < kPdnField) {
      throw Error(ErrorKind::kData,
                  fmt::format("EfficientAD: images of {} × {} pixels are smaller than the {} × {} "
                              "that one feature sees; raise dataset.resize (the paper: 256)",
                              dims[1], dims[2], kPdnField, kPdnField));
    }
  }

  GridSize grid() const { return {pdn_size(image_.height), pdn_size(image_.width)}; }

  NamedTensors channel_tensors() const { return {{"mean", mean_}, {"deviation", deviation_}}; }

  void build_students() {
    student_ = Pdn(channels_, 2 * channels_);
    autoencoder_ = PdnAutoencoder(image_, grid(), channels_);
  }

  // Mean and deviation of each of the teacher's channels on good images (equations 1 and 2).
  void measure_teacher(const Context& context, const SampleSource& good,
                       const std::vector<std::int64_t>& samples) {
    const torch::NoGradGuard guard;
    torch::Tensor sum = torch::zeros({channels_}, torch::kDouble);
    torch::Tensor squares = torch::zeros({channels_}, torch::kDouble);
    Progress progress(context, "teacher features", static_cast<std::int64_t>(samples.size()));
    for (const std::int64_t sample : samples) {
      const torch::Tensor features =
          teacher_(normalise_image(read_images(good, {&sample, 1}))).to(torch::kDouble);
      sum += features.mean({0, 2, 3});
      squares += features.square().mean({0, 2, 3});
      progress.advance();
    }
    const auto count = static_cast<double>(samples.size());
    const torch::Tensor mean = sum / count;
    const torch::Tensor variance = squares / count - mean.square();
    // A channel that does not vary on good images stays as it is.
    const torch::Tensor varies = variance > 1e-12 * (1.0 + mean.square());
    const torch::Tensor deviation =
        torch::where(varies, variance.clamp_min(0.0).sqrt(), torch::ones_like(variance));
    mean_ = mean.to(torch::kFloat).view({1, channels_, 1, 1});
    deviation_ = deviation.to(torch::kFloat).view({1, channels_, 1, 1});
  }

  torch::Tensor teach(const torch::Tensor& normalised_images) const {
    const torch::NoGradGuard guard;
    Pdn teacher = teacher_;
    return (teacher(normalised_images) - mean_) / deviation_;
  }

  torch::Tensor loss(const SampleSource& good, std::span<const std::int64_t> batch, Rng& rng) {
    const torch::Tensor images = read_images(good, batch);
    std::vector<torch::Tensor> changed;
    for (std::int64_t i = 0; i < images.size(0); ++i) {
      changed.push_back(change_colours(images[i], rng));
    }
    const torch::Tensor plain = normalise_image(images);
    const torch::Tensor augmented = normalise_image(torch::stack(changed));
    const torch::Tensor student = student_(plain).slice(1, 0, channels_);
    torch::Tensor total = hard_feature_loss((teach(plain) - student).square(), config_.p_hard);
    if (config_.penalty == "drawn") {
      const torch::Tensor drawn = normalise_image(draw_images(rng, images.size(0), good.shape()));
      total = total + student_(drawn).slice(1, 0, channels_).square().mean();
    }
    const torch::Tensor rebuilt = autoencoder_(augmented, &rng);
    const torch::Tensor of_student = student_(augmented).slice(1, channels_);
    return total + torch::mse_loss(rebuilt, teach(augmented)) +
           torch::mse_loss(of_student, rebuilt);
  }

  TrainingResult train_students(const Context& context, const SampleSource& good,
                                const std::vector<std::int64_t>& samples) {
    TrainingTask task;
    task.name = kName;
    task.state = state_of(*student_);
    const NamedTensors rest = state_of(*autoencoder_);
    task.state.insert(task.state.end(), rest.begin(), rest.end());
    task.samples = samples;
    task.loss = [&](std::span<const std::int64_t> batch, Rng& rng) {
      return loss(good, batch, rng);
    };
    // The last twentieth, but at least one of several epochs, at a tenth of the learning rate.
    const std::int64_t epochs = config_.training.epochs;
    const std::int64_t last = std::min(epochs * 95 / 100, std::max<std::int64_t>(1, epochs - 1));
    task.schedule = [last](std::int64_t epoch) { return epoch < last ? 1.0 : 0.1; };
    const std::int64_t pixels = image_.height * image_.width;
    task.sample_floats = 3 * pdn_floats(channels_, 2 * channels_, good.shape()) + 200 * pixels;
    return train(training_context(context, channels_, good.shape()), config_.training, task);
  }

  Maps maps(std::span<const float> pixels) const {
    const torch::NoGradGuard guard;
    Pdn student = student_;
    PdnAutoencoder autoencoder = autoencoder_;
    const torch::Tensor image =
        normalise_image(to_tensor(pixels, {1, 3, image_.height, image_.width}));
    const torch::Tensor both = student(image);
    const torch::Tensor to_teacher = teach(image) - both.slice(1, 0, channels_);
    const torch::Tensor to_autoencoder = autoencoder(image, nullptr) - both.slice(1, channels_);
    return {to_vector(to_teacher.square().mean(1)), to_vector(to_autoencoder.square().mean(1))};
  }

  void measure_maps(const Context& context, const SampleSource& good,
                    const std::vector<std::int64_t>& samples) {
    std::vector<Maps> all(samples.size());
    for_each_block(context, good, samples, 1, [&](const ImageBlock& image, std::int64_t) {
      all[static_cast<std::size_t>(image.begin)] = maps(image.pixels);
    });
    std::vector<float> student;
    std::vector<float> autoencoder;
    for (const Maps& of_image : all) {
      student.insert(student.end(), of_image.student.begin(), of_image.student.end());
      autoencoder.insert(autoencoder.end(), of_image.autoencoder.begin(),
                         of_image.autoencoder.end());
    }
    of_student_ = normalisation_by_quantiles(std::move(student), config_.q_a, config_.q_b);
    of_autoencoder_ = normalisation_by_quantiles(std::move(autoencoder), config_.q_a, config_.q_b);
  }

  // On the grid.
  std::vector<float> combined_map(std::span<const float> pixels, const SampleInfo& info) const {
    const Maps found = maps(pixels);
    std::vector<float> combined =
        combine_maps(found.student, of_student_, found.autoencoder, of_autoencoder_);
    if (!std::all_of(combined.begin(), combined.end(),
                     [](float value) { return std::isfinite(value); })) {
      throw Error(ErrorKind::kData,
                  fmt::format("{}: the features are not finite; is the image or the model damaged?",
                              info.id));
    }
    return combined;
  }

  EfficientAdConfig config_;
  BackboneConfig backbone_;
  GridSize image_;
  std::int64_t channels_ = 0;
  Pdn teacher_ = nullptr;
  Pdn student_ = nullptr;  // its first channels follow the teacher, the others the autoencoder
  PdnAutoencoder autoencoder_ = nullptr;
  torch::Tensor mean_;  // of the teacher's channels
  torch::Tensor deviation_;
  MapNormalisation of_student_;
  MapNormalisation of_autoencoder_;
  std::string teacher_origin_;
  std::string normalised_on_;
  std::vector<std::pair<std::string, std::string>> training_facts_;
};

}  // namespace

std::unique_ptr<Detector> new_efficient_ad(const EfficientAdConfig& config,
                                           const BackboneConfig& backbone) {
  config.validate();
  return std::make_unique<EfficientAd>(config, backbone);
}

}  // namespace goodparts
