#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "metrics/certificate/certificate_json.h"
#include "metrics/certificate/certificate_markdown.h"
#include "metrics/intervals.h"
#include "tests/metrics/rules/score_fixtures.h"

namespace goodparts {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Certificate example() {
  CertificateInput input;
  input.subject = "PatchCore on bottle | night";
  input.rule = "k-th largest";
  input.calibration = one_to(124);
  input.calibration_groups.assign(124, "day 1");
  input.rank = 3;
  input.threshold = 122.0;
  input.test_good = one_to(20);
  input.conditions = {{"light", "night|late", make_rate(1, 12)}};
  return certify(input);
}

TEST(CertificateJson, SaysWhatTheCertificateSays) {
  const nlohmann::ordered_json json = to_json(example());
  EXPECT_EQ(json.at("verdict"), "certified");
  EXPECT_EQ(json.at("basis"), "calibration");
  EXPECT_EQ(json.at("threshold"), 122.0);
  EXPECT_EQ(json.at("calibration").at("rank"), 3);
  EXPECT_EQ(json.at("calibration").at("good"), 124);
  EXPECT_EQ(json.at("calibration").at("groups").at("groups"), 1);
  EXPECT_TRUE(json.at("calibration").at("groups").at("effective_parts").is_null());
  EXPECT_TRUE(json.at("test").at("rank").is_null());
  EXPECT_TRUE(json.at("test").at("groups").is_null());
  EXPECT_EQ(json.at("conditions").at(0).at("level"), "night|late");
  EXPECT_EQ(json.at("conditions").at(0).at("certified"), false);
  EXPECT_EQ(json.at("assumptions").size(), 4U);
}

TEST(CertificateJson, WithoutPartsThereIsNothing) {
  const nlohmann::ordered_json json = to_json(certify(CertificateInput{}));
  EXPECT_EQ(json.at("verdict"), "not_certified");
  EXPECT_TRUE(json.at("threshold").is_null());
  EXPECT_TRUE(json.at("calibration").is_null());
  EXPECT_TRUE(json.at("test").is_null());
}

TEST(CertificateMarkdown, IsAPageToSign) {
  const std::string page = certificate_markdown(example());
  EXPECT_THAT(page, HasSubstr("**Certified: FPR ≤ 5 % with 95 % confidence,"));
  EXPECT_THAT(page, HasSubstr("PatchCore on bottle \\| night"));
  EXPECT_THAT(page, HasSubstr("| held-out good parts (certifies) | order statistic, rank 3 | 124 | "
                              "2 |"));
  EXPECT_THAT(page, HasSubstr("| light = night\\|late | not certified | 12 | 1 | 8.33 % |"));
  EXPECT_THAT(page, HasSubstr("exchangeable"));
  EXPECT_THAT(page, HasSubstr("## Warnings"));
  EXPECT_THAT(page, HasSubstr("Signature"));
  EXPECT_LT(std::count(page.begin(), page.end(), '\n'), 60);  // one page
}

TEST(CertificateMarkdown, LeavesOutWhatThereIsNot) {
  const std::string page = certificate_markdown(certify(CertificateInput{}));
  EXPECT_THAT(page, HasSubstr("There are no good parts"));
  EXPECT_THAT(page, Not(HasSubstr("## Evidence")));
  EXPECT_THAT(page, Not(HasSubstr("nan")));
}

}  // namespace
}  // namespace goodparts
