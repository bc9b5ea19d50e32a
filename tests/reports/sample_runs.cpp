#include "tests/reports/sample_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "kernels/base/rng.h"
#include "tests/reports/sample_findings.h"

namespace goodparts::testing {
namespace {

std::vector<double> draw(Rng& rng, std::int64_t count, double mean, double deviation) {
  std::vector<double> scores;
  for (std::int64_t i = 0; i < count; ++i) {
    scores.push_back(std::exp(rng.normal(mean, deviation)));  // long tails, as distances have them
  }
  return scores;
}

Rate rate_above(const std::vector<double>& scores, double threshold) {
  const auto above =
      std::count_if(scores.begin(), scores.end(), [&](double score) { return score > threshold; });
  return exact_rate(above, static_cast<std::int64_t>(scores.size()));
}

std::string jpeg(const cv::Mat& picture) {
  std::vector<unsigned char> bytes;
  cv::imencode(".jpg", picture, bytes, {cv::IMWRITE_JPEG_QUALITY, 85});
  return {bytes.begin(), bytes.end()};
}

// A grey tile with a scratch where it is defective; the heatmap glows where the detector looked.
GalleryItem picture(const std::string& unit, const std::string& kind, const std::string& defect,
                    int number, double score, double threshold) {
  constexpr int kSize = 224;
  Rng rng(static_cast<std::uint64_t>(number), "picture-" + kind);
  cv::Mat tile(kSize, kSize, CV_8UC3);
  for (int y = 0; y < kSize; ++y) {
    for (int x = 0; x < kSize; ++x) {
      const double light = 118 + 26 * std::sin(0.018 * (x + 2 * y) + number) + 5 * rng.normal();
      const auto grey = static_cast<unsigned char>(std::clamp(light, 0.0, 255.0));
      tile.at<cv::Vec3b>(y, x) = {grey, grey, static_cast<unsigned char>(std::min(255, grey + 6))};
    }
  }
  cv::Mat mask = cv::Mat::zeros(kSize, kSize, CV_8UC1);
  cv::Mat heat = cv::Mat::zeros(kSize, kSize, CV_8UC1);
  const auto random_point = [&] {
    return cv::Point(static_cast<int>(rng.uniform(40, 184)),
                     static_cast<int>(rng.uniform(40, 184)));
  };
  const cv::Point from = random_point();
  const cv::Point to = from + cv::Point(static_cast<int>(rng.uniform(-38, 38)), 30);
  const bool defective = defect != "good";
  if (defective) {
    cv::line(mask, from, to, 255, kind == "escape" ? 4 : 9, cv::LINE_AA);
    tile.setTo(cv::Scalar(52, 56, 60), mask);
    cv::GaussianBlur(tile, tile, {5, 5}, 1.1);
  }
  const bool looked_there = kind == "caught" || kind == "false_alarm";
  cv::line(heat, looked_there ? from : random_point(), looked_there ? to : random_point(),
           looked_there ? 255 : 120, 16, cv::LINE_AA);
  cv::GaussianBlur(heat, heat, {61, 61}, 15);
  cv::Mat glow;
  cv::applyColorMap(heat, glow, cv::COLORMAP_INFERNO);
  cv::Mat overlay;
  cv::addWeighted(tile, 0.6, glow, 0.6, 0, overlay);
  GalleryItem item{unit,          fmt::format("test/{}/{:03}.png", defect, number),
                   kind,          defect,
                   score,         threshold,
                   jpeg(tile),    jpeg(glow),
                   jpeg(overlay), ""};
  if (defective) {
    item.mask = jpeg(mask);
  }
  return item;
}

void add_pictures(RunRecord& run) {
  const UnitEvaluation& unit = run.evaluation.units[0];
  const double threshold = unit.choice.threshold;
  const auto add = [&](const std::string& kind, const std::string& defect, int count, double step) {
    for (int i = 1; i <= count; ++i) {
      run.gallery.push_back(
          picture(unit.name, kind, defect, i, threshold * (1.0 + step * i), threshold));
    }
  };
  add("escape", "fray", 5, -0.06);
  add("false_alarm", "good", 4, 0.05);
  add("caught", "crack", 3, 0.4);
  add("passed", "good", 2, -0.1);
}

// Splits the anomalous scores over defect types in turn and the good ones over conditions.
void add_breakdowns(const std::vector<double>& good, const std::vector<double>& anomalous,
                    const std::vector<std::string>& defects,
                    const std::vector<std::pair<std::string, std::vector<std::string>>>& conditions,
                    UnitEvaluation& unit) {
  const auto part = [&](const std::vector<double>& scores, std::size_t i, std::size_t parts) {
    const std::size_t size = scores.size();
    return rate_above({scores.begin() + static_cast<std::ptrdiff_t>(i * size / parts),
                       scores.begin() + static_cast<std::ptrdiff_t>((i + 1) * size / parts)},
                      unit.choice.threshold);
  };
  for (std::size_t i = 0; i < defects.size(); ++i) {
    unit.defects.push_back({defects[i], part(anomalous, i, defects.size())});
  }
  for (const auto& [condition, levels] : conditions) {
    for (std::size_t i = 0; i < levels.size(); ++i) {
      unit.conditions.push_back({condition, levels[i], part(good, i, levels.size())});
    }
  }
}

void add_counts(const Rate& from, Rate& to) {
  to = exact_rate(to.count + from.count, to.total + from.total);
}

void pool(Evaluation& evaluation) {
  const std::vector<UnitEvaluation>& units = evaluation.units;
  evaluation.metrics = units[0].metrics;
  for (auto& [name, value] : evaluation.metrics) {
    double sum = 0.0;
    for (const UnitEvaluation& unit : units) {
      sum += std::find_if(unit.metrics.begin(), unit.metrics.end(), [&](const auto& entry) {
               return entry.first == name;
             })->second;
    }
    value = sum / static_cast<double>(units.size());
  }
  evaluation.has_choice = units[0].choice.available;
  evaluation.at_choice = units[0].at_choice;
  evaluation.defects = units[0].defects;
  evaluation.conditions = units[0].conditions;
  OperatingPoint& all = evaluation.at_choice;
  for (std::size_t i = 1; i < units.size(); ++i) {
    const OperatingPoint& one = units[i].at_choice;
    all.threshold = kUndefined;
    all.tp += one.tp;
    all.fp += one.fp;
    all.tn += one.tn;
    all.fn += one.fn;
    add_counts(one.recall, all.recall);
    add_counts(one.false_positive_rate, all.false_positive_rate);
    add_counts(one.precision, all.precision);
    for (std::size_t k = 0; k < units[i].defects.size(); ++k) {
      add_counts(units[i].defects[k].recall, evaluation.defects[k].recall);
    }
    for (std::size_t k = 0; k < units[i].conditions.size(); ++k) {
      add_counts(units[i].conditions[k].false_positive_rate,
                 evaluation.conditions[k].false_positive_rate);
    }
  }
}

void add_pixels(UnitEvaluation& unit, double quality) {
  unit.metrics.emplace_back("pixel_auroc", 0.75 + 0.2 * quality);
  unit.metrics.emplace_back("pixel_ap", 0.2 + 0.3 * quality);
  double area = 0.0;
  for (int i = 0; i <= 120; ++i) {
    const double x = 0.30 * i / 120.0;
    const double y = 1.0 - std::exp(-x * (8.0 + 30.0 * quality));
    area += (i == 0 ? 0.0 : 0.30 / 120.0 * y) / 0.30;
    unit.pro.push_back({x, y, 9.0 - x * 20.0});
  }
  unit.metrics.emplace_back("pixel_aupro_0.30", area);
  unit.metrics.emplace_back("pixel_aupro_0.05", 0.55 * area);
}

RunRecord named(const std::string& method, const std::string& backbone, const std::string& dataset,
                const std::string& protocol, std::int64_t seed) {
  RunRecord run;
  run.method = method;
  run.backbone = backbone;
  run.dataset = dataset;
  run.protocol = protocol;
  run.seed = seed;
  run.name = fmt::format("{} {} seed={}", method, dataset, seed);
  run.path = fmt::format("out/{}/{}/{}", method, dataset, seed);
  run.config_yaml = fmt::format(
      "method:\n  name: {}\n  coreset_ratio: 0.01\n  neighbours: 1\ndataset:\n  name: mvtec\n  "
      "category: {}\n  calibration_fraction: 0.1\nseed: {}\noutput:\n  dir: {}\n",
      method, dataset, seed, run.path);
  run.environment = {{"goodparts", "0.1.0, revision 4f2c1e9"},
                     {"started", "2026-11-23 14:02 UTC"},
                     {"device", "CPU, 2 threads"},
                     {"BLAS", "OpenBLAS 0.3.21"},
                     {"LibTorch", "1.13.1"}};
  return run;
}

RunRecord image_run(const std::string& method, std::int64_t seed, double gap) {
  RunRecord run = named(method, "mobilenet_v2", "magnetic_tile", "mvtec", seed);
  Rng rng(static_cast<std::uint64_t>(seed), method);
  const std::vector<double> good = draw(rng, 189, 0.6, 0.22);
  const std::vector<double> anomalous = draw(rng, 392, 0.6 + gap, 0.38);
  UnitEvaluation unit =
      evaluate_scores("magnetic_tile", draw(rng, 76, 0.6, 0.22), good, anomalous, 0.05);
  add_breakdowns(good, anomalous, {"blowhole", "break", "crack", "fray", "uneven"},
                 {{"shift", {"day", "night"}}, {"lot", {"A17", "A18", "B02"}}}, unit);
  add_pixels(unit, gap / 1.5);
  run.evaluation.units = {unit};
  pool(run.evaluation);
  run.evaluation.notes = {"AU-PRO: mvtec_ad convention, exact, at original image size.",
                          "Intervals: Clopper–Pearson, 95 %, two-sided."};
  run.facts = {{"backbone", "mobilenet_v2, ImageNet weights, features.6 and features.13"},
               {"memory bank", "5981 × 512"},
               {"coreset", "greedy k-centre, 1 %"}};
  run.timings = {
      142.0 + 3.0 * double(seed), 41.2, 14.1 - 0.2 * double(seed), 68.4, 74.9, 91.0, 1834};
  add_pictures(run);
  return run;
}

RunRecord few_good_parts() {
  RunRecord run = named("patchcore", "mobilenet_v2", "bottle", "mvtec", 0);
  Rng rng(7, "bottle");
  const std::vector<double> good = draw(rng, 20, 0.5, 0.12);
  const std::vector<double> anomalous = draw(rng, 63, 1.9, 0.35);
  UnitEvaluation unit = evaluate_scores("bottle", draw(rng, 41, 0.5, 0.15), good, anomalous, 0.05);
  add_breakdowns(good, anomalous, {"broken_large", "broken_small", "contamination"}, {}, unit);
  add_pixels(unit, 1.0);
  run.evaluation.units = {unit};
  pool(run.evaluation);
  run.facts = {{"memory bank", "1639 × 512"}};
  run.timings = {38.5, 6.1, 13.6, 70.2, 77.7, 80.3, 1620};
  run.warnings = {
      "The test set holds 20 good parts: false-positive rates below 13.9 % cannot be shown."};
  add_pictures(run);
  return run;
}

RunRecord sensor_run() {
  RunRecord run = named("isolation_forest", "", "skab", "per_file_first_400", 0);
  for (int file = 0; file < 6; ++file) {
    Rng rng(static_cast<std::uint64_t>(file), "skab");
    const std::vector<double> good = draw(rng, 400, -0.75, 0.09);
    const std::vector<double> anomalous = draw(rng, 380, -0.75 + 0.03 * file, 0.15);
    UnitEvaluation unit = evaluate_scores(fmt::format("valve1/{}.csv", file),
                                          draw(rng, 80, -0.75, 0.09), good, anomalous, 0.05);
    add_breakdowns(good, anomalous, {"anomaly"}, {{"flow", {"[28, 33)", "[33, 76)", "[76, 127)"}}},
                   unit);
    run.evaluation.units.push_back(unit);
  }
  pool(run.evaluation);
  run.facts = {{"trees", "100"}, {"subsample", "256"}, {"harmonic", "exact"}};
  run.evaluation.notes = {"Metrics are means over 6 units; counts are pooled."};
  run.warnings = {"other/2.csv: 296 rows labelled anomalous lie inside its training rows."};
  run.timings = {0.41, 0.22, 21300, 0.05, 0.07, 0.11, 96};
  return run;
}

RunRecord without_calibration() {
  RunRecord run = named("isolation_forest", "", "6_cardio.npz", "whole_table", 0);
  Rng rng(11, "cardio");
  run.evaluation.units = {evaluate_scores("6_cardio", {}, draw(rng, 1655, -0.8, 0.1),
                                          draw(rng, 176, -0.55, 0.13), 0.05)};
  pool(run.evaluation);
  run.evaluation.notes = {"Fitted and scored on the whole table, anomalous rows included."};
  run.timings = {0.12, 0.08, 22900, 0.04, 0.06, 0.09, 88};
  return run;
}

// Good enough for its line.
RunRecord decided_parts() {
  RunRecord run = named("knn", "", "castings", "per_part", 0);
  Requirements wanted;
  wanted.max_fpr = 0.15;
  wanted.min_recall = 0.8;
  wanted.takt_time_ms = 20.0;
  wanted.prevalence = 0.002;
  wanted.parts_per_shift = 4000.0;
  wanted.review_seconds_per_flag = 20.0;
  add_findings(SampleKind::kParts, wanted, run);
  return run;
}

// Not good enough.
RunRecord decided_series() {
  RunRecord run = named("ewma", "", "pump", "per_file", 0);
  Requirements wanted;
  wanted.max_fpr = 0.05;
  wanted.min_recall = 0.95;
  wanted.min_recall_per_defect = {{"crack", 0.99}};
  add_findings(SampleKind::kSeries, wanted, run);
  return run;
}

}  // namespace

std::vector<RunRecord> sample_runs() {
  return {image_run("patchcore", 0, 1.10),
          image_run("patchcore", 1, 1.07),
          image_run("patchcore", 2, 1.13),
          image_run("padim", 0, 0.82),
          few_good_parts(),
          sensor_run(),
          without_calibration(),
          decided_parts(),
          decided_series()};
}

}  // namespace goodparts::testing
