// Kinds of defects of moulded parts, as they show in what was measured.
//
//   burn          the melt is 5 to 9 °C too hot
//   short_shot    the part is 0.4 to 0.8 g too light, injection took 0.05 s longer
//   sink_mark     hold pressure is 5 MPa too low, the part 0.1 g too light
//   wet_material  screw torque is 4 N m too near the other side of its usual value: it no longer
//                 fits the pressure that this material needs
//   wrong_clamp   clamp force is 30 kN too near the other side of its usual value: it no longer
//   fits
//                 the injection pressure
//
// The last two show only in combination: each value alone is one that good parts have too. Amounts
// hold at strength 1 and scale with it.
#pragma once

#include <cstdint>
#include <string>

#include "datasets/synthetic/table_process.h"
#include "kernels/base/rng.h"

namespace goodparts {

enum class PartDefect { kBurn, kShortShot, kSinkMark, kWetMaterial, kWrongClamp };
inline constexpr std::int64_t kPartDefects = 5;

const std::string& part_defect_name(PartDefect defect);

void apply_defect(PartDefect defect, double strength, Measured& part, Rng& rng);

}  // namespace goodparts
