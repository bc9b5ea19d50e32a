#include "datasets/synthetic/image_set.h"

#include <fmt/format.h>

#include <algorithm>

#include "datasets/image/conditions.h"
#include "datasets/synthetic/image_defects.h"
#include "datasets/synthetic/image_part.h"
#include "datasets/synthetic/image_products.h"
#include "kernels/base/error.h"

namespace goodparts {
namespace {

struct Part {
  SampleInfo info;
  PartPlan plan;
};

class DrawnImages : public SampleSource {
 public:
  DrawnImages(std::vector<Part> parts, const SyntheticImageConfig& config)
      : parts_(std::move(parts)),
        size_(config.image_size),
        input_(config.input.input()),
        shape_(config.input.input().shape()) {}

  std::int64_t size() const override { return static_cast<std::int64_t>(parts_.size()); }
  const Shape& shape() const override { return shape_; }
  const SampleInfo& info(std::int64_t index) const override {
    return parts_.at(static_cast<std::size_t>(index)).info;
  }

  void read(std::span<const std::int64_t> indices, std::span<float> out) const override {
    const auto elements = static_cast<std::size_t>(shape_.elements());
    for (std::size_t i = 0; i < indices.size(); ++i) {
      to_input(draw(indices[i]), input_, out.subspan(i * elements, elements));
    }
  }

  ImageGeometry geometry(std::int64_t) const override { return input_.locate({size_, size_}); }
  Picture picture(std::int64_t index) const override { return {size_, size_, draw(index).values}; }

 private:
  Pixels<std::uint8_t> draw(std::int64_t index) const {
    return draw_part(parts_.at(static_cast<std::size_t>(index)).plan, static_cast<int>(size_))
        .image;
  }

  std::vector<Part> parts_;
  std::int64_t size_;
  ImageInput input_;
  Shape shape_;
};

class DrawnLabels : public Labels {
 public:
  DrawnLabels(std::vector<Part> parts, std::int64_t size) : parts_(std::move(parts)), size_(size) {}

  std::int64_t size() const override { return static_cast<std::int64_t>(parts_.size()); }
  bool anomalous(std::int64_t index) const override { return defect(index) != kGood; }
  const std::string& defect(std::int64_t index) const override { return plan(index).defect; }
  bool has_masks() const override { return true; }
  Mask mask(std::int64_t index) const override {
    return draw_part(plan(index), static_cast<int>(size_)).mask;
  }

 private:
  const PartPlan& plan(std::int64_t index) const {
    return parts_.at(static_cast<std::size_t>(index)).plan;
  }

  std::vector<Part> parts_;
  std::int64_t size_;
};

constexpr double kWeakest = 0.3;

class PartMaker {
 public:
  PartMaker(const SyntheticImageConfig& config, std::string product, std::uint64_t seed)
      : config_(config), product_(std::move(product)), seed_(seed) {}

  // `number` counts the parts of a split; an id is <split>/<defect>/<number>.
  Part make(const std::string& split, const std::string& defect, std::int64_t number) const {
    Part part;
    part.info.id = fmt::format("{}/{}/{:04}", split, defect, number);
    part.plan.product = product_;
    part.plan.stream = fmt::format("{}:{}:{}", product_, split, defect);
    part.plan.seed = seed_;
    part.plan.index = static_cast<std::uint64_t>(number);
    part.plan.defect = defect;
    Rng rng(seed_, "part:" + part.plan.stream, part.plan.index);
    part.plan.strength = std::min(1.0, config_.defect_strength * rng.uniform(kWeakest, 1.0));
    const double condition_shift = split == "train" ? 0.0 : config_.condition_shift;
    PartConditions conditions = draw_conditions(seed_, product_, condition_shift, rng);
    part.plan.look = conditions.look;
    part.info.conditions = std::move(conditions.listed);
    group_by_lot(part.info);
    return part;
  }

