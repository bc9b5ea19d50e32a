#include "datasets/tabular/row_split.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kernels/base/config.h"
#include "kernels/base/error.h"
#include "kernels/base/rng.h"

namespace goodparts {
namespace {

// Moves `count` items, drawn by rng, out of `from`; what is left and what is taken keep their
// order.
std::vector<std::int64_t> take(std::vector<std::int64_t>& from, std::int64_t count, Rng rng) {
  std::vector<bool> chosen(from.size());
  for (const std::int64_t i : rng.sample(static_cast<std::int64_t>(from.size()), count)) {
    chosen[static_cast<std::size_t>(i)] = true;
  }
  std::vector<std::int64_t> taken;
  std::vector<std::int64_t> left;
  for (std::size_t i = 0; i < from.size(); ++i) {
    (chosen[i] ? taken : left).push_back(from[i]);
  }
  from = std::move(left);
  return taken;
}

}  // namespace

void require_table_protocol(const std::string& protocol) {
  require_one_of("dataset.protocol", protocol, {kGoodOnly, kWholeTable});
}

std::string describe_table_protocol(const std::string& protocol, double calibration_fraction) {
  if (protocol == kWholeTable) {
    return "whole_table: fitted and scored on the same labelled table, anomalous rows included; "
           "comparable with published outlier-detection figures, but not learned from good parts "
           "only, and no rows are held out to choose a threshold";
  }
  return fmt::format(
      "good_only: learned from good rows alone, tested on rows never trained on; {:g} % of the "
      "training rows held out for calibration",
      100.0 * calibration_fraction);
}

void require_fraction(double calibration_fraction) {
  if (!(calibration_fraction >= 0.0 && calibration_fraction < 1.0)) {
    throw Error(ErrorKind::kConfig,
                fmt::format("dataset.calibration_fraction: {} is out of range; give 0 (nothing "
                            "held out) or more, and less than 1",
                            calibration_fraction));
  }
}

void split_table(RowUnit& unit, const std::string& protocol, double calibration_fraction,
                 std::uint64_t seed) {
  unit.learn = unit.tested.table;
  const RowTruth& truth = *unit.tested.truth;
  std::vector<std::int64_t> all(static_cast<std::size_t>(truth.rows()));
  std::iota(all.begin(), all.end(), std::int64_t{0});
  if (protocol == kWholeTable) {
    unit.train = all;
    unit.test = std::move(all);
    return;
  }
  std::vector<std::int64_t> good;
  for (const std::int64_t row : all) {
    (truth.anomalous(row) ? unit.test : good).push_back(row);
  }
  if (good.size() < 4) {
    throw Error(ErrorKind::kData, fmt::format("{}: only {} of {} rows are good; protocol good_only "
                                              "needs at least 4 to learn from and to test",
                                              unit.name, good.size(), truth.rows()));
  }
  unit.train = take(good, static_cast<std::int64_t>(good.size()) / 2, Rng(seed, "split"));
  unit.test.insert(unit.test.end(), good.begin(), good.end());
  std::sort(unit.test.begin(), unit.test.end());
  hold_out_calibration(unit, calibration_fraction, seed);
}

void hold_out_calibration(RowUnit& unit, double fraction, std::uint64_t seed) {
  const auto available = static_cast<std::int64_t>(unit.train.size());
  if (fraction <= 0.0 || available < 2) {
    return;
  }
  const auto wanted = std::llround(fraction * static_cast<double>(available));
  const auto count = std::clamp<std::int64_t>(wanted, 1, available - 1);
  unit.calibration = take(unit.train, count, Rng(seed, "calibration"));
}

}  // namespace goodparts
