#include "experiments/evaluate/score_csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

using ::testing::ElementsAre;
using testing::TemporaryFolder;

class ScoreCsv : public ::testing::Test {
 protected:
  std::string write(const std::string& text, const std::string& name = "scores.csv") const {
    const std::string path = folder_ / name;
    std::ofstream(path) << text;
    return path;
  }
  ScoreTable read(const std::string& text, const ScoreCsvOptions& options = {}) const {
    return read_score_csv(write(text), options);
  }

  TemporaryFolder folder_;
};

TEST_F(ScoreCsv, ReadsEveryColumn) {
  const ScoreTable table = read(
      "id,score,label,defect,group,unit,split,shift,lux\n"
      "a.png,0.25,0,good,L1,bottle,calibration,day,310.5\n"
      "b.png,1e-3,0,,L2,bottle,test,night,\n"
      "c.png,7,1,crack,,cable,test,night,290\n"
      "d.png,2,,,,cable,test,,1\n");
  EXPECT_THAT(table.id, ElementsAre("a.png", "b.png", "c.png", "d.png"));
  EXPECT_THAT(table.score, ElementsAre(0.25, 1e-3, 7.0, 2.0));
  EXPECT_THAT(table.label, ElementsAre(0, 0, 1, -1));
  EXPECT_THAT(table.defect, ElementsAre("good", "good", "crack", ""));
  EXPECT_THAT(table.group, ElementsAre("L1", "L2", "c.png", "d.png"));
  EXPECT_THAT(table.unit, ElementsAre("bottle", "bottle", "cable", "cable"));
  EXPECT_THAT(table.split,
              ElementsAre(Split::kCalibration, Split::kTest, Split::kTest, Split::kTest));
  ASSERT_EQ(table.conditions.size(), 2U);
  EXPECT_EQ(table.conditions[0].name, "shift");
  EXPECT_FALSE(table.conditions[0].numeric);
  EXPECT_THAT(table.conditions[0].texts, ElementsAre("day", "night", "night", ""));
  EXPECT_TRUE(table.conditions[1].numeric);
  EXPECT_EQ(table.conditions[1].numbers[0], 310.5);
  EXPECT_TRUE(std::isnan(table.conditions[1].numbers[1]));
}

TEST_F(ScoreCsv, TakesAnotherToolsNamesAndWords) {
  ScoreCsvOptions options;
  options.columns = {{"id", "image_path"}, {"score", "pred_score"}, {"label", "gt_label"}};
  options.separator = ';';
  options.unit = "line3";
  options.ignored = {"pred_label"};
  const ScoreTable table = read(
      "image_path;gt_label;pred_score;pred_label;note\n"
      "a;normal;0.1;False;x\nb;anomalous;0.9;True;y\nc;TRUE;0.8;True;z\nd;Good;0.2;False;w\n",
      options);
  EXPECT_THAT(table.label, ElementsAre(0, 1, 1, 0));
  EXPECT_THAT(table.defect, ElementsAre("good", "anomalous", "anomalous", "good"));
  EXPECT_THAT(table.unit, ElementsAre("line3", "line3", "line3", "line3"));
  EXPECT_TRUE(table.conditions.empty()) << "ignored, or different for every part";
}

TEST_F(ScoreCsv, DefectsTellWhereThereIsNoLabel) {
  EXPECT_THAT(read("id,score,defect\na,1,good\nb,2,crack\nc,3,\n").label, ElementsAre(0, 1, -1));
}

TEST_F(ScoreCsv, NamesLineAndRemedyOfWhatIsWrong) {
  const auto wrong = [&](const std::string& text, std::initializer_list<std::string> parts) {
    testing::expect_error([&] { read(text); }, ErrorKind::kData, parts);
  };
  wrong("id,value\na,1\n", {"no column 'score'", "--column score=NAME", "id, value"});
  wrong("id,score\na,nan\n", {"line 2", "'score'", "'nan'", "not a finite number"});
  wrong("id,score\na,\n", {"line 2", "not a finite number"});
  wrong("id,score\na,inf\n", {"'inf'", "not a finite number"});
  wrong("id,score\na,high\n", {"'high'", "not a finite number"});
  wrong("id,score,label\na,1,2\n", {"line 2", "'label'", "'2'", "0 for good"});
  wrong("id,score\na,1\nb,2\na,3\n", {"line 4", "'a'", "twice"});
  wrong("id,score\n,1\n", {"line 2", "name every part"});
  wrong("id,score,split\na,1,train\n", {"'train'", "test, or calibration", "training"});
  wrong("id,score,label,split\na,1,1,val\n", {"calibration split", "good parts only"});
  wrong("id,score\n", {"no rows"});
  ScoreCsvOptions options;
  options.columns = {{"scoer", "x"}};
  EXPECT_ERROR(read("id,score\na,1\n", options), ErrorKind::kConfig, "--column", "'scoer'",
               "score");
}

TEST_F(ScoreCsv, OneIdMayBeInEachSplitAndUnit) {
  EXPECT_EQ(read("id,score,split,unit\na,1,test,x\na,2,calibration,x\na,3,test,y\n").size(), 3U);
}

TEST_F(ScoreCsv, AppendsRowsWithOtherConditions) {
  ScoreTable table = read("id,score,shift,load\na,1,day,1\nb,2,day,2\n");
  ScoreCsvOptions held_out;
  held_out.split = Split::kCalibration;
  append(table, read_score_csv(write("id,score,load,lot\nc,3,heavy,7\nd,4,heavy,7\n", "more.csv"),
                               held_out));
  EXPECT_THAT(table.id, ElementsAre("a", "b", "c", "d"));
  EXPECT_EQ(table.split[3], Split::kCalibration);
  EXPECT_EQ(table.label[3], 0) << "held-out parts are good";
  ASSERT_EQ(table.conditions.size(), 3U);
  EXPECT_THAT(table.conditions[0].texts, ElementsAre("day", "day", "", ""));
  EXPECT_THAT(table.conditions[1].texts, ElementsAre("1", "2", "heavy", "heavy"));
  EXPECT_TRUE(std::isnan(table.conditions[2].numbers[0]));
  EXPECT_EQ(table.conditions[2].numbers[3], 7.0);
}

}  // namespace
}  // namespace goodparts
