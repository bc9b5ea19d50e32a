#include "metrics/findings/findings_json.h"

#include "metrics/certificate/certificate_json.h"
#include "metrics/rules/json_values.h"
#include "metrics/rules/rules_json.h"

namespace goodparts {
namespace {

using nlohmann::ordered_json;

ordered_json to_json(const MetricInterval& interval) {
  return {{"metric", interval.metric},         {"value", json_number(interval.value)},
          {"low", json_number(interval.low)},  {"high", json_number(interval.high)},
          {"confidence", interval.confidence}, {"method", interval.method},
          {"caveat", interval.caveat}};
}

ordered_json delays_json(const Delays& delays) {
  return {{"mean", json_number(delays.mean)},
          {"median", json_number(delays.median)},
          {"within_limit", json_number(delays.within_limit)}};
}

}  // namespace

ordered_json to_json(const SeriesMetrics& series) {
  const EventCounts& counts = series.counts;
  ordered_json nab = ordered_json::object();
  for (std::size_t i = 0; i < kNabProfiles.size(); ++i) {
    nab[kNabProfiles[i].name] = json_number(series.nab[i]);
  }
  return {{"name", series.name},
          {"threshold", json_number(series.threshold)},
          {"samples", series.samples},
          {"gaps", series.gaps},
          {"points",
           {{"tp", counts.tp},
            {"fp", counts.fp},
            {"tn", counts.tn},
            {"fn", counts.fn},
            {"far", json_number(series.points.far)},
            {"mar", json_number(series.points.mar)},
            {"precision", json_number(series.points.precision)},
            {"recall", json_number(series.points.recall)},
            {"f1", json_number(series.points.f1)}}},
          {"events",
           {{"events", counts.events},
            {"found", counts.found},
            {"alarms", counts.alarms},
            {"false_alarms", counts.false_alarms},
            {"precision", json_number(series.events.precision)},
            {"recall", json_number(series.events.recall)},
            {"f1", json_number(series.events.f1)},
            {"composite_f1", json_number(series.events.composite_f1)}}},
          {"range",
           {{"precision", json_number(series.range.precision)},
            {"recall", json_number(series.range.recall)},
            {"f1", json_number(series.range.f1)}}},
          {"delay_samples", delays_json(series.delay_samples)},
          {"delay_seconds", delays_json(series.delay_seconds)},
          {"nab", nab},
          {"vus",
           {{"vus_roc", json_number(series.surface.vus_roc)},
            {"vus_pr", json_number(series.surface.vus_pr)},
            {"range_auc_roc", json_number(series.surface.range_auc_roc)},
            {"range_auc_pr", json_number(series.surface.range_auc_pr)}}},
          {"point_adjusted",
           {{"warning", kPointAdjustWarning},
            {"f1", json_number(series.point_adjusted.f1)},
            {"f1_area", json_number(series.point_adjusted.f1_area)},
            {"noise_same_rate", json_number(series.point_adjusted.noise_same_rate)},
            {"noise_best", json_number(series.point_adjusted.noise_best)}}}};
}

ordered_json to_json(const UnitFindings& findings) {
  ordered_json json = {{"unit", findings.name},
                       {"intervals", ordered_json::array()},
                       {"rules", ordered_json::array()},
                       {"review_band", nullptr},
                       {"tightening", to_json(findings.tightening)},
                       {"certificate", to_json(findings.certificate)},
                       {"series", nullptr}};
  for (const MetricInterval& interval : findings.intervals) {
    json["intervals"].push_back(to_json(interval));
  }
  for (const ThresholdRule& rule : findings.rules) {
    json["rules"].push_back(to_json(rule));
  }
  if (findings.review_band) {
    json["review_band"] = to_json(*findings.review_band);
  }
  if (findings.series) {
    json["series"] = to_json(*findings.series);
  }
  return json;
}

ordered_json to_json(const Findings& findings) {
  ordered_json json = {
      {"intervals", ordered_json::array()}, {"units", ordered_json::array()}, {"series", nullptr}};
  for (const MetricInterval& interval : findings.intervals) {
    json["intervals"].push_back(to_json(interval));
  }
  for (const UnitFindings& unit : findings.units) {
    json["units"].push_back(to_json(unit));
  }
  if (findings.series) {
    json["series"] = to_json(*findings.series);
  }
  return json;
}

}  // namespace goodparts
