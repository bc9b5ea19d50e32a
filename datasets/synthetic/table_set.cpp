#include "datasets/synthetic/table_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "datasets/synthetic/drawn_rows.h"
#include "datasets/synthetic/table_defects.h"
#include "datasets/synthetic/table_process.h"
#include "kernels/base/rng.h"

namespace goodparts {
namespace {

void append(const PartConditions& at, const Measured& part, bool with_conditions,
            const std::string& defect, DrawnRows& drawn) {
  std::vector<float>& values = drawn.table.values;
  for (const double value : part) {
    values.push_back(static_cast<float>(value));
  }
  if (with_conditions) {
    values.push_back(static_cast<float>(at.temperature));
    values.push_back(static_cast<float>(at.wear));
  }
  const std::string lot = fmt::format("L{:03}", at.lot);
  drawn.add(
      {fmt::format("part#{}", drawn.table.rows()),
       lot,
       {text_condition("shift", at.shift), text_condition("lot", lot),
        numeric_condition("temperature", at.temperature), numeric_condition("wear", at.wear)}},
      defect);
}

void draw_train(const SyntheticTableConfig& config, const MouldingProcess& process,
                std::uint64_t seed, DrawnRows& drawn) {
  Rng rng(seed, "synthetic_table.train");
  for (const PartConditions& at :
       process.draw_conditions(0, config.train, config.narrow_training, rng)) {
    append(at, process.measure(at, rng), config.conditions_as_features, kGood, drawn);
  }
}

// Which test parts are defective is drawn at random.
void draw_test(const SyntheticTableConfig& config, const MouldingProcess& process,
               std::uint64_t seed, DrawnRows& drawn) {
  const std::int64_t parts = config.test_good + config.test_defective;
  Rng defect_rng(seed, "synthetic_table.defects");
  std::vector<std::int64_t> kinds(static_cast<std::size_t>(parts), -1);  // −1: good
  const std::vector<std::int64_t> defective = defect_rng.sample(parts, config.test_defective);
  for (std::size_t i = 0; i < defective.size(); ++i) {
    kinds[static_cast<std::size_t>(defective[i])] = static_cast<std::int64_t>(i) % kPartDefects;
  }

  Rng rng(seed, "synthetic_table.test");
  const std::vector<PartConditions> conditions =
      process.draw_conditions(config.train, parts, false, rng);
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    Measured part = process.measure(conditions[i], rng);
    std::string name = kGood;
    if (kinds[i] >= 0) {
      const auto defect = static_cast<PartDefect>(kinds[i]);
      apply_defect(defect, config.defect_strength, part, defect_rng);
      name = part_defect_name(defect);
    }
    append(conditions[i], part, config.conditions_as_features, name, drawn);
  }
}

RowUnit split_table(const SyntheticTableConfig& config, std::uint64_t seed, DrawnRows drawn) {
  Rng rng(seed, "calibration", 0);
  std::vector<std::int64_t> order = rng.sample(config.train, config.train);
  const auto held = order.begin() + held_out(config.train, config.calibration_fraction);
  std::vector<std::int64_t> calibration(order.begin(), held);
  std::vector<std::int64_t> train(held, order.end());
  std::sort(calibration.begin(), calibration.end());
  std::sort(train.begin(), train.end());
  const std::int64_t rows = drawn.table.rows();
  return make_drawn_unit("parts", std::move(drawn), std::move(train), std::move(calibration),
                         row_range(config.train, rows));
}

std::string protocol_of(const SyntheticTableConfig& config) {
  return fmt::format(
      "Drawn by the program: {} good moulded parts to train on{}, {} of them, chosen "
      "at random, held out for calibration; {} good and {} defective parts of later lots to test "
      "on.",
      config.train, config.narrow_training ? " (early shift, cool hall and fresh mould only)" : "",
      held_out(config.train, config.calibration_fraction), config.test_good, config.test_defective);
}

}  // namespace

void SyntheticTableConfig::visit(ConfigVisitor& visitor) {
  visitor.field("train", train);
  visitor.field("test_good", test_good);
  visitor.field("test_defective", test_defective);
  visitor.field("defect_strength", defect_strength);
  visitor.field("narrow_training", narrow_training);
  visitor.field("conditions_as_features", conditions_as_features);
  visitor.field("calibration_fraction", calibration_fraction);
}

void SyntheticTableConfig::validate() const {
  require_between("train", train, 100, 1'000'000);
  require_between("test_good", test_good, 1, 1'000'000);
  require_between("test_defective", test_defective, 1, 1'000'000);
  require_between("defect_strength", defect_strength, 0.1, 10.0);
  require_between("calibration_fraction", calibration_fraction, 0.0, 0.5);
}

std::unique_ptr<Dataset> open_synthetic_table(const SyntheticTableConfig& config,
                                              std::uint64_t seed) {
  config.validate();
  const MouldingProcess process(seed);
  DrawnRows drawn;
  drawn.table.features = measurement_names();
  if (config.conditions_as_features) {
    drawn.table.features.insert(drawn.table.features.end(), {"temperature", "wear"});
  }
  draw_train(config, process, seed, drawn);
  draw_test(config, process, seed, drawn);
  std::vector<RowUnit> units;
  units.push_back(split_table(config, seed, std::move(drawn)));
  return make_drawn_dataset(std::move(units), 1, protocol_of(config));
}

std::unique_ptr<Dataset> make_synthetic_table(const ConfigReader& read, std::uint64_t seed) {
  SyntheticTableConfig config;
  read(config);
  return open_synthetic_table(config, seed);
}

}  // namespace goodparts
