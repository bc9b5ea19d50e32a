#include "datasets/synthetic/sensor_machine.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace goodparts {
namespace {

constexpr double kSwingPeriod = 480.0;  // minutes

// A quantity that approaches its target with a time constant.
class Lag {
 public:
  explicit Lag(double rows) : share_(1.0 - std::exp(-1.0 / rows)) {}

  double follow(double target) {
    value_ = started_ ? value_ + share_ * (target - value_) : target;
    started_ = true;
    return value_;
  }

 private:
  double share_;
  double value_ = 0.0;
  bool started_ = false;
};

// Readings without noise, temperatures settled.
Readings settled(const Operating& at) {
  const double load = at.load / 100.0;
  const double speed = at.speed / 1000.0;
  Readings out{};
  out[kTorque] = 4.0 + 55.0 * load + 1.5 * speed * speed + 6.0 * at.wear * speed;
  out[kPower] = out[kTorque] * speed * 0.1047 / (0.93 - 0.08 * at.wear);  // 0.1047: rpm to rad/s
  out[kCurrent] = 3.0 + 0.3 * out[kTorque] + 0.5 * out[kPower];
  out[kMotorTemperature] = at.temperature + 12.0 + 0.07 * out[kCurrent] * out[kCurrent];
  out[kBearingTemperature] = at.temperature + 6.0 * speed + 7.0 * load + 12.0 * at.wear;
  const double off_resonance = (speed - 2.1) / 0.2;
  out[kVibration] = 0.6 + 0.3 * speed * speed + 0.7 * load + 1.5 * at.wear * speed +
                    0.8 * std::exp(-off_resonance * off_resonance);
  out[kPressure] = 1.0 + 0.9 * speed * speed + 3.0 * load;
  out[kFlow] = 40.0 * speed * (1.0 - 0.35 * load * load);
  return out;
}

constexpr Readings kNoise = {0.5, 0.25, 0.1, 0.3, 0.25, 0.07, 0.08, 0.6};

}  // namespace

const std::vector<std::string>& sensor_names() {
  static const std::vector<std::string> names = {
      "torque",    "current",  "power", "motor_temperature", "bearing_temperature",
      "vibration", "pressure", "flow"};
  return names;
}

RunPlan draw_run_plan(Rng& rng) {
  RunPlan plan;
  plan.hold = rng.uniform(10.0, 20.0);
  plan.temperature = rng.uniform(16.0, 26.0);
  plan.phase = rng.uniform(0.0, 2.0 * std::numbers::pi);
  plan.wear_at_start = rng.uniform(0.0, 0.3);
  plan.wear_growth = rng.uniform(0.1, 0.2);
  return plan;
}

std::vector<Operating> draw_operating(const RunPlan& plan, std::int64_t first, std::int64_t rows,
                                      std::int64_t run_rows, double highest_load, Rng& rng) {
  std::vector<Operating> operating;
  Lag load(2.0);
  Lag speed(2.0);
  double wanted_load = 0.0;
  double wanted_speed = 0.0;
  std::int64_t held_until = 0;
  for (std::int64_t row = 0; row < rows; ++row) {
    if (row >= held_until) {
      wanted_load = rng.uniform(kLowestLoad, highest_load);
      wanted_speed = std::clamp(700.0 + 19.0 * wanted_load + rng.normal(0.0, 250.0), 900.0, 3000.0);
      held_until = row + std::llround(plan.hold * rng.uniform(0.5, 1.5));
    }
    const auto time = static_cast<double>(first + row);
    Operating at;
    at.load =
        std::clamp(load.follow(wanted_load) + rng.normal(0.0, 0.8), kLowestLoad, highest_load);
    at.speed = speed.follow(wanted_speed) + rng.normal(0.0, 12.0);
    at.temperature = plan.temperature +
                     5.0 * std::sin(2.0 * std::numbers::pi * time / kSwingPeriod + plan.phase) +
                     rng.normal(0.0, 0.1);
    at.wear = plan.wear_at_start + plan.wear_growth * time / static_cast<double>(run_rows);
    operating.push_back(at);
  }
  return operating;
}

std::vector<Readings> read_sensors(std::span<const Operating> operating, Rng& rng) {
  std::vector<Readings> readings;
  Lag motor(6.0);
  Lag bearing(4.0);
  for (const Operating& at : operating) {
    Readings row = settled(at);
    row[kMotorTemperature] = motor.follow(row[kMotorTemperature]);
    row[kBearingTemperature] = bearing.follow(row[kBearingTemperature]);
    for (std::size_t sensor = 0; sensor < kSensors; ++sensor) {
      row[sensor] += rng.normal(0.0, kNoise[sensor]);
    }
    readings.push_back(row);
  }
  return readings;
}

}  // namespace goodparts
