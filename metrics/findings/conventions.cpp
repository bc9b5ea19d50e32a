#include "metrics/findings/conventions.h"

#include <fmt/format.h>

#include <cmath>
#include <memory>

#include "metrics/findings/sample_conventions.h"
#include "metrics/findings/series_findings.h"
#include "metrics/findings/unit_scores.h"
#include "metrics/markdown.h"
#include "metrics/pixel/pixels.h"
#include "metrics/series/series_metrics.h"

namespace goodparts {
namespace {

void add_pixels(const Context& context, const TestMaps& maps, double segmentation,
                std::optional<ModelSize> model_size, std::vector<ConventionValue>& values) {
  PixelOptions options;
  options.threads = context.threads;
  options.device = context.device;
  options.conventions = true;
  options.model_size = model_size;
  options.aupimo = true;
  if (!std::isnan(segmentation)) {
    options.thresholds = {segmentation};
  }
  const PixelMetrics pixels = pixel_metrics(maps, options);
  for (const AuproConvention& aupro : pixels.conventions) {
    values.push_back({fmt::format("AU-PRO {:.2f}", aupro.limit), aupro.name, aupro.value,
                      aupro.exact, aupro.definition, aupro.source});
  }
  values.push_back({"pixel AUROC", "", pixels.auroc, true, "all pixels of all test images", ""});
  values.push_back({"pixel average precision", "", pixels.average_precision, true,
                    "all pixels, Σ (Rᵢ − Rᵢ₋₁) Pᵢ", ""});
  values.push_back(
      {"pixel F1", "max", pixels.oracle_f1.f1(), true, "of all thresholds: an oracle", ""});
  values.push_back({"pixel F1", "SegF1",
                    pixels.at_thresholds.empty() ? kUndefined : pixels.at_thresholds.front().f1(),
                    true, "at mean + 3σ of the pixels of held-out good maps", "MVTec AD 2"});
  values.push_back({"AUPIMO", "mean", pixels.aupimo ? pixels.aupimo->mean : kUndefined, true,
                    "recall of each image, FPR of good images from 1e-5 to 1e-4, logarithmic",
                    "Bertoldo et al. 2024"});
  values.push_back({"AUPIMO", "median", pixels.aupimo ? pixels.aupimo->median : kUndefined, true,
                    "the same, the median image", "Bertoldo et al. 2024"});
}

void add_series(const Series& series, double threshold, std::vector<ConventionValue>& values) {
  for (const SurfaceConvention convention : {SurfaceConvention::kPaper, SurfaceConvention::kCode}) {
    const bool paper = convention == SurfaceConvention::kPaper;
    SeriesOptions options;
    options.surface.convention = convention;
    options.surface.thresholds = paper ? 0 : 250;
    options.nab.probation = 0.0;
    options.nab.windows = NabWindows::kEvents;
    const SeriesMetrics found = series_metrics(series, threshold, options);
    const char* const name = paper ? "paper" : "authors' code";
    const char* const definition =
        paper ? "all thresholds, labels as defined in the paper"
              : "250 thresholds, positives counted as the package vus does";
    values.push_back(
        {"VUS-ROC", name, found.surface.vus_roc, paper, definition, "Paparrizos et al. 2022"});
    values.push_back(
        {"VUS-PR", name, found.surface.vus_pr, paper, definition, "Paparrizos et al. 2022"});
    if (!paper) {
      continue;
    }
    values.push_back({"F1 at the threshold", "samples", found.points.f1, true, "of samples", ""});
    values.push_back({"F1 at the threshold", "ranges", found.range.f1, true,
                      "of ranges, flat bias, reciprocal cardinality", "Tatbul et al. 2018"});
    values.push_back({"F1 at the threshold", "events", found.events.f1, true,
                      "events found against false alarms; an alarm that never ends finds all", ""});
    values.push_back(
        {"F1 at the threshold", "point-adjusted", found.point_adjusted.f1, false,
         fmt::format("one flag is worth a whole event; noise that flags as often: {:.3f}",
                     found.point_adjusted.noise_same_rate),
         "Xu et al. 2018"});
  }
}

std::string figure(double value) {
  return std::isfinite(value) ? fmt::format("{:.4f}", value) : "–";
}

}  // namespace

std::vector<UnitConventions> compare_conventions(const Context& context, const ScoreTable& table,
                                                 const PixelSources& pixels,
                                                 const Evaluation& evaluation,
                                                 std::optional<ModelSize> model_size) {
  std::vector<UnitConventions> units;
  const std::vector<UnitRows> rows = split_units(table);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const ThresholdChoice& choice = evaluation.units.at(i).choice;
    UnitConventions unit{rows[i].name,
                         sample_conventions(gather_scores(table, rows[i]),
                                            choice.available ? choice.threshold : kUndefined)};
    if (const std::unique_ptr<TestMaps> maps = pixels ? pixels(unit.unit) : nullptr) {
      const auto moments = table.calibration_pixels.find(unit.unit);
      add_pixels(context, *maps,
                 moments == table.calibration_pixels.end()
                     ? kUndefined
                     : moments->second.mean + 3.0 * moments->second.deviation,
                 model_size, unit.values);
    }
    if (is_series(table, rows[i], evaluation.units[i])) {
      add_series(series_of(table, rows[i]), choice.threshold, unit.values);
    }
    units.push_back(std::move(unit));
  }
  return units;
}

std::string conventions_markdown(const std::vector<UnitConventions>& units) {
  std::string text =
      "# The same scores under every convention\n\nFigures marked \"misleads\" are approximations, "
      "or depend on how scores are scaled; they are here to explain figures elsewhere.\n";
  for (const UnitConventions& unit : units) {
    text += fmt::format("\n## {}\n\n", markdown_plain(unit.unit));
    MarkdownTable table = {{"metric", "convention", "value", "", "what it is", "source"}};
    for (const ConventionValue& value : unit.values) {
      table.push_back({value.metric, value.convention, figure(value.value),
                       value.exact ? "" : "misleads", markdown_plain(value.definition),
                       markdown_plain(value.source)});
    }
    text += render_markdown(table, table.front().size());
  }
  return text;
}

}  // namespace goodparts
