#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "reports/html/base64.h"
#include "reports/html/gallery.h"
#include "reports/html/html_report.h"
#include "reports/html/page.h"
#include "reports/html/page_data.h"
#include "tests/reports/records.h"
#include "tests/reports/sample_findings.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

using testing::awkward_record;
using testing::bare_record;
using ::testing::ElementsAre;
using testing::gallery_item;
using ::testing::HasSubstr;
using testing::image_record;
using ::testing::Not;

std::string page_of(const std::vector<RunRecord>& runs) {
  const testing::TemporaryFolder folder;
  HtmlReport sink(folder / "report.html", "2026-01-02 03:04 UTC");
  for (const RunRecord& run : runs) {
    sink.add(run);
  }
  sink.finish();
  std::ostringstream text;
  text << std::ifstream(sink.path(), std::ios::binary).rdbuf();
  return text.str();
}

nlohmann::json data_of(const std::string& page) {
  const std::string opening = R"(<script id="data" type="application/json">)";
  const std::size_t begin = page.find(opening) + opening.size();
  return nlohmann::json::parse(page.substr(begin, page.find("</script>", begin) - begin));
}

TEST(HtmlPage, LoadsNothingFromAnywhere) {
  const std::string page(page_template());
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  for (const char* outside : {"src=\"http", "href=\"http", "@import", "url(http", "fetch("}) {
    EXPECT_THAT(page, Not(HasSubstr(outside)));
  }
}

TEST(HtmlReport, CarriesItsData) {
  const nlohmann::json data = data_of(page_of({image_record(0), image_record(1)}));
  EXPECT_EQ(data["written"], "2026-01-02 03:04 UTC");
  EXPECT_EQ(data["rows"].size(), 1);
  EXPECT_EQ(data["rows"][0]["runs"], nlohmann::json({0, 1}));
  const nlohmann::json& run = data["runs"][0];
  EXPECT_EQ(run["at_choice"]["fpr"], nlohmann::json({1, 20, 0.001265, 0.2487}));
  EXPECT_EQ(run["at_choice"]["threshold"], 0.1234567890123);
  EXPECT_EQ(run["units"][0]["roc"]["y"], nlohmann::json({0.0, 0.9, 1.0}));
  EXPECT_EQ(run["units"][0]["histogram"]["anomalous"], nlohmann::json({5, 45}));
  EXPECT_EQ(run["units"][0]["choice"]["note"], "40 held-out good parts are too few.");
  EXPECT_EQ(run["units"][0]["sweep"]["fn"], nlohmann::json({5}));
}

TEST(HtmlReport, TextCannotEndTheScript) {
  const std::string page = page_of({awkward_record()});
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  const nlohmann::json data = data_of(page);
  EXPECT_EQ(data["runs"][0]["config"], "note: </script><script>alert(1)</script>\n");
  EXPECT_EQ(data["runs"][0]["name"], "forest \"quick\" | <b>");
  EXPECT_EQ(script_safe("\"<!--\""), "\"\\u003c!--\"");
}

TEST(HtmlReport, UndefinedNumbersAreNull) {
  const nlohmann::json run = data_of(page_of({bare_record()}))["runs"][0];
  EXPECT_TRUE(run["metrics"]["sample_auroc"].is_null());
  EXPECT_TRUE(run["timings"]["fit_seconds"].is_null());
  EXPECT_TRUE(run["at_choice"]["threshold"].is_null());
  EXPECT_FALSE(run["has_choice"]);
  EXPECT_TRUE(run["units"][0]["pro"]["x"].empty());
}

TEST(HtmlReport, ResultsWithoutFindingsHaveNullThere) {
  const nlohmann::json run = data_of(page_of({bare_record()}))["runs"][0];
  EXPECT_TRUE(run["findings"].is_null());
  EXPECT_TRUE(run["decision"].is_null());
}

TEST(HtmlReport, CarriesFindingsAndDecision) {
  RunRecord record = bare_record();
  Requirements wanted;
  wanted.max_fpr = 0.2;
  testing::add_findings(testing::SampleKind::kSeries, wanted, record);
  const nlohmann::json run = data_of(page_of({record}))["runs"][0];
  ASSERT_EQ(run["findings"]["units"].size(), 2);
  const nlohmann::json& unit = run["findings"]["units"][1];
  EXPECT_EQ(unit["unit"], run["units"][1]["name"]);
  EXPECT_EQ(unit["certificate"]["statement"],
            record.findings["units"][1]["certificate"]["statement"]);
  EXPECT_EQ(unit["certificate"]["threshold"], run["units"][1]["choice"]["threshold"]);
  EXPECT_FALSE(unit["series"].is_null());
  const nlohmann::json& fpr = run["decision"]["operating_points"][0]["overkill"];
  const Rate& counted = record.evaluation.at_choice.false_positive_rate;
  EXPECT_EQ(fpr[0], counted.count);
  EXPECT_EQ(fpr[1], counted.total);
}

// A threshold below scores of 0 is the number next to it.
TEST(HtmlReport, SubnormalNumbersAreNumbers) {
  RunRecord run = bare_record();
  run.evaluation.metrics = {{"sample_auroc", 5e-324}};
  EXPECT_EQ(data_of(page_of({run}))["runs"][0]["metrics"]["sample_auroc"], 5e-324);
}

