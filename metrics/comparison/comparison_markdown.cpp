#include "metrics/comparison/comparison_markdown.h"

#include <fmt/format.h>

#include <cmath>

#include "metrics/markdown.h"

namespace goodparts {
namespace {

std::string figure(double value, int digits = 4) {
  return std::isfinite(value) ? fmt::format("{:.{}f}", value, digits) : "–";
}

std::string p_text(double p) {
  return !std::isfinite(p) ? "–" : p < 0.001 ? "< 0.001" : fmt::format("{:.3f}", p);
}

std::string span(const Interval& interval) {
  return std::isfinite(interval.low) && std::isfinite(interval.high)
             ? fmt::format("{:.4f} to {:.4f}", interval.low, interval.high)
             : "–";
}

std::string set_table(const BestSet& set, const std::vector<std::string>& names,
                      const std::string& metric, bool with_interval) {
  std::vector<std::string> heading = {"detector", metric, "behind the best"};
  if (with_interval) {
    heading.emplace_back("95 % interval");
  }
  heading.insert(heading.end(), {"p (Holm)", "may be the best"});
  MarkdownTable table = {heading};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const BestSetEntry& entry = set.detectors[i];
    const bool best = static_cast<std::int64_t>(i) == set.best;
    std::vector<std::string> row = {markdown_plain(names[i]), figure(entry.value),
                                    best ? "best" : figure(entry.difference)};
    if (with_interval) {
      row.push_back(best ? "–" : span(entry.interval));
    }
    row.insert(row.end(), {best ? "–" : p_text(entry.adjusted_p), entry.in_set ? "yes" : "no"});
    table.push_back(std::move(row));
  }
  return render_markdown(table, 1) +
         fmt::format("\nMethod: {}.{}{}\n", set.method, set.caveat.empty() ? "" : " ", set.caveat);
}

std::string flags_text(const McNemarResult& result) {
  return result.samples == 0 ? "–"
                             : fmt::format("{} : {} (p {})", result.only_first, result.only_second,
                                           p_text(result.p));
}

std::string threshold_table(const UnitComparison& unit, const std::vector<std::string>& names) {
  MarkdownTable table = {
      {"detector", "good parts right here only : in the best only", "anomalous parts, the same"}};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const ThresholdComparison& compared = unit.thresholds[i];
    if (compared.available && static_cast<std::int64_t>(i) != unit.by_auroc.best) {
      table.push_back({markdown_plain(names[i]), flags_text(compared.flags.good),
                       flags_text(compared.flags.anomalous)});
    }
  }
  return table.size() == 1 ? ""
                           : "\nAt the thresholds that held-out good parts set (McNemar's exact "
                             "test, not adjusted):\n\n" +
                                 render_markdown(table, 1);
}

std::string over_units(const Comparison& comparison) {
  std::string text = fmt::format("## Over {} units\n\n", comparison.units.size());
  text += set_table(*comparison.over_units, comparison.detectors, "average rank", false);
  if (comparison.friedman) {
    const FriedmanResult& friedman = *comparison.friedman;
    text += fmt::format(
        "\nFriedman's test that all rank alike: p {}. Nemenyi's critical difference of average "
        "ranks at {:g} %: {}.{}{}\n",
        p_text(friedman.p), 100.0 * friedman.level, figure(friedman.critical_difference, 3),
        friedman.caveat.empty() ? "" : " ", friedman.caveat);
  }
  return text + "\n";
}

}  // namespace

std::string comparison_markdown(const Comparison& comparison) {
  std::string text =
      "# Comparison of detectors\n\nA detector \"may be the best\" where the data cannot tell it "
      "from the one that is best on hand: that is not to say that they are equally good.\n\n";
  if (comparison.over_units) {
    text += over_units(comparison);
  }
  for (const UnitComparison& unit : comparison.units) {
    text += fmt::format("## {}: {} good and {} anomalous parts\n\n", markdown_plain(unit.unit),
                        unit.good, unit.anomalous);
    text += set_table(unit.by_auroc, comparison.detectors, "AUROC", true) + "\n";
    text += set_table(unit.by_average_precision, comparison.detectors, "average precision", true);
    text += threshold_table(unit, comparison.detectors) + "\n";
  }
  return text;
}

}  // namespace goodparts
