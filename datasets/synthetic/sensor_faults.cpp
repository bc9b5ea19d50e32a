#include "datasets/synthetic/sensor_faults.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <span>

namespace goodparts {
namespace {

constexpr std::int64_t kIntervalRows = 20;  // about; spikes are shorter
constexpr std::int64_t kSpikeRows = 2;
constexpr std::int64_t kGoodRowsBetween = 3;

Readings deviations(const std::vector<Readings>& readings) {
  const auto n = static_cast<double>(readings.size());
  Readings out{};
  for (std::size_t sensor = 0; sensor < kSensors; ++sensor) {
    double mean = 0.0;
    for (const Readings& row : readings) {
      mean += row[sensor] / n;
    }
    double variance = 0.0;
    for (const Readings& row : readings) {
      variance += (row[sensor] - mean) * (row[sensor] - mean) / n;
    }
    out[sensor] = std::sqrt(variance);
  }
  return out;
}

class FaultWriter {
 public:
  FaultWriter(double strength, std::vector<Readings>& readings, Rng& rng)
      : strength_(strength),
        good_(readings),
        deviation_(deviations(readings)),
        readings_(readings),
        rng_(rng) {}

  void write(const FaultInterval& interval) {
    const auto rows = std::span(readings_).subspan(static_cast<std::size_t>(interval.first),
                                                   static_cast<std::size_t>(interval.rows));
    switch (interval.fault) {
      case Fault::kBearing:
        return bearing(rows);
      case Fault::kCorrelationBreak:
        return correlation_break(interval);
      case Fault::kDrift:
        return drift(rows);
      case Fault::kSpike:
        return spike(rows);
      case Fault::kStuck:
        return stuck(rows);
    }
  }

 private:
  std::size_t any_sensor() { return static_cast<std::size_t>(rng_.below(kSensors)); }
  double any_sign() { return rng_.chance(0.5) ? 1.0 : -1.0; }
  // Rises steadily to 1 over the first half of the interval and stays there.
  static double progress(std::size_t row, std::span<Readings> rows) {
    return std::min(1.0, 2.0 * static_cast<double>(row + 1) / static_cast<double>(rows.size()));
  }

  void bearing(std::span<Readings> rows) const {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i][kVibration] *= 1.0 + 1.5 * strength_ * progress(i, rows);
      rows[i][kBearingTemperature] += 14.0 * strength_ * progress(i, rows);
    }
  }

  void correlation_break(const FaultInterval& interval) {
    const auto total = static_cast<std::int64_t>(good_.size());
    const std::int64_t shift = interval.rows + rng_.below(total - 2 * interval.rows + 1);
    for (std::int64_t row = interval.first; row < interval.first + interval.rows; ++row) {
      const Readings& other = good_[static_cast<std::size_t>((row + shift) % total)];
      readings_[static_cast<std::size_t>(row)][kPressure] = other[kPressure];
      readings_[static_cast<std::size_t>(row)][kFlow] = other[kFlow];
    }
  }

  void drift(std::span<Readings> rows) {
    const std::size_t sensor = any_sensor();
    const double end = any_sign() * 6.0 * strength_ * deviation_[sensor];
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i][sensor] += end * progress(i, rows);
    }
  }

  void spike(std::span<Readings> rows) {
    const std::size_t sensor = any_sensor();
    const double height = any_sign() * rng_.uniform(4.0, 7.0) * strength_ * deviation_[sensor];
    for (Readings& row : rows) {
      row[sensor] += height;
    }
  }

  void stuck(std::span<Readings> rows) {
    const std::size_t sensor = any_sensor();
    for (Readings& row : rows) {
      row[sensor] = rows.front()[sensor];
    }
  }

  double strength_;
  const std::vector<Readings> good_;  // as they were before any fault
  const Readings deviation_;
  std::vector<Readings>& readings_;
  Rng& rng_;
};

}  // namespace

const std::string& fault_name(Fault fault) {
  static const std::vector<std::string> names = {"bearing", "correlation_break", "drift", "spike",
                                                 "stuck"};
  return names[static_cast<std::size_t>(fault)];
}

std::vector<FaultInterval> place_faults(std::int64_t rows, double share, Rng& rng) {
  const auto rows_each = static_cast<std::int64_t>(static_cast<double>(rows) * share / kFaults);
  assert(rows_each >= kSpikeRows && share <= 0.5);
  std::vector<FaultInterval> intervals;
  for (std::int64_t kind = 0; kind < kFaults; ++kind) {
    const auto fault = static_cast<Fault>(kind);
    const std::int64_t usual = fault == Fault::kSpike ? kSpikeRows : kIntervalRows;
    const std::int64_t count = std::max<std::int64_t>(1, rows_each / usual);
    const std::int64_t length = fault == Fault::kSpike ? kSpikeRows : rows_each / count;
    intervals.insert(intervals.end(), static_cast<std::size_t>(count), {fault, 0, length});
  }
  rng.shuffle(std::span(intervals));

  std::int64_t free = rows;  // rows that are neither in an interval nor needed between two
  for (const FaultInterval& interval : intervals) {
    free -= interval.rows + kGoodRowsBetween;
  }
  assert(free >= 0);
  std::vector<std::int64_t> before;  // free rows before each interval
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    before.push_back(rng.below(free + 1));
  }
  std::sort(before.begin(), before.end());
  std::int64_t used = 0;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    used += kGoodRowsBetween;
    intervals[i].first = before[i] + used;
    used += intervals[i].rows;
  }
  return intervals;
}

void apply_faults(const std::vector<FaultInterval>& intervals, double strength,
                  std::vector<Readings>& readings, Rng& rng) {
  FaultWriter writer(strength, readings, rng);
  for (const FaultInterval& interval : intervals) {
    writer.write(interval);
  }
}

}  // namespace goodparts
