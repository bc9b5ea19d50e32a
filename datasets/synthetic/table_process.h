// An injection moulding process: the conditions of each part, and what is measured while it is
// made. Parts come one after another, in lots of material.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "kernels/base/rng.h"

namespace goodparts {

struct PartConditions {
  std::int64_t lot = 0;      // of material, counted from 0
  std::string shift;         // early, late, night
  double temperature = 0.0;  // of the hall, °C
  double wear = 0.0;         // of the mould, 0 just serviced … 1 due
};

enum Measurement : std::size_t {
  kMeltTemperature,    // °C
  kMouldTemperature,   // °C
  kInjectionPressure,  // MPa
  kHoldPressure,       // MPa
  kScrewTorque,        // N m
  kClampForce,         // kN
  kInjectionTime,      // s
  kCoolingTime,        // s
  kCycleTime,          // s
  kPartWeight,         // g
  kMeasurements
};
using Measured = std::array<double, kMeasurements>;

const std::vector<std::string>& measurement_names();  // in the order of Measurement

inline constexpr std::int64_t kPartsPerLot = 100;
inline constexpr double kUsualClampForce = 480.0;
inline constexpr double kUsualScrewTorque = 41.0;

class MouldingProcess {
 public:
  explicit MouldingProcess(std::uint64_t seed) : seed_(seed) {}

  // Of `parts` parts from part `first` of the process. Narrow: early shift only, a mould serviced
  // lately, a hall below 21 °C.
  std::vector<PartConditions> draw_conditions(std::int64_t first, std::int64_t parts, bool narrow,
                                              Rng& rng) const;

  // Of a good part.
  Measured measure(const PartConditions& conditions, Rng& rng) const;

 private:
  double lot_viscosity(std::int64_t lot) const;  // N(0, 0.7), the same for every part of the lot

  std::uint64_t seed_;
};

}  // namespace goodparts
