#include "reports/text.h"

#include <fmt/format.h>

#include <cmath>

namespace goodparts {

std::string percent(double share) {
  if (std::isnan(share)) {
    return kNotDefined;
  }
  const double value = 100.0 * share;
  if (value <= 0.0 || value >= 100.0) {
    return fmt::format("{:.0f} %", value);
  }
  std::string text;
  for (int decimals = 1; decimals <= 4; ++decimals) {
    text = fmt::format("{:.{}f}", value, decimals);
    const double shown = std::stod(text);
    if (shown > 0.0 && shown < 100.0) {
      break;
    }
  }
  return text + " %";
}

std::string three_decimals(double value) {
  return std::isnan(value) ? kNotDefined : fmt::format("{:.3f}", value);
}

std::string three_digits(double value) {
  if (std::isnan(value)) {
    return kNotDefined;
  }
  return std::abs(value) >= 100.0 ? fmt::format("{:.0f}", value) : fmt::format("{:.3g}", value);
}

std::string grouped(std::int64_t count) {
  std::string text = std::to_string(count);
  for (std::size_t at = text.size(); at > 3;) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

std::string unit_summary(const Evaluation& evaluation) {
  constexpr std::size_t kMost = 3;
  if (evaluation.units.size() > kMost) {
    return fmt::format("{} units", evaluation.units.size());
  }
  std::vector<std::string> names;
  for (const UnitEvaluation& unit : evaluation.units) {
    names.push_back(unit.name);
  }
  return joined(names, ", ");
}

std::string false_positive_statement(bool threshold_available, const OperatingPoint& point) {
  if (!threshold_available) {
    return "No good parts were held out, so no threshold could be chosen without looking at the "
           "test results. Every threshold in this report is an oracle, and so is its "
           "false-positive rate.";
  }
  const Rate& rate = point.false_positive_rate;
  if (rate.total == 0) {
    return "The test set holds no good part, so it says nothing about false positives.";
  }
  const std::string counts = fmt::format("{} of {} good part{} flagged", grouped(rate.count),
                                         grouped(rate.total), rate.total == 1 ? "" : "s");
  if (rate.count == 0) {
    // Zero of n: the one-sided 95 % Clopper–Pearson bound is 1 − 0.05^(1/n).
    const double bound = 1.0 - std::pow(0.05, 1.0 / static_cast<double>(rate.total));
    return fmt::format("{}: the true rate may be up to {} (one-sided 95 % bound).", counts,
                       percent(bound));
  }
  return fmt::format("{} ({}): the true rate may lie anywhere from {} to {} (95 % interval).",
                     counts, percent(rate.value), percent(rate.low), percent(rate.high));
}

}  // namespace goodparts
