// Faults of a machine and of its sensors, put into good readings.
//
//   bearing            vibration rises up to 150 % above its value, the bearing warms by up to
//                      14 °C
//   correlation_break  pressure and flow read as at another time of the recording: each value is an
//                      everyday one, together with the other sensors it is not
//   drift              one sensor moves away by up to 6 of its deviations
//   spike              one sensor is off by 4 to 7 of its deviations for two rows
//   stuck              one sensor keeps the value of the interval's first row
//
// bearing and drift grow steadily over the first half of the interval. Amounts hold at strength 1
// and scale with it; correlation_break and stuck have no amount.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "datasets/synthetic/sensor_machine.h"
#include "kernels/base/rng.h"

namespace goodparts {

enum class Fault { kBearing, kCorrelationBreak, kDrift, kSpike, kStuck };
inline constexpr std::int64_t kFaults = 5;

const std::string& fault_name(Fault fault);

struct FaultInterval {
  Fault fault = Fault::kBearing;
  std::int64_t first = 0;  // row
  std::int64_t rows = 0;
};

// Disjoint intervals in random order over rows 0 … rows − 1 with good rows between them, about
// rows · share / 5 rows of each fault, which must be at least 2; share <= 0.5.
std::vector<FaultInterval> place_faults(std::int64_t rows, double share, Rng& rng);

void apply_faults(const std::vector<FaultInterval>& intervals, double strength,
                  std::vector<Readings>& readings, Rng& rng);

}  // namespace goodparts
