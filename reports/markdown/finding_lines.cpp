#include "reports/markdown/finding_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "reports/markdown/markdown.h"
#include "reports/text.h"

namespace goodparts {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 4> kShown = {"sample_auroc", "sample_ap", "pixel_auroc",
                                                    "pixel_aupro_0.30"};

std::string item(const std::string& text) { return fmt::format("  - {}\n", text); }

std::string interval_text(const Json& interval) {
  return fmt::format("{} {} ({}–{}, {})", interval.at("metric").get<std::string>(),
                     three_decimals(interval.at("value")), three_decimals(interval.at("low")),
                     three_decimals(interval.at("high")), interval.at("method").get<std::string>());
}

bool is_shown(const Json& interval) {
  const std::string metric = interval.at("metric");
  return std::find(kShown.begin(), kShown.end(), metric) != kShown.end() &&
         !interval.at("low").is_null() && !interval.at("value").is_null();
}

// Of the only unit, else of the means over units. A caveat that several metrics share is told once.
std::string interval_lines(const Json& findings) {
  const Json& units = findings.at("units");
  const Json intervals =
      units.size() == 1 ? units[0].at("intervals") : findings.value("intervals", Json::array());
  std::string text;
  std::string told;
  for (const Json& interval : intervals) {
    if (is_shown(interval)) {
      const std::string caveat = interval.at("caveat");
      text += item(markdown_plain(interval_text(interval) +
                                  (caveat.empty() || caveat == told ? "" : ": " + caveat)));
      told = caveat;
    }
  }
  return text;
}

std::string certificate_line(const Json& units) {
  if (units.empty()) {
    return {};
  }
  if (units.size() == 1) {
    const std::string statement = units[0].at("certificate").at("statement");
    return item("False positive certificate: " + markdown_plain(statement));
  }
  std::vector<std::string> certified;
  for (const Json& unit : units) {
    if (unit.at("certificate").at("verdict") == "certified") {
      certified.push_back(unit.at("unit"));
    }
  }
  const bool name_them = !certified.empty() && certified.size() <= 3;
  return item(fmt::format("False positive certificate: {} of {} units certified{}.",
                          certified.size(), units.size(),
                          name_them ? " (" + markdown_plain(joined(certified, ", ")) + ")" : ""));
}

std::string requirement_line(const Json& result) {
  const std::string subject = result.at("subject");
  const bool violated = result.at("verdict") == "not_met";
  return fmt::format("    - {}{}, {}: {}\n", markdown_plain(result.at("name")),
                     subject.empty() ? "" : " (" + markdown_plain(subject) + ")",
                     violated ? "**not met**" : "not enough evidence",
                     markdown_plain(result.at("sentence")));
}

std::string decision_lines(const Json& decision) {
  if (decision.is_null()) {
    return {};
  }
  const std::string sentence = decision.at("sentence");
  std::string text = item("**" + markdown_plain(sentence) + "**");
  for (const Json& result : decision.at("results")) {
    if (result.at("verdict") != "met") {
      text += requirement_line(result);
    }
  }
  return text;
}

}  // namespace

std::string finding_lines(const std::vector<RunRecord>& runs) {
  std::string text;
  for (const RunRecord& run : runs) {
    std::string lines = decision_lines(run.decision);
    if (!run.findings.is_null()) {
      const Json& units = run.findings.at("units");
      lines += certificate_line(units) + interval_lines(run.findings);
    }
    if (!lines.empty()) {
      text += fmt::format("- **{}**\n{}", markdown_plain(run.name), lines);
    }
  }
  return text;
}

}  // namespace goodparts
