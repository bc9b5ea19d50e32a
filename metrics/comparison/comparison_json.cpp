#include "metrics/comparison/comparison_json.h"

#include "metrics/rules/json_values.h"

namespace goodparts {
namespace {

using nlohmann::ordered_json;

ordered_json to_json(const BestSet& set, const std::vector<std::string>& names) {
  ordered_json detectors = ordered_json::array();
  for (std::size_t i = 0; i < set.detectors.size(); ++i) {
    const BestSetEntry& entry = set.detectors[i];
    detectors.push_back({{"name", names[i]},
                         {"value", json_number(entry.value)},
                         {"difference_to_best", json_number(entry.difference)},
                         {"low", json_number(entry.interval.low)},
                         {"high", json_number(entry.interval.high)},
                         {"p", json_number(entry.p)},
                         {"p_holm", json_number(entry.adjusted_p)},
                         {"indistinguishable_from_best", entry.in_set}});
  }
  return {{"best", set.best < 0 ? ordered_json(nullptr)
                                : ordered_json(names[static_cast<std::size_t>(set.best)])},
          {"method", set.method},
          {"caveat", set.caveat},
          {"detectors", detectors}};
}

ordered_json to_json(const McNemarResult& result) {
  return {{"samples", result.samples},
          {"right_only_here", result.only_first},
          {"right_only_in_best", result.only_second},
          {"p", json_number(result.p)}};
}

ordered_json to_json(const FriedmanResult& result, const std::vector<std::string>& names) {
  ordered_json ranks = ordered_json::object();
  for (std::size_t i = 0; i < result.average_ranks.size(); ++i) {
    ranks[names[i]] = json_number(result.average_ranks[i]);
  }
  return {{"units", result.categories},
          {"average_ranks", ranks},
          {"p", json_number(result.p)},
          {"critical_difference", json_number(result.critical_difference)},
          {"level", result.level},
          {"caveat", result.caveat}};
}

}  // namespace

ordered_json to_json(const Comparison& comparison) {
  ordered_json units = ordered_json::array();
  for (const UnitComparison& unit : comparison.units) {
    ordered_json thresholds = ordered_json::object();
    for (std::size_t i = 0; i < unit.thresholds.size(); ++i) {
      const ThresholdComparison& compared = unit.thresholds[i];
      thresholds[comparison.detectors[i]] =
          compared.available ? ordered_json{{"good", to_json(compared.flags.good)},
                                            {"anomalous", to_json(compared.flags.anomalous)}}
                             : ordered_json(nullptr);
    }
    units.push_back({{"unit", unit.unit},
                     {"good", unit.good},
                     {"anomalous", unit.anomalous},
                     {"sample_auroc", to_json(unit.by_auroc, comparison.detectors)},
                     {"sample_ap", to_json(unit.by_average_precision, comparison.detectors)},
                     {"at_thresholds", thresholds}});
  }
  ordered_json json = {{"detectors", comparison.detectors},
                       {"units", units},
                       {"over_units", nullptr},
                       {"friedman", nullptr}};
  if (comparison.over_units) {
    json["over_units"] = to_json(*comparison.over_units, comparison.detectors);
  }
  if (comparison.friedman) {
    json["friedman"] = to_json(*comparison.friedman, comparison.detectors);
  }
  return json;
}

}  // namespace goodparts
