#include "reports/html/page_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "reports/html/base64.h"
#include "reports/html/compact_json.h"
#include "reports/text.h"

namespace goodparts {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kShareDigits = 4;
constexpr int kScoreDigits = 7;

Json rate_json(const Rate& rate) {
  return Json::array(
      {rate.count, rate.total, rounded(rate.low, kShareDigits), rounded(rate.high, kShareDigits)});
}

Json point_json(const OperatingPoint& point) {
  return {{"threshold", point.threshold},
          {"tp", point.tp},
          {"fp", point.fp},
          {"tn", point.tn},
          {"fn", point.fn},
          {"recall", rate_json(point.recall)},
          {"fpr", rate_json(point.false_positive_rate)},
          {"precision", rate_json(point.precision)}};
}

Json values_json(const NamedValues& values) {
  Json result = Json::object();
  for (const auto& [name, value] : values) {
    result[name] = rounded(value, 6);
  }
  return result;
}

Json facts_json(const Facts& facts) {
  Json result = Json::array();
  for (const auto& [name, value] : facts) {
    result.push_back({name, value});
  }
  return result;
}

std::vector<std::size_t> evenly(std::size_t size, std::size_t most) {  // both ends kept
  std::vector<std::size_t> chosen;
  const std::size_t count = std::min(size, most);
  for (std::size_t i = 0; i < count; ++i) {
    chosen.push_back(count == size ? i : i * (size - 1) / (count - 1));
  }
  return chosen;
}

// {"x": [...], "y": [...]}, one array for each column.
template <class Item>
Json columns(
    const std::vector<Item>& items, std::size_t most,
    const std::vector<std::pair<std::string, std::function<Json(const Item&)>>>& column_values) {
  const std::vector<std::size_t> chosen = evenly(items.size(), most);
  Json result = Json::object();
  for (const auto& [name, value] : column_values) {
    Json column = Json::array();
    for (const std::size_t index : chosen) {
      column.push_back(value(items[index]));
    }
    result[name] = std::move(column);
  }
  return result;
}

Json curve_json(const std::vector<CurvePoint>& curve, std::size_t most) {
  return columns<CurvePoint>(
      curve, most,
      {{"x", [](const CurvePoint& p) { return rounded(p.x, kShareDigits); }},
       {"y", [](const CurvePoint& p) { return rounded(p.y, kShareDigits); }},
       {"threshold", [](const CurvePoint& p) { return rounded(p.threshold, 5); }}});
}

Json sweep_json(const std::vector<OperatingPoint>& sweep, std::size_t most) {
  using Point = OperatingPoint;
  const auto share = [](double value) { return rounded(value, kShareDigits); };
  return columns<Point>(
      sweep, most,
      {{"threshold", [](const Point& p) { return rounded(p.threshold, kScoreDigits); }},
       {"tp", [](const Point& p) { return p.tp; }},
       {"fp", [](const Point& p) { return p.fp; }},
       {"tn", [](const Point& p) { return p.tn; }},
       {"fn", [](const Point& p) { return p.fn; }},
       {"recall_low", [&](const Point& p) { return share(p.recall.low); }},
       {"recall_high", [&](const Point& p) { return share(p.recall.high); }},
       {"fpr_low", [&](const Point& p) { return share(p.false_positive_rate.low); }},
       {"fpr_high", [&](const Point& p) { return share(p.false_positive_rate.high); }},
       {"precision_low", [&](const Point& p) { return share(p.precision.low); }},
       {"precision_high", [&](const Point& p) { return share(p.precision.high); }}});
}

Json defects_json(const std::vector<DefectRecall>& defects) {
  Json result = Json::array();
  for (const DefectRecall& defect : defects) {
    result.push_back({{"defect", defect.defect}, {"recall", rate_json(defect.recall)}});
  }
  return result;
}

Json conditions_json(const std::vector<ConditionRate>& conditions) {
  Json result = Json::array();
  for (const ConditionRate& condition : conditions) {
    result.push_back({{"condition", condition.condition},
                      {"level", condition.level},
                      {"fpr", rate_json(condition.false_positive_rate)}});
  }
  return result;
}

Json choice_json(const ThresholdChoice& choice) {
  return {{"available", choice.available},
          {"rule", choice.rule},
          {"target_fpr", choice.target_fpr},
          {"threshold", choice.threshold},
          {"good_count", choice.good_count},
          {"rank", choice.rank},
          {"expected_fpr", rounded(choice.expected_fpr, kShareDigits)},
          {"fpr_upper_95", rounded(choice.fpr_upper_95, kShareDigits)},
          {"good_needed", choice.good_needed},
          {"note", choice.note}};
}

Json histogram_json(const Histogram& histogram) {
  Json edges = Json::array();
  for (const double edge : histogram.edges) {
    edges.push_back(rounded(edge, 5));
  }
  return {{"edges", std::move(edges)},
          {"calibration", histogram.calibration},
          {"good", histogram.good},
          {"anomalous", histogram.anomalous}};
}

Json unit_json(const UnitEvaluation& unit, const DetailLimits& limits) {
  return {{"name", unit.name},
          {"good", unit.good},
          {"anomalous", unit.anomalous},
          {"calibration", unit.calibration},
          {"metrics", values_json(unit.metrics)},
          {"choice", choice_json(unit.choice)},
          {"at_choice", point_json(unit.at_choice)},
          {"oracle_f1", point_json(unit.oracle_f1)},
          {"statement", false_positive_statement(unit.choice.available, unit.at_choice)},
          {"defects", defects_json(unit.defects)},
          {"conditions", conditions_json(unit.conditions)},
          {"sweep", sweep_json(unit.sweep, limits.sweep_rows)},
          {"roc", curve_json(unit.roc, limits.curve_points)},
          {"precision_recall", curve_json(unit.precision_recall, limits.curve_points)},
          {"pro", curve_json(unit.pro, limits.curve_points)},
          {"histogram", histogram_json(unit.histogram)}};
}

Json timings_json(const Timings& timings) {
  return values_json({{"fit_seconds", timings.fit_seconds},
                      {"score_seconds", timings.score_seconds},
                      {"samples_per_second", timings.samples_per_second},
                      {"latency_p50_ms", timings.latency_p50_ms},
                      {"latency_p95_ms", timings.latency_p95_ms},
                      {"latency_p99_ms", timings.latency_p99_ms},
                      {"peak_memory_mib", timings.peak_memory_mib}});
}

Json spread_json(const Spread& spread) {
  return Json::array({rounded(spread.mean, 6), rounded(spread.deviation, 4), spread.runs});
}

Json rate_spread_json(const RateSpread& rate) {
  return {{"spread", spread_json(rate.rate)},
          {"low", rounded(rate.low, kShareDigits)},
          {"high", rounded(rate.high, kShareDigits)},
          {"fewest_parts", rate.fewest_parts},
          {"most_parts", rate.most_parts}};
}

}  // namespace