TEST(HtmlReport, BytesThatAreNotUtf8AreReplaced) {
  RunRecord run = bare_record();
  run.path = "caf\xe9";
  EXPECT_EQ(data_of(page_of({run}))["runs"][0]["path"], "caf\xef\xbf\xbd");
}

TEST(HtmlReport, KeepsAllUnits) {
  const nlohmann::json run = data_of(page_of({awkward_record()}))["runs"][0];
  EXPECT_EQ(run["units"].size(), 2);
  EXPECT_EQ(run["units"][1]["name"], "b.csv");
  EXPECT_TRUE(run["at_choice"]["threshold"].is_null());
}

TEST(HtmlReport, SaysHowManyPicturesItLeftOut) {
  RunRecord run = image_record(0);
  run.gallery.assign(40, gallery_item("escape", "a", 0.1, 10));
  const nlohmann::json data = data_of(page_of({run}));
  EXPECT_EQ(data["runs"][0]["pictures_given"], 40);
  EXPECT_EQ(data["runs"][0]["gallery"].size(), 24);
  EXPECT_EQ(data["runs"][0]["gallery"][0]["original"], "eHh4eHh4eHh4eA==");  // base64 of xxxxxxxxxx
  EXPECT_EQ(data["runs"][0]["gallery"][0]["mask"], "");
}

TEST(Base64, TestVectorsOfRfc4648) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
}

TEST(Gallery, WorstFirstByTurns) {
  std::vector<GalleryItem> items = {
      gallery_item("passed", "p", 0.4, 1),      gallery_item("escape", "e-near", 0.45, 1),
      gallery_item("escape", "e-far", 0.1, 1),  gallery_item("false_alarm", "f", 0.9, 1),
      gallery_item("caught", "c-far", 0.95, 1), gallery_item("caught", "c-near", 0.6, 1)};
  std::vector<std::string> ids;
  for (const GalleryItem& item : worst_first(items, image_record(0).evaluation)) {
    ids.push_back(item.id);
  }
  EXPECT_THAT(ids, ElementsAre("e-far", "f", "e-near", "c-near", "p", "c-far"));
}

TEST(Gallery, DistancesAreSharesOfTheScoreRangeOfTheUnit) {
  Evaluation evaluation = image_record(0).evaluation;  // unit tile: scores 0 to 1
  UnitEvaluation wide = evaluation.units[0];
  wide.name = "wide";
  wide.histogram.edges = {0.0, 100.0};
  evaluation.units.push_back(wide);
  GalleryItem of_wide = gallery_item("escape", "wide", -9.5, 1);  // 10 of 100 below
  of_wide.unit = "wide";
  const auto ordered =
      worst_first({of_wide, gallery_item("escape", "tile", 0.3, 1)}, evaluation);  // 0.2 of 1
  EXPECT_EQ(ordered[0].id, "tile");
}

TEST(Gallery, RunsShareTheBudgetInTurns) {
  std::vector<RunRecord> runs(3, image_record(0));
  runs[0].gallery.assign(5, gallery_item("escape", "a", 0.1, 10));
  runs[1].gallery.assign(1, gallery_item("escape", "b", 0.1, 10));
  runs[2].gallery.assign(5, gallery_item("escape", "c", 0.1, 10));
  EXPECT_THAT(pictures_that_fit(runs, 55), ElementsAre(2, 1, 2));
  EXPECT_THAT(pictures_that_fit(runs, 1000), ElementsAre(5, 1, 5));
  EXPECT_THAT(pictures_that_fit(runs, 9), ElementsAre(0, 0, 0));
}

TEST(PageData, CurvesAreThinnedButKeepTheirEnds) {
  RunRecord run = image_record(0);
  UnitEvaluation& unit = run.evaluation.units[0];
  unit.roc.clear();
  for (int i = 0; i <= 1000; ++i) {
    unit.roc.push_back({i / 1000.0, i / 1000.0, 1000.0 - i});
  }
  const nlohmann::json json = run_json(run, {5, 5});
  EXPECT_EQ(json["units"][0]["roc"]["x"], nlohmann::json({0.0, 0.25, 0.5, 0.75, 1.0}));
}

// Fifty runs with full curves, a hundred thresholds and twenty pictures of 12 kB four times each
// stay below 5 MB.
TEST(PageData, FiftyRunsStayBelowFiveMegabytes) {
  RunRecord run = image_record(0);
  UnitEvaluation& unit = run.evaluation.units[0];
  for (int i = 0; i < 400; ++i) {
    const CurvePoint point{i / 399.0, 1.0 / (1.0 + i), 123.456789 / (1.0 + i)};
    unit.roc.push_back(point);
    unit.precision_recall.push_back(point);
    unit.pro.push_back(point);
  }
  unit.sweep.assign(100, unit.at_choice);
  GalleryItem item = gallery_item("escape", "test/crack/001.png", 0.1, 12'000);
  item.heatmap = item.overlay = item.mask = item.original;
  run.gallery.assign(20, item);
  std::vector<RunRecord> runs;
  for (int seed = 0; seed < 50; ++seed) {
    runs.push_back(run);
    runs.back().seed = seed;
  }
  EXPECT_LT(page_of(runs).size(), 5'000'000);
}

}  // namespace
}  // namespace goodparts
