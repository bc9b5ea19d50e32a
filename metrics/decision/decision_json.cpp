#include "metrics/decision/decision_json.h"

#include "metrics/rules/json_values.h"

namespace goodparts {
namespace {

using nlohmann::ordered_json;

ordered_json result_json(const RequirementResult& result) {
  return {{"name", result.name},
          {"subject", result.subject},
          {"verdict", requirement_verdict_name(result.verdict)},
          {"required", json_number(result.required)},
          {"value", json_number(result.value)},
          {"low", json_number(result.low)},
          {"high", json_number(result.high)},
          {"failures", result.failures},
          {"samples", result.samples},
          {"sample_kind", result.sample_kind},
          {"further_needed", json_optional(result.further_needed)},
          {"further_at_observed_rate", json_optional(result.further_at_observed_rate)},
          {"sentence", result.sentence}};
}

ordered_json span_json(const Spanned& span) {
  return {{"value", json_number(span.value)},
          {"low", json_number(span.low)},
          {"high", json_number(span.high)}};
}

ordered_json row_json(const OperatingRow& row) {
  return {{"rule", row.rule},
          {"chosen", row.chosen},
          {"oracle", row.oracle},
          {"threshold", json_number(row.threshold)},
          {"overkill", json_rate(row.overkill)},
          {"escapes", json_rate(row.escapes)},
          {"flags_per_shift", span_json(row.flags_per_shift)},
          {"escaped_ppm", span_json(row.escaped_ppm)},
          {"review_hours", span_json(row.review_hours)}};
}

ordered_json latency_json(const LatencySummary& latency) {
  return {{"count", latency.count},
          {"p50", json_number(latency.p50)},
          {"p95", json_number(latency.p95)},
          {"p99", json_number(latency.p99)},
          {"p99_low", json_number(latency.p99_low)},
          {"p99_high", json_number(latency.p99_high)}};
}

ordered_json defect_json(const DefectRecall& defect) {
  return {{"defect", defect.defect}, {"recall", json_rate(defect.recall)}};
}

ordered_json size_json(const SizeRecall& size) {
  return {{"size", size.size},
          {"smallest", json_number(size.smallest)},
          {"largest", json_number(size.largest)},
          {"recall", json_rate(size.recall)}};
}

ordered_json condition_json(const ConditionRate& rate) {
  return {{"condition", rate.condition},
          {"level", rate.level},
          {"false_positive_rate", json_rate(rate.false_positive_rate)}};
}

template <class T>
ordered_json list(const std::vector<T>& items, ordered_json (*write)(const T&)) {
  ordered_json array = ordered_json::array();
  for (const T& item : items) {
    array.push_back(write(item));
  }
  return array;
}

}  // namespace

ordered_json to_json(const Requirements& requirements) {
  const Requirements& r = requirements;
  ordered_json json = {{"confidence", r.confidence}};
  const auto add = [&](const char* name, const std::optional<double>& value) {
    if (value) {
      json[name] = *value;
    }
  };
  add("max_fpr", r.max_fpr);
  add("min_recall", r.min_recall);
  if (!r.min_recall_per_defect.empty()) {
    json["min_recall_per_defect"] = r.min_recall_per_defect;
  }
  add("max_escaped_ppm", r.max_escaped_ppm);
  add("max_latency_p99_ms", r.max_latency_p99_ms);
  add("takt_time_ms", r.takt_time_ms);
  add("max_memory_mib", r.max_memory_mib);
  add("max_review_hours_per_shift", r.max_review_hours_per_shift);
  add("prevalence", r.prevalence);
  add("parts_per_shift", r.parts_per_shift);
  add("review_seconds_per_flag", r.review_seconds_per_flag);
  return json;
}

ordered_json to_json(const Decision& decision) {
  return {{"verdict", decision_verdict_name(decision.verdict)},
          {"sentence", decision.sentence},
          {"subject", decision.subject},
          {"rule", decision.rule},
          {"requirements", to_json(decision.requirements)},
          {"results", list(decision.results, result_json)},
          {"operating_points", list(decision.operating, row_json)},
          {"defects", list(decision.defects, defect_json)},
          {"sizes", list(decision.sizes, size_json)},
          {"conditions", list(decision.conditions, condition_json)},
          {"latency_ms", latency_json(decision.latency)},
          {"memory_mib", json_optional(decision.memory_mib)},
          {"notes", decision.notes}};
}

}  // namespace goodparts
