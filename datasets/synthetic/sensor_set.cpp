#include "datasets/synthetic/sensor_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "datasets/synthetic/drawn_rows.h"
#include "datasets/synthetic/sensor_faults.h"
#include "datasets/synthetic/sensor_machine.h"
#include "kernels/base/error.h"
#include "kernels/base/rng.h"

namespace goodparts {
namespace {

// Share of the range of loads that narrow training sees, from the lowest.
constexpr double kNarrowShare = 0.4;

struct Recording {
  std::vector<Operating> operating;
  std::vector<Readings> readings;
  std::vector<FaultInterval> faults;
};

std::vector<Condition> conditions_of(const Operating& at) {
  return {numeric_condition("load", at.load), numeric_condition("speed", at.speed),
          numeric_condition("temperature", at.temperature), numeric_condition("wear", at.wear)};
}

void append(const Recording& recording, const std::string& run, bool with_conditions,
            DrawnRows& drawn) {
  const std::size_t rows = recording.readings.size();
  std::vector<std::string> defects(rows, kGood);
  for (const FaultInterval& fault : recording.faults) {
    for (std::int64_t i = 0; i < fault.rows; ++i) {
      defects[static_cast<std::size_t>(fault.first + i)] = fault_name(fault.fault);
    }
  }
  for (std::size_t row = 0; row < rows; ++row) {
    for (const double value : recording.readings[row]) {
      drawn.table.values.push_back(static_cast<float>(value));
    }
    std::vector<Condition> conditions = conditions_of(recording.operating[row]);
    if (with_conditions) {
      for (const Condition& condition : conditions) {
        drawn.table.values.push_back(static_cast<float>(condition.number));
      }
    }
    drawn.add({fmt::format("{}#{}", run, drawn.table.rows()), run, std::move(conditions)},
              defects[row]);
  }
}

// The two parts have streams of their own, so that settings of one leave the other as it is.
DrawnRows draw_run(const SyntheticSensorConfig& config, std::uint64_t seed, std::uint64_t index) {
  Rng plan_rng(seed, "synthetic_sensor.plan", index);
  const RunPlan plan = draw_run_plan(plan_rng);
  const std::int64_t run_rows = config.train_rows + config.test_rows;
  const double range = kHighestLoad - kLowestLoad;

  Rng train_rng(seed, "synthetic_sensor.train", index);
  Recording train;
  train.operating = draw_operating(
      plan, 0, config.train_rows, run_rows,
      kLowestLoad + range * (config.narrow_training ? kNarrowShare : 1.0), train_rng);
  train.readings = read_sensors(train.operating, train_rng);

  Rng test_rng(seed, "synthetic_sensor.test", index);
  Recording test;
  test.operating =
      draw_operating(plan, config.train_rows, config.test_rows, run_rows, kHighestLoad, test_rng);
  test.readings = read_sensors(test.operating, test_rng);
  Rng fault_rng(seed, "synthetic_sensor.faults", index);
  test.faults = place_faults(config.test_rows, config.fault_share, fault_rng);
  apply_faults(test.faults, config.fault_strength, test.readings, fault_rng);

  DrawnRows drawn;
  drawn.table.features = sensor_names();
  if (config.conditions_as_features) {
    for (const Condition& condition : conditions_of({})) {
      drawn.table.features.push_back(condition.name);
    }
  }
  const std::string run = fmt::format("run{}", index);
  append(train, run, config.conditions_as_features, drawn);
  append(test, run, config.conditions_as_features, drawn);
  return drawn;
}

// No window reaches from one part of the run into another.
RowUnit split_run(const SyntheticSensorConfig& config, std::uint64_t index, DrawnRows drawn) {
  const std::int64_t calibration_first =
      config.train_rows - held_out(config.train_rows, config.calibration_fraction);
  const std::int64_t skipped = config.window - 1;
  const std::int64_t rows = drawn.table.rows();
  return make_drawn_unit(
      fmt::format("run{}", index), std::move(drawn), row_range(skipped, calibration_first),
      row_range(std::min(calibration_first + skipped, config.train_rows), config.train_rows),
      row_range(config.train_rows + skipped, rows));
}

std::string protocol_of(const SyntheticSensorConfig& config) {
  return fmt::format(
      "Drawn by the program: {} runs of a motor-driven pump, each a unit with {} good "
      "rows to train on{}, of which the last {} are held out for calibration, and {} later rows to "
      "test on, about {:.0f} % of them in labelled faults.{}",
      config.runs, config.train_rows,
      config.narrow_training
          ? fmt::format(" (loads only up to {:.0f} %)",
                        kLowestLoad + kNarrowShare * (kHighestLoad - kLowestLoad))
          : "",
      held_out(config.train_rows, config.calibration_fraction), config.test_rows,
      100.0 * config.fault_share,
      config.window > 1
          ? fmt::format(
                " A sample is {} rows long, named and labelled after its last row; none reaches "
                "across the three parts.",
                config.window)
          : "");
}

}  // namespace

void SyntheticSensorConfig::visit(ConfigVisitor& visitor) {
  visitor.field("runs", runs);
  visitor.field("train_rows", train_rows);
  visitor.field("test_rows", test_rows);
  visitor.field("fault_share", fault_share);
  visitor.field("fault_strength", fault_strength);
  visitor.field("narrow_training", narrow_training);
  visitor.field("conditions_as_features", conditions_as_features);
  visitor.field("window", window);
  visitor.field("calibration_fraction", calibration_fraction);
}

void SyntheticSensorConfig::validate() const {
  require_between("runs", runs, 1, 100);
  require_between("train_rows", train_rows, 100, 100'000);
  require_between("test_rows", test_rows, 500, 100'000);
  require_between("fault_share", fault_share, 0.05, 0.5);
  require_between("fault_strength", fault_strength, 0.1, 10.0);
  require_between("window", window, 1, 50);
  require_between("calibration_fraction", calibration_fraction, 0.0, 0.5);
}

std::unique_ptr<Dataset> open_synthetic_sensor(const SyntheticSensorConfig& config,
                                               std::uint64_t seed) {
  config.validate();
  std::vector<RowUnit> units;
  for (std::int64_t run = 0; run < config.runs; ++run) {
    const auto index = static_cast<std::uint64_t>(run);
    units.push_back(split_run(config, index, draw_run(config, seed, index)));
  }
  return make_drawn_dataset(std::move(units), config.window, protocol_of(config), true);
}

std::unique_ptr<Dataset> make_synthetic_sensor(const ConfigReader& read, std::uint64_t seed) {
  SyntheticSensorConfig config;
  read(config);
  return open_synthetic_sensor(config, seed);
}

}  // namespace goodparts
