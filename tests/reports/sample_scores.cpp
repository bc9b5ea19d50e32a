#include <fmt/format.h>
#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <cmath>
#include <functional>

#include "tests/reports/sample_runs.h"

namespace goodparts::testing {
namespace {

std::int64_t above(const std::vector<double>& scores, double threshold) {
  return std::count_if(scores.begin(), scores.end(), [&](double s) { return s > threshold; });
}

OperatingPoint at(double threshold, const std::vector<double>& good,
                  const std::vector<double>& anomalous) {
  OperatingPoint point;
  point.threshold = threshold;
  point.tp = above(anomalous, threshold);
  point.fp = above(good, threshold);
  point.fn = static_cast<std::int64_t>(anomalous.size()) - point.tp;
  point.tn = static_cast<std::int64_t>(good.size()) - point.fp;
  point.recall = exact_rate(point.tp, point.tp + point.fn);
  point.false_positive_rate = exact_rate(point.fp, point.fp + point.tn);
  point.precision = exact_rate(point.tp, point.tp + point.fp);
  return point;
}

double f1(const OperatingPoint& p) {
  return 2.0 * static_cast<double>(p.tp) / static_cast<double>(2 * p.tp + p.fp + p.fn);
}

ThresholdChoice choose(std::vector<double> held_out, double target) {
  ThresholdChoice choice;
  const auto n = static_cast<std::int64_t>(held_out.size());
  choice.target_fpr = target;
  choice.good_count = n;
  choice.good_needed = static_cast<std::int64_t>(std::ceil(std::log(0.05) / std::log1p(-target)));
  if (n == 0) {
    choice.note = "No good parts were held out.";
    return choice;
  }
  std::sort(held_out.begin(), held_out.end(), std::greater<>());
  const auto k = std::max<std::int64_t>(1, static_cast<std::int64_t>(target * double(n + 1)));
  const boost::math::beta_distribution<double> beta(double(k), double(n + 1 - k));
  choice.available = true;
  choice.rank = k;
  choice.rule = fmt::format("number {} from the top of {} held-out good scores", k, n);
  choice.threshold = held_out[static_cast<std::size_t>(k - 1)];
  choice.expected_fpr = double(k) / double(n + 1);
  choice.fpr_upper_95 = boost::math::quantile(beta, 0.95);
  if (n < choice.good_needed) {
    choice.note = fmt::format(
        "{} held-out good parts are too few to promise {:.0f} % with 95 % confidence; {} are "
        "needed.",
        n, 100 * target, choice.good_needed);
  }
  return choice;
}

std::vector<double> every_score(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> all(a);
  all.insert(all.end(), b.begin(), b.end());
  std::sort(all.begin(), all.end(), std::greater<>());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

Histogram histogram(const std::vector<double>& calibration, const std::vector<double>& good,
                    const std::vector<double>& anomalous) {
  constexpr std::int64_t kBins = 60;
  const std::vector<double> all = every_score(good, every_score(anomalous, calibration));
  const double low = all.back();
  const double width = (all.front() - low) / kBins;
  Histogram result;
  for (std::int64_t i = 0; i <= kBins; ++i) {
    result.edges.push_back(low + width * double(i));
  }
  const auto fill = [&](const std::vector<double>& scores) {
    std::vector<std::int64_t> counts(kBins, 0);
    for (const double score : scores) {
      const auto bin = static_cast<std::int64_t>((score - low) / width);
      ++counts[static_cast<std::size_t>(std::clamp<std::int64_t>(bin, 0, kBins - 1))];
    }
    return counts;
  };
  result.calibration = fill(calibration);
  result.good = fill(good);
  result.anomalous = fill(anomalous);
  return result;
}

double average_precision(const std::vector<CurvePoint>& curve) {
  double sum = 0.0;
  double before = 0.0;
  for (const CurvePoint& point : curve) {
    sum += (point.x - before) * point.y;
    before = point.x;
  }
  return sum;
}

double area(const std::vector<CurvePoint>& curve) {
  double sum = 0.0;
  for (std::size_t i = 1; i < curve.size(); ++i) {
    sum += (curve[i].x - curve[i - 1].x) * (curve[i].y + curve[i - 1].y) / 2.0;
  }
  return sum;
}

void add_curves(const std::vector<double>& thresholds, const std::vector<double>& good,
                const std::vector<double>& anomalous, UnitEvaluation& unit) {
  unit.roc.push_back({0.0, 0.0, thresholds.front()});
  unit.oracle_f1 = at(thresholds.front(), good, anomalous);
  double fpr_at_95 = 1.0;
  for (std::size_t i = 1; i <= thresholds.size(); ++i) {
    const double threshold = i < thresholds.size() ? thresholds[i] : thresholds.back() - 1e-6;
    const OperatingPoint point = at(threshold, good, anomalous);
    unit.roc.push_back({point.false_positive_rate.value, point.recall.value, threshold});
    if (point.tp + point.fp > 0) {
      unit.precision_recall.push_back({point.recall.value, point.precision.value, threshold});
    }
    if (point.recall.value >= 0.95) {
      fpr_at_95 = std::min(fpr_at_95, point.false_positive_rate.value);
    }
    if (f1(point) > f1(unit.oracle_f1)) {
      unit.oracle_f1 = point;
    }
    if (i % std::max<std::size_t>(1, thresholds.size() / 100) == 0) {
      unit.sweep.push_back(point);
    }
  }
  unit.metrics = {{"sample_auroc", area(unit.roc)},
                  {"sample_ap", average_precision(unit.precision_recall)},
                  {"sample_f1_max", f1(unit.oracle_f1)},
                  {"sample_fpr_at_95tpr", fpr_at_95}};
}

}  // namespace

Rate exact_rate(std::int64_t count, std::int64_t total) {
  if (total == 0) {
    return {};
  }
  const auto quantile = [](std::int64_t a, std::int64_t b, double p) {
    return boost::math::quantile(boost::math::beta_distribution<double>(double(a), double(b)), p);
  };
  return {count, total, double(count) / double(total),
          count == 0 ? 0.0 : quantile(count, total - count + 1, 0.025),
          count == total ? 1.0 : quantile(count + 1, total - count, 0.975)};
}

UnitEvaluation evaluate_scores(const std::string& name, std::vector<double> calibration,
                               const std::vector<double>& good,
                               const std::vector<double>& anomalous, double target_fpr) {
  UnitEvaluation unit;
  unit.name = name;
  unit.good = static_cast<std::int64_t>(good.size());
  unit.anomalous = static_cast<std::int64_t>(anomalous.size());
  unit.calibration = static_cast<std::int64_t>(calibration.size());
  add_curves(every_score(good, anomalous), good, anomalous, unit);
  unit.histogram = histogram(calibration, good, anomalous);
  unit.choice = choose(std::move(calibration), target_fpr);
  if (unit.choice.available) {
    unit.at_choice = at(unit.choice.threshold, good, anomalous);
  }
  return unit;
}

}  // namespace goodparts::testing
