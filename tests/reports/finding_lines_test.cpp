#include "reports/markdown/finding_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reports/records.h"
#include "tests/reports/sample_findings.h"

namespace goodparts {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

RunRecord found(testing::SampleKind kind, double max_fpr) {
  RunRecord run;
  run.name = "knn <b>";
  run.method = "knn";
  run.dataset = "castings";
  Requirements wanted;
  wanted.max_fpr = max_fpr;
  wanted.min_recall = 0.2;
  testing::add_findings(kind, wanted, run);
  return run;
}

TEST(FindingLines, OlderResultsHaveNone) {
  EXPECT_EQ(finding_lines({testing::image_record(0), testing::bare_record()}), "");
}

TEST(FindingLines, CertificateDecisionAndIntervalsOfOneUnit) {
  const RunRecord run = found(testing::SampleKind::kParts, 0.2);
  ASSERT_EQ(run.decision["verdict"], "go");
  const std::string text = finding_lines({run});
  EXPECT_EQ(text.rfind("- **knn \\<b>**\n  - **Go: all 2 requirements are met", 0), 0) << text;
  EXPECT_THAT(text, HasSubstr("  - False positive certificate: "));
  EXPECT_THAT(text, HasSubstr("  - sample_auroc 1.000 (0.997–1.000, DeLong, logit): "));
  EXPECT_THAT(text, HasSubstr("  - sample_ap 0.999 (0.995–1.000, bootstrap, stratified by class)"));
  EXPECT_THAT(text, Not(HasSubstr("max_fpr")));  // met
}

TEST(FindingLines, NamesRequirementsThatAreNotMet) {
  const RunRecord run = found(testing::SampleKind::kSeries, 0.001);
  ASSERT_EQ(run.decision["verdict"], "no_go");
  const std::string text = finding_lines({run});
  EXPECT_THAT(text, HasSubstr("\n    - max_fpr, **not met**: "));
  EXPECT_THAT(text, Not(HasSubstr("min_recall")));
  EXPECT_THAT(text, HasSubstr(" of 2 units certified"));
  EXPECT_THAT(text, HasSubstr("  - sample_auroc 0."));  // of the mean
}

}  // namespace
}  // namespace goodparts
