#include "metrics/rules/rules_json.h"

#include "metrics/rules/json_values.h"

namespace goodparts {
namespace {

using nlohmann::ordered_json;

ordered_json promise_json(const RulePromise& promise) {
  return {{"sentence", promise.sentence},
          {"basis", promise.basis},
          {"target_fpr", json_number(promise.target_fpr)},
          {"target_recall", json_number(promise.target_recall)},
          {"expected_fpr", json_number(promise.expected_fpr)},
          {"fpr_upper_95", json_number(promise.fpr_upper_95)},
          {"recall_lower_95", json_number(promise.recall_lower_95)}};
}

ordered_json check_json(const RateCheck& check) {
  return {{"verdict", transfer_verdict_name(check.verdict)},
          {"test", check.test},
          {"p_worse", json_number(check.p_worse)},
          {"p_better", json_number(check.p_better)}};
}

ordered_json transfer_json(const RuleTransfer& transfer) {
  return {{"sentence", transfer.sentence},
          {"observed", json_operating_point(transfer.observed)},
          {"false_alarms", check_json(transfer.false_alarms)},
          {"misses", check_json(transfer.misses)}};
}

ordered_json zone_json(const ReviewZone& zone) {
  return {{"good", json_rate(zone.good)},
          {"anomalous", json_rate(zone.anomalous)},
          {"share", json_number(zone.share)}};
}

}  // namespace

ordered_json to_json(const ThresholdRule& rule) {
  ordered_json json = {{"name", rule.name},
                       {"needs", rule_needs_name(rule.needs)},
                       {"oracle", rule.oracle},
                       {"available", rule.available},
                       {"unavailable_reason", rule.unavailable_reason},
                       {"threshold", json_number(rule.threshold)},
                       {"good_count", rule.good_count},
                       {"anomalous_count", rule.anomalous_count},
                       {"rank", rule.rank},
                       {"promise", promise_json(rule.promise)},
                       {"caveats", rule.caveats},
                       {"diagnostics", ordered_json::object()},
                       {"transfer", nullptr}};
  for (const auto& [name, value] : rule.diagnostics) {
    json["diagnostics"][name] = json_number(value);
  }
  if (rule.transfer) {
    json["transfer"] = transfer_json(*rule.transfer);
  }
  return json;
}

ordered_json to_json(const ReviewBand& band) {
  ordered_json json = {{"available", band.available},
                       {"unavailable_reason", band.unavailable_reason},
                       {"empty", band.empty},
                       {"sentence", band.sentence},
                       {"lower", to_json(band.lower)},
                       {"upper", to_json(band.upper)},
                       {"zones", nullptr}};
  if (band.available) {
    json["zones"] = {{"pass", zone_json(band.zones.pass)},
                     {"review", zone_json(band.zones.review)},
                     {"fail", zone_json(band.zones.fail)}};
  }
  return json;
}

ordered_json to_json(const TighteningSchedule& schedule) {
  ordered_json steps = ordered_json::array();
  for (const TighteningStep& step : schedule.steps) {
    steps.push_back({{"rank", step.rank},
                     {"good_needed", step.good_needed},
                     {"fpr_upper", step.fpr_upper},
                     {"reached", step.reached}});
  }
  return {{"target_fpr", schedule.target_fpr},
          {"confidence", schedule.confidence},
          {"step_confidence", schedule.step_confidence},
          {"good_seen", schedule.good_seen},
          {"rank", schedule.rank},
          {"fpr_upper", schedule.fpr_upper},
          {"keeps_target", schedule.keeps_target},
          {"note", schedule.note},
          {"steps", steps}};
}

}  // namespace goodparts
