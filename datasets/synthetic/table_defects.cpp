#include "datasets/synthetic/table_defects.h"

#include <vector>

namespace goodparts {
namespace {

// By `amount` towards the usual value, and past it where it is nearer than that.
void move_across(double usual, double amount, double& value) {
  value += value > usual ? -amount : amount;
}

}  // namespace

const std::string& part_defect_name(PartDefect defect) {
  static const std::vector<std::string> names = {"burn", "short_shot", "sink_mark", "wet_material",
                                                 "wrong_clamp"};
  return names[static_cast<std::size_t>(defect)];
}

void apply_defect(PartDefect defect, double strength, Measured& part, Rng& rng) {
  switch (defect) {
    case PartDefect::kBurn:
      part[kMeltTemperature] += strength * rng.uniform(5.0, 9.0);
      return;
    case PartDefect::kShortShot:
      part[kPartWeight] -= strength * rng.uniform(0.4, 0.8);
      part[kInjectionTime] += strength * 0.05;
      part[kCycleTime] += strength * 0.05;
      return;
    case PartDefect::kSinkMark:
      part[kHoldPressure] -= strength * 5.0;
      part[kPartWeight] -= strength * 0.1;
      return;
    case PartDefect::kWetMaterial:
      move_across(kUsualScrewTorque, strength * 4.0, part[kScrewTorque]);
      return;
    case PartDefect::kWrongClamp:
      move_across(kUsualClampForce, strength * 30.0, part[kClampForce]);
      return;
  }
}

}  // namespace goodparts