DetailLimits detail_limits(const std::vector<RunRecord>& runs) {
  constexpr std::size_t kCurvePoints = 20'000;
  constexpr std::size_t kSweepRows = 10'000;
  std::size_t units = 1;
  for (const RunRecord& run : runs) {
    units += run.evaluation.units.size();
  }
  return {std::clamp<std::size_t>(kCurvePoints / units, 40, 400),
          std::clamp<std::size_t>(kSweepRows / units, 25, 200)};
}

Json run_json(const RunRecord& run, const DetailLimits& limits) {
  const Evaluation& evaluation = run.evaluation;
  Json units = Json::array();
  for (const UnitEvaluation& unit : evaluation.units) {
    units.push_back(unit_json(unit, limits));
  }
  return {{"path", run.path},
          {"name", run.name},
          {"method", run.method},
          {"backbone", run.backbone},
          {"dataset", run.dataset},
          {"protocol", run.protocol},
          {"tested", unit_summary(run.evaluation)},
          {"seed", run.seed},
          {"config", run.config_yaml},
          {"facts", facts_json(run.facts)},
          {"environment", facts_json(run.environment)},
          {"timings", timings_json(run.timings)},
          {"warnings", run.warnings},
          {"metrics", values_json(evaluation.metrics)},
          {"has_choice", evaluation.has_choice},
          {"at_choice", point_json(evaluation.at_choice)},
          {"statement", false_positive_statement(evaluation.has_choice, evaluation.at_choice)},
          {"defects", defects_json(evaluation.defects)},
          {"conditions", conditions_json(evaluation.conditions)},
          {"notes", evaluation.notes},
          {"units", std::move(units)},
          {"findings", compact_json(run.findings)},
          {"decision", compact_json(run.decision)}};
}

Json leaderboard_json(const std::vector<LeaderboardRow>& rows) {
  Json result = Json::array();
  for (const LeaderboardRow& row : rows) {
    Json metrics = Json::object();
    for (const auto& [name, value] : row.metrics) {
      metrics[name] = spread_json(value);
    }
    result.push_back({{"runs", row.runs},
                      {"metrics", std::move(metrics)},
                      {"fpr", rate_spread_json(row.false_positive_rate)},
                      {"recall", rate_spread_json(row.recall)},
                      {"samples_per_second", spread_json(row.samples_per_second)},
                      {"latency_p50_ms", spread_json(row.latency_p50_ms)},
                      {"fit_seconds", spread_json(row.fit_seconds)}});
  }
  return result;
}

Json gallery_json(const RunRecord& run, std::size_t shown) {
  Json items = Json::array();
  for (std::size_t i = 0; i < shown; ++i) {
    const GalleryItem& item = run.gallery[i];
    items.push_back({{"unit", item.unit},
                     {"id", item.id},
                     {"kind", item.kind},
                     {"defect", item.defect},
                     {"score", rounded(item.score, kScoreDigits)},
                     {"threshold", rounded(item.threshold, kScoreDigits)},
                     {"original", base64(item.original)},
                     {"heatmap", base64(item.heatmap)},
                     {"overlay", base64(item.overlay)},
                     {"mask", base64(item.mask)}});
  }
  return items;
}

}  // namespace goodparts
