#include "datasets/synthetic/table_process.h"

#include <algorithm>

namespace goodparts {
namespace {

constexpr std::int64_t kPartsPerShift = 40;
constexpr std::int64_t kPartsPerService = 350;
constexpr double kNarrowWear = 0.4;
constexpr double kNarrowTemperature = 21.0;

struct Shift {
  const char* name;
  double temperature;    // of the hall, mean
  double hold_pressure;  // how the crew sets it, against the usual
};
constexpr std::array<Shift, 3> kShifts = {
    {{"early", 20.0, 0.0}, {"late", 24.5, 1.8}, {"night", 17.0, -1.8}}};

double hold_pressure_of(const std::string& shift) {
  const auto* const found = std::find_if(kShifts.begin(), kShifts.end(),
                                         [&](const Shift& each) { return shift == each.name; });
  return found->hold_pressure;
}

}  // namespace

const std::vector<std::string>& measurement_names() {
  static const std::vector<std::string> names = {
      "melt_temperature", "mould_temperature", "injection_pressure", "hold_pressure",
      "screw_torque",     "clamp_force",       "injection_time",     "cooling_time",
      "cycle_time",       "part_weight"};
  return names;
}

std::vector<PartConditions> MouldingProcess::draw_conditions(std::int64_t first, std::int64_t parts,
                                                             bool narrow, Rng& rng) const {
  std::vector<PartConditions> conditions;
  for (std::int64_t part = first; part < first + parts; ++part) {
    const Shift& shift =
        narrow ? kShifts.front() : kShifts[static_cast<std::size_t>(part / kPartsPerShift % 3)];
    const double since_service =
        static_cast<double>(part % kPartsPerService) / static_cast<double>(kPartsPerService);
    const double temperature = shift.temperature + rng.normal(0.0, 1.0);
    PartConditions at;
    at.lot = part / kPartsPerLot;
    at.shift = shift.name;
    at.temperature = narrow ? std::min(temperature, kNarrowTemperature) : temperature;
    at.wear = since_service * (narrow ? kNarrowWear : 1.0);
    conditions.push_back(at);
  }
  return conditions;
}

Measured MouldingProcess::measure(const PartConditions& at, Rng& rng) const {
  const double viscosity = lot_viscosity(at.lot) + rng.normal(0.0, 0.5);
  const double warmer = at.temperature - 20.0;
  Measured out{};
  const double melt = 0.5 * warmer + rng.normal(0.0, 1.2);  // against the usual 232 °C
  out[kMeltTemperature] = 232.0 + melt;
  const double mould = 0.7 * warmer + rng.normal(0.0, 0.7);
  out[kMouldTemperature] = 58.0 + mould;
  const double injection = 5.0 * viscosity - 1.2 * melt + 5.0 * at.wear + rng.normal(0.0, 0.8);
  out[kInjectionPressure] = 92.0 + injection;
  const double hold = 0.4 * injection + hold_pressure_of(at.shift) + rng.normal(0.0, 0.7);
  out[kHoldPressure] = 55.0 + hold;
  out[kScrewTorque] = kUsualScrewTorque + 3.5 * viscosity - 0.6 * melt + rng.normal(0.0, 0.5);
  out[kClampForce] = kUsualClampForce + 4.5 * injection + rng.normal(0.0, 4.0);
  out[kInjectionTime] = 1.42 + 0.05 * viscosity + 0.06 * at.wear + rng.normal(0.0, 0.012);
  out[kCoolingTime] = 11.5 + 0.15 * mould + rng.normal(0.0, 0.12);
  out[kCycleTime] =
      8.1 + out[kInjectionTime] + out[kCoolingTime] + 0.4 * at.wear + rng.normal(0.0, 0.05);
  out[kPartWeight] = 24.6 + 0.05 * hold - 0.04 * viscosity - 0.15 * at.wear + rng.normal(0.0, 0.04);
  return out;
}

double MouldingProcess::lot_viscosity(std::int64_t lot) const {
  Rng rng(seed_, "synthetic_table.lot", static_cast<std::uint64_t>(lot));
  return rng.normal(0.0, 0.7);
}

}  // namespace goodparts
