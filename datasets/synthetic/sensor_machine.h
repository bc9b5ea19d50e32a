// A motor that drives a pump: its operating conditions over time, and what eight sensors read under
// them. Rows are one minute apart.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kernels/base/rng.h"

namespace goodparts {

struct Operating {
  double load = 0.0;         // percent of the rated load, 20 … 100
  double speed = 0.0;        // revolutions a minute, about 900 … 3000
  double temperature = 0.0;  // of the surroundings, °C
  double wear = 0.0;         // 0 new … 1 worn out
};

enum Sensor : std::size_t {
  kTorque,              // N m
  kCurrent,             // A
  kPower,               // kW
  kMotorTemperature,    // °C
  kBearingTemperature,  // °C
  kVibration,           // mm/s, effective
  kPressure,            // bar
  kFlow,                // L/min
  kSensors
};
using Readings = std::array<double, kSensors>;

const std::vector<std::string>& sensor_names();  // in the order of Sensor

inline constexpr double kLowestLoad = 20.0;
inline constexpr double kHighestLoad = 100.0;

// How one run is operated; its rows share it.
struct RunPlan {
  double hold = 0.0;           // mean minutes between changes of the load
  double temperature = 0.0;    // mean of the surroundings, °C
  double phase = 0.0;          // of the slow swing of that temperature, radians
  double wear_at_start = 0.0;  // grows by wear_growth from the first to the last row of the run
  double wear_growth = 0.0;
};

RunPlan draw_run_plan(Rng& rng);

// The conditions of `rows` rows from row `first` of a run with `run_rows` rows. The load changes in
// steps that the machine follows with a delay; it is never set above `highest_load`.
std::vector<Operating> draw_operating(const RunPlan& plan, std::int64_t first, std::int64_t rows,
                                      std::int64_t run_rows, double highest_load, Rng& rng);

// What the sensors of a sound machine read, with noise. Temperatures lag behind their causes and
// start settled.
std::vector<Readings> read_sensors(std::span<const Operating> operating, Rng& rng);

}  // namespace goodparts
