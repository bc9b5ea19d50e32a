#include "metrics/certificate/certificate_json.h"

#include "metrics/rules/json_values.h"

namespace goodparts {
namespace {

using nlohmann::ordered_json;

ordered_json groups_json(const PartGroups& groups) {
  if (!groups.known) {
    return nullptr;
  }
  return {{"groups", groups.groups},
          {"largest", groups.largest},
          {"flagged", groups.flagged},
          {"intraclass_correlation", json_number(groups.intraclass_correlation)},
          {"design_effect", json_number(groups.design_effect)},
          {"p_value", json_number(groups.p_value)},
          {"effective_parts", json_number(groups.effective_parts)},
          {"fpr_upper_effective", json_number(groups.fpr_upper_effective)},
          {"fpr_upper", groups.fpr_upper}};
}

ordered_json evidence_json(const CertificateEvidence& evidence) {
  if (!evidence.present) {
    return nullptr;
  }
  return {{"statement", evidence.statement},
          {"method", evidence.method},
          {"good", evidence.good},
          {"false_alarms", evidence.false_alarms},
          {"rank", evidence.rank == 0 ? ordered_json(nullptr) : ordered_json(evidence.rank)},
          {"fpr_upper", evidence.fpr_upper},
          {"supports_target", evidence.supports_target},
          {"smallest_certifiable", evidence.smallest_certifiable},
          {"further_needed", evidence.further_needed},
          {"further_at_observed_rate", json_optional(evidence.further_at_observed_rate)},
          {"groups", groups_json(evidence.groups)}};
}

ordered_json condition_json(const ConditionCertificate& level) {
  return {{"condition", level.condition},
          {"level", level.level},
          {"false_alarms", level.false_alarms},
          {"good", level.good},
          {"value", json_number(level.value)},
          {"fpr_upper", level.fpr_upper},
          {"fpr_upper_simultaneous", level.fpr_upper_simultaneous},
          {"p_holm", level.p_holm},
          {"certified", level.certified},
          {"refuted", level.refuted},
          {"further_needed", level.further_needed}};
}

}  // namespace

ordered_json to_json(const Certificate& certificate) {
  ordered_json conditions = ordered_json::array();
  for (const ConditionCertificate& level : certificate.conditions) {
    conditions.push_back(condition_json(level));
  }
  return {{"verdict", certificate_verdict_name(certificate.verdict)},
          {"statement", certificate.statement},
          {"subject", certificate.subject},
          {"rule", certificate.rule},
          {"threshold", json_number(certificate.threshold)},
          {"target_fpr", certificate.target_fpr},
          {"confidence", certificate.confidence},
          {"basis", certificate_basis_name(certificate.basis)},
          {"fpr_upper", certificate.fpr_upper},
          {"calibration", evidence_json(certificate.calibration)},
          {"test", evidence_json(certificate.test)},
          {"exchangeability_p", json_number(certificate.exchangeability_p)},
          {"conditions", conditions},
          {"warnings", certificate.warnings},
          {"assumptions", certificate.assumptions},
          {"voided_by", certificate.voided_by}};
}

}  // namespace goodparts
