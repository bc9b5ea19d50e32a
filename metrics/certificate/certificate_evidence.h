// The parts of certify(): evidence from calibration and test parts, and condition by condition.
#pragma once

#include <vector>

#include "metrics/certificate/certificate.h"

namespace goodparts {

CertificateEvidence calibration_evidence(const CertificateInput& input,
                                         const CertificateOptions& options);
CertificateEvidence test_evidence(const CertificateInput& input, const CertificateOptions& options);

// Worst rate first; levels without good parts are left out.
std::vector<ConditionCertificate> certify_conditions(const std::vector<ConditionRate>& conditions,
                                                     const CertificateOptions& options);

}  // namespace goodparts
