#include "datasets/synthetic/image_conditions.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "datasets/image/conditions.h"

namespace goodparts {
namespace {

struct Shift {
  const char* name;
  double share;     // of training parts
  double lighting;  // mean gain
  double gradient;
  double noise;
};

constexpr std::array<Shift, 3> kShifts = {{
    {"day", 0.6, 1.0, 0.02, 0.006},
    {"evening", 0.3, 0.97, 0.04, 0.008},
    {"night", 0.1, 0.90, 0.10, 0.012},
}};
constexpr std::int64_t kKnownLots = 5;
constexpr std::int64_t kNewLots = 3;
constexpr double kLightingDeviation = 0.02;

const Shift& draw_shift(bool unlike_training, Rng& rng) {
  if (unlike_training) {
    return kShifts[static_cast<std::size_t>(rng.below(kShifts.size()))];
  }
  double rest = rng.uniform();
  for (const Shift& shift : kShifts) {
    if (rest < shift.share) {
      return shift;
    }
    rest -= shift.share;
  }
  return kShifts.front();
}

}  // namespace

PartConditions draw_conditions(std::uint64_t seed, const std::string& product,
                               double condition_shift, Rng& rng) {
  const Shift& shift = draw_shift(rng.chance(condition_shift), rng);
  const std::int64_t lot =
      rng.chance(condition_shift) ? kKnownLots + rng.below(kNewLots) : rng.below(kKnownLots);
  // Rounded first, so that the number that is listed is the one that is drawn.
  const double lighting =
      std::round(1000.0 * rng.normal(shift.lighting, kLightingDeviation)) / 10.0;

  PartConditions conditions;
  conditions.listed = {{"shift", shift.name},
                       {kLot, fmt::format("L{}", lot + 1)},
                       {"lighting", fmt::format("{:.1f}", lighting), lighting}};
  PartLook& look = conditions.look;
  look.gain = lighting / 100.0;
  look.gradient = shift.gradient * rng.uniform(0.5, 1.5);
  look.gradient_angle = rng.uniform(-0.5, 0.5) + (lot % 2 == 0 ? 0.0 : std::numbers::pi / 2.0);
  look.noise = shift.noise;
  Rng material(seed, "lot:" + product, static_cast<std::uint64_t>(lot));
  for (double& factor : look.tint) {
    factor = material.normal(1.0, 0.012);
  }
  look.texture_scale = material.normal(1.0, 0.05);
  return conditions;
}

}  // namespace goodparts
