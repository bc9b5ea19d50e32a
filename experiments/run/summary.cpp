#include "experiments/run/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace goodparts {
namespace {

std::string figure(double value) {
  return std::isfinite(value) ? fmt::format("{:.4f}", value) : "–";
}

std::string percent(double value) { return fmt::format("{:.1f} %", 100.0 * value); }

std::string rate_text(const Rate& rate) {
  if (rate.total == 0) {
    return "not measured";
  }
  return fmt::format("{} ({} of {}; 95 % interval {} to {})", percent(rate.value), rate.count,
                     rate.total, percent(rate.low), percent(rate.high));
}

double metric(const Evaluation& evaluation, const std::string& name) {
  for (const auto& [key, value] : evaluation.metrics) {
    if (key == name) {
      return value;
    }
  }
  return kUndefined;
}

std::string operating_point(const Evaluation& evaluation) {
  if (!evaluation.has_choice) {
    return "no threshold: it is chosen on held-out good parts, and there are none "
           "(dataset.calibration_fraction); this method has no control limit of its own\n";
  }
  std::string text = fmt::format("false positives (overkill)  {}\nrecall                      {}\n",
                                 rate_text(evaluation.at_choice.false_positive_rate),
                                 rate_text(evaluation.at_choice.recall));
  if (evaluation.units.size() == 1) {
    const ThresholdChoice& choice = evaluation.units.front().choice;
    text += fmt::format("threshold                   {:.6g}: {}\n", choice.threshold, choice.note);
  }
  return text;
}

}  // namespace

std::string run_summary(const RunRecord& record) {
  std::string text = "\n";
  for (const auto& [name, value] : record.evaluation.metrics) {
    text += fmt::format("{:<27} {}\n", name, figure(value));
  }
  text += operating_point(record.evaluation);
  for (const std::string& note : record.evaluation.notes) {
    text += fmt::format("note: {}\n", note);
  }
  return text;
}

std::string sweep_summary(const std::vector<RunRecord>& records) {
  if (records.empty()) {
    return "";
  }
  const auto name = [](const RunRecord& record) {
    return std::filesystem::path(record.path).filename().string();
  };
  std::size_t width = 0;
  for (const RunRecord& record : records) {
    width = std::max(width, name(record).size());
  }
  std::string text = fmt::format("\n{:<{}} {:>8} {:>8} {:>8}  {}\n", "run", width, "AUROC", "pixel",
                                 "AU-PRO", "false positives at the chosen threshold");
  for (const RunRecord& record : records) {
    const Evaluation& evaluation = record.evaluation;
    text += fmt::format("{:<{}} {:>8} {:>8} {:>8}  {}\n", name(record), width,
                        figure(metric(evaluation, "sample_auroc")),
                        figure(metric(evaluation, "pixel_auroc")),
                        figure(metric(evaluation, "pixel_aupro_0.30")),
                        evaluation.has_choice ? rate_text(evaluation.at_choice.false_positive_rate)
                                              : "no threshold");
  }
  return text + "\n";
}

}  // namespace goodparts