 private:
  const SyntheticImageConfig& config_;
  std::string product_;
  std::uint64_t seed_;
};

std::vector<Part> make_test(const SyntheticImageConfig& config, const PartMaker& maker) {
  std::vector<Part> parts;
  const auto kinds = static_cast<std::int64_t>(synthetic_defects().size());
  for (std::int64_t kind = 0; kind < kinds; ++kind) {
    const std::int64_t count = (config.test_defective + kinds - 1 - kind) / kinds;
    for (std::int64_t i = 0; i < count; ++i) {
      parts.push_back(maker.make("test", synthetic_defects()[static_cast<std::size_t>(kind)], i));
    }
  }
  for (std::int64_t i = 0; i < config.test_good; ++i) {
    parts.push_back(maker.make("test", kGood, i));
  }
  std::ranges::sort(parts, {}, [](const Part& part) { return part.info.id; });
  return parts;
}

std::vector<Part> pick(const std::vector<Part>& parts, const std::vector<std::size_t>& indices) {
  std::vector<Part> picked;
  for (const std::size_t i : indices) {
    picked.push_back(parts[i]);
  }
  return picked;
}

class SyntheticImages : public Dataset {
 public:
  SyntheticImages(const SyntheticImageConfig& config, std::uint64_t seed)
      : config_(config), seed_(seed) {}

  std::vector<std::string> unit_names() const override { return config_.category; }
  InputSpec input() const override { return config_.input.input().spec(); }

  Unit open(const Context& /*context*/, std::size_t index) const override {
    const std::string& product = config_.category.at(index);
    const PartMaker maker(config_, product, seed_);
    std::vector<Part> good;
    for (std::int64_t i = 0; i < config_.train; ++i) {
      good.push_back(maker.make("train", kGood, i));
    }
    std::vector<const SampleInfo*> samples;
    for (const Part& part : good) {
      samples.push_back(&part.info);
    }
    const HeldOut split = config_.calibration.split(samples, Rng(seed_, "calibration:" + product));
    const std::vector<Part> test = make_test(config_, maker);
    return {product, images(pick(good, split.kept)), images(pick(good, split.held)), images(test),
            std::make_unique<DrawnLabels>(test, config_.image_size)};
  }

  std::string protocol() const override {
    return fmt::format(
        "Parts drawn by the program: trained on good ones, {}; {:g} % of the test parts come from "
        "conditions unlike those of training.",
        config_.calibration.describe(), 100.0 * config_.condition_shift);
  }

 private:
  std::unique_ptr<SampleSource> images(std::vector<Part> parts) const {
    return std::make_unique<DrawnImages>(std::move(parts), config_);
  }

  SyntheticImageConfig config_;
  std::uint64_t seed_;
};

void require_range(const char* setting, std::int64_t value, std::int64_t low, std::int64_t high) {
  if (value < low || value > high) {
    throw Error(ErrorKind::kConfig,
                fmt::format("dataset.{}: {} is not from {} to {}", setting, value, low, high));
  }
}

}  // namespace

void SyntheticImageConfig::visit(ConfigVisitor& visitor) {
  visitor.field("category", category);
  visitor.field("train", train);
  visitor.field("test_good", test_good);
  visitor.field("test_defective", test_defective);
  visitor.field("image_size", image_size);
  visitor.field("defect_strength", defect_strength);
  visitor.field("condition_shift", condition_shift);
  input.visit(visitor);
  calibration.visit(visitor);
}

void SyntheticImageConfig::validate() const {
  constexpr std::int64_t kMost = 100000;
  for (const std::string& name : category) {
    require_one_of("dataset.category", name, synthetic_products());
  }
  if (category.empty() || std::ranges::any_of(category, [&](const std::string& name) {
        return std::ranges::count(category, name) > 1;
      })) {
    throw Error(ErrorKind::kConfig,
                "dataset.category: the list is empty or names a category twice");
  }
  require_range("train", train, 2, kMost);
  require_range("test_good", test_good, 0, kMost);
  require_range("test_defective", test_defective, 0, kMost);
  require_range("image_size", image_size, 32, 2048);
  if (test_good + test_defective == 0) {
    throw Error(ErrorKind::kConfig,
                "dataset.test_good, dataset.test_defective: both are 0; nothing could be tested");
  }
  if (!(defect_strength > 0.0 && defect_strength <= 4.0)) {
    throw Error(
        ErrorKind::kConfig,
        fmt::format("dataset.defect_strength: {} is not above 0 and at most 4", defect_strength));
  }
  if (!(condition_shift >= 0.0 && condition_shift <= 1.0)) {
    throw Error(ErrorKind::kConfig,
                fmt::format("dataset.condition_shift: {} is not from 0 to 1", condition_shift));
  }
  input.validate();
  calibration.validate();
}

std::unique_ptr<Dataset> open_synthetic_images(const SyntheticImageConfig& config,
                                               std::uint64_t seed) {
  config.validate();
  return std::make_unique<SyntheticImages>(config, seed);
}

}  // namespace goodparts
