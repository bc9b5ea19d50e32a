#include "metrics/certificate/certificate_markdown.h"

#include <fmt/format.h>

#include <cmath>

#include "metrics/markdown.h"
#include "metrics/rules/words.h"

namespace goodparts {
namespace {

std::string list(const char* heading, const std::vector<std::string>& items) {
  if (items.empty()) {
    return {};
  }
  std::string text = fmt::format("## {}\n\n", heading);
  for (const std::string& item : items) {
    text += fmt::format("- {}\n", markdown_plain(item));
  }
  return text + '\n';
}

std::string at_observed_rate(const CertificateEvidence& evidence) {
  return evidence.further_at_observed_rate ? fmt::format("{}", *evidence.further_at_observed_rate)
                                           : "out of reach";
}

std::string evidence_table(const Certificate& certificate) {
  MarkdownTable table = {{"evidence", "method", "good parts", "flagged", "FPR at most",
                          "least possible with as many", "further parts needed, unflagged",
                          "further at the observed rate"}};
  const auto add = [&](const char* name, const CertificateEvidence& evidence,
                       CertificateBasis basis) {
    if (evidence.present) {
      table.push_back({fmt::format("{}{}", name,
                                   certificate.basis == basis &&
                                           certificate.verdict == CertificateVerdict::kCertified
                                       ? " (certifies)"
                                       : ""),
                       evidence.rank > 0
                           ? fmt::format("{}, rank {}", evidence.method, evidence.rank)
                           : evidence.method,
                       fmt::format("{}", evidence.good), fmt::format("{}", evidence.false_alarms),
                       bound_text(evidence.fpr_upper), bound_text(evidence.smallest_certifiable),
                       fmt::format("{}", evidence.further_needed), at_observed_rate(evidence)});
    }
  };
  add("held-out good parts", certificate.calibration, CertificateBasis::kCalibration);
  add("good test parts", certificate.test, CertificateBasis::kTest);
  return table.size() == 1 ? std::string() : "## Evidence\n\n" + render_markdown(table, 2);
}

std::string condition_table(const Certificate& certificate) {
  if (certificate.conditions.empty()) {
    return {};
  }
  MarkdownTable table = {{"condition", "verdict", "good parts", "flagged", "FPR", "at most",
                          "at most, all together", "p (Holm)", "further parts needed"}};
  for (const ConditionCertificate& level : certificate.conditions) {
    table.push_back({markdown_plain(level.condition + " = " + level.level),
                     level.certified ? "certified"
                     : level.refuted ? "refuted"
                                     : "not certified",
                     fmt::format("{}", level.good), fmt::format("{}", level.false_alarms),
                     percent_text(level.value), bound_text(level.fpr_upper),
                     bound_text(level.fpr_upper_simultaneous), fmt::format("{:.2g}", level.p_holm),
                     fmt::format("{}", level.further_needed)});
  }
  return fmt::format(
      "## By operating condition, on good test parts, worst first\n\n{}The certified ones hold "
      "together with {} (Holm 1979); \"all together\" are Bonferroni's bounds.\n\n",
      render_markdown(table, 2), confidence_text(certificate.confidence));
}

}  // namespace

std::string certificate_markdown(const Certificate& certificate) {
  const auto or_dash = [](const std::string& text) {
    return text.empty() ? std::string("–") : markdown_plain(text);
  };
  std::string text = "# False positive certificate\n\n";
  text += fmt::format("**{}**\n\n", markdown_plain(certificate.statement));
  text += render_markdown(
      {{"what", or_dash(certificate.subject)},
       {"threshold",
        std::isnan(certificate.threshold)
            ? "–"
            : fmt::format("{} (flagged when the score is above it)", certificate.threshold)},
       {"chosen by", or_dash(certificate.rule)},
       {"asked for", fmt::format("FPR ≤ {} with {}", percent_text(certificate.target_fpr),
                                 confidence_text(certificate.confidence))}},
      2);
  text += list("Warnings", certificate.warnings);
  text += evidence_table(certificate);
  text += condition_table(certificate);
  text += list("It holds if", certificate.assumptions);
  text += list("It is void after", certificate.voided_by);
  text +=
      "Date: ____________  Name: ________________________  Signature: "
      "________________________\n";
  return text;
}

}  // namespace goodparts
