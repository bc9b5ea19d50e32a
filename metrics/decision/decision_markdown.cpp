#include "metrics/decision/decision_markdown.h"

#include <fmt/format.h>

#include <cmath>

#include "metrics/markdown.h"
#include "metrics/rules/words.h"

namespace goodparts {
namespace {

constexpr const char* kNone = "–";

std::string number(double value) {
  return std::isnan(value) ? kNone : fmt::format("{:.4g}", value);
}

// Three digits, but whole numbers from 100 on: 1840, not 1.84e+03.
std::string short_number(double value) {
  return std::abs(value) < 100.0 ? fmt::format("{:.3g}", value) : fmt::format("{:.0f}", value);
}

std::string span(const Spanned& value) {
  return std::isnan(value.value) ? kNone
                                 : fmt::format("{} ({}–{})", short_number(value.value),
                                               short_number(value.low), short_number(value.high));
}

std::string rate(const Rate& rate) {
  return rate.total == 0 ? kNone
                         : fmt::format("{} ({:.3g}–{:.3g})", percent_text(rate.value),
                                       100.0 * rate.low, 100.0 * rate.high);
}

std::string counts(const Rate& rate) { return fmt::format("{} of {}", rate.count, rate.total); }

const char* word(RequirementVerdict verdict) {
  switch (verdict) {
    case RequirementVerdict::kMet:
      return "met";
    case RequirementVerdict::kNotMet:
      return "**not met**";
    case RequirementVerdict::kNotEnoughEvidence:
      break;
  }
  return "not enough evidence";
}

std::string needed(const RequirementResult& result) {
  if (result.verdict == RequirementVerdict::kMet || !result.further_needed) {
    return kNone;
  }
  return fmt::format("{} {}", *result.further_needed, markdown_plain(result.sample_kind));
}

std::string section(const char* heading, const MarkdownTable& table, std::size_t left_aligned) {
  return table.size() < 2
             ? std::string()
             : fmt::format("## {}\n\n{}", heading, render_markdown(table, left_aligned));
}

std::string requirement_table(const Decision& decision) {
  MarkdownTable table = {
      {"requirement", "verdict", "why", "required", "measured", "further samples needed"}};
  for (const RequirementResult& result : decision.results) {
    table.push_back({markdown_plain(result.subject.empty()
                                        ? result.name
                                        : fmt::format("{} ({})", result.name, result.subject)),
                     word(result.verdict), markdown_plain(result.sentence), number(result.required),
                     number(result.value), needed(result)});
  }
  return section("Requirements", table, 3);
}

std::string operating_table(const Decision& decision) {
  MarkdownTable table = {{"rule", "threshold", "overkill", "false alarms", "escapes", "missed",
                          "flags per shift", "escaped ppm", "review hours per shift"}};
  for (const OperatingRow& row : decision.operating) {
    table.push_back({markdown_plain(row.rule.empty() ? kNone : row.rule) +
                         (row.chosen ? " (in use)" : "") + (row.oracle ? " (oracle)" : ""),
                     std::isnan(row.threshold) ? kNone : score_text(row.threshold),
                     rate(row.overkill), counts(row.overkill), rate(row.escapes),
                     counts(row.escapes), span(row.flags_per_shift), span(row.escaped_ppm),
                     span(row.review_hours)});
  }
  return section("Operating points (95 % intervals)", table, 1);
}

std::string recall_tables(const Decision& decision) {
  MarkdownTable defects = {{"defect", "recall", "flagged"}};
  for (const DefectRecall& defect : decision.defects) {
    defects.push_back({markdown_plain(defect.defect), rate(defect.recall), counts(defect.recall)});
  }
  MarkdownTable sizes = {{"size", "area", "recall", "flagged"}};
  for (const SizeRecall& size : decision.sizes) {
    sizes.push_back({size.size, fmt::format("{:.6g}–{:.6g}", size.smallest, size.largest),
                     rate(size.recall), counts(size.recall)});
  }
  return section("Recall by defect, worst first", defects, 1) +
         section("Recall by size of the defect, in pixels", sizes, 1);
}

std::string condition_table(const Decision& decision) {
  MarkdownTable table = {{"condition", "FPR", "flagged"}};
  for (const ConditionRate& condition : decision.conditions) {
    table.push_back({markdown_plain(condition.condition + " = " + condition.level),
                     rate(condition.false_positive_rate), counts(condition.false_positive_rate)});
  }
  return section("False positives by condition, worst first", table, 1);
}

std::string machine_table(const Decision& decision) {
  const auto share_of_takt = [&](double ms) {
    return decision.requirements.takt_time_ms
               ? percent_text(ms / *decision.requirements.takt_time_ms)
               : std::string(kNone);
  };
  MarkdownTable table = {{"", "measured", "share of takt"}};
  const LatencySummary& latency = decision.latency;
  if (!std::isnan(latency.p99)) {
    for (const auto& [name, ms] : {std::pair{"latency p50, ms", latency.p50},
                                   {"latency p95, ms", latency.p95},
                                   {"latency p99, ms", latency.p99}}) {
      table.push_back({name, number(ms), std::isnan(ms) ? kNone : share_of_takt(ms)});
    }
  }
  if (decision.memory_mib) {
    table.push_back({"memory, MiB", number(*decision.memory_mib), kNone});
  }
  return section("Time and memory", table, 1);
}

}  // namespace

std::string decision_markdown(const Decision& decision) {
  std::string text =
      fmt::format("# Go/no-go{}{}\n\n**{}**\n\n", decision.subject.empty() ? "" : ": ",
                  markdown_plain(decision.subject), markdown_plain(decision.sentence));
  text += requirement_table(decision);
  text += operating_table(decision);
  text += recall_tables(decision);
  text += condition_table(decision);
  text += machine_table(decision);
  for (const std::string& note : decision.notes) {
    text += fmt::format("- {}\n", markdown_plain(note));
  }
  return text;
}

}  // namespace goodparts
