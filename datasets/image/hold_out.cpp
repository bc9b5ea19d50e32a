#include "datasets/image/hold_out.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "kernels/base/error.h"

namespace goodparts {

HeldOut hold_out(const std::vector<std::string>& groups, double fraction, Rng rng,
                 const std::string& setting) {
  std::size_t wanted = 0;
  if (fraction > 0.0) {
    wanted = static_cast<std::size_t>(
        std::max<long>(1, std::lround(fraction * static_cast<double>(groups.size()))));
  }
  std::map<std::string, std::size_t> sizes;
  for (const std::string& group : groups) {
    ++sizes[group];
  }
  std::vector<std::string> order;
  for (const auto& entry : sizes) {
    order.push_back(entry.first);
  }
  rng.shuffle(std::span(order));
  std::set<std::string> chosen;
  std::size_t held = 0;
  for (std::size_t i = 0; i < order.size() && held < wanted; ++i) {
    chosen.insert(order[i]);
    held += sizes[order[i]];
  }
  HeldOut result;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    (chosen.contains(groups[i]) ? result.held : result.kept).push_back(i);
  }
  if (result.kept.empty()) {
    throw Error(
        ErrorKind::kData,
        fmt::format(
            "{}: {} of {} good images in {} groups leaves none to train on; lower it or add images",
            setting, fraction, groups.size(), sizes.size()));
  }
  return result;
}

void require_fraction(const std::string& setting, double value) {
  if (!(value >= 0.0 && value < 1.0)) {
    throw Error(ErrorKind::kConfig,
                fmt::format("{}: {} is not at least 0 and below 1", setting, value));
  }
}

void CalibrationConfig::visit(ConfigVisitor& visitor) {
  visitor.field("calibration_fraction", calibration_fraction);
  visitor.field("calibration_by", calibration_by);
}

void CalibrationConfig::validate() const {
  require_fraction("dataset.calibration_fraction", calibration_fraction);
  require_one_of("dataset.calibration_by", calibration_by, {"image", "lot"});
}

HeldOut CalibrationConfig::split(const std::vector<const SampleInfo*>& samples, Rng rng) const {
  std::vector<std::string> groups;
  for (const SampleInfo* sample : samples) {
    const bool by_lot = calibration_by == "lot";
    if (by_lot && calibration_fraction > 0.0 && sample->group == sample->id) {
      throw Error(ErrorKind::kData, fmt::format("dataset.calibration_by: the lot of {} is not "
                                                "known; give it in conditions.csv, or hold out "
                                                "by image",
                                                sample->id));
    }
    groups.push_back(by_lot ? sample->group : sample->id);
  }
  return hold_out(groups, calibration_fraction, std::move(rng), "dataset.calibration_fraction");
}

std::string CalibrationConfig::describe() const {
  if (calibration_fraction == 0.0) {
    return "no calibration images held out";
  }
  return fmt::format("{:g} % of the good training images held out for calibration (by {}, seeded)",
                     100.0 * calibration_fraction, calibration_by);
}

}  // namespace goodparts
