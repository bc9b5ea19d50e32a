#include "datasets/folder/folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/support/expect_error.h"
#include "tests/support/images.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::TemporaryFolder;

std::vector<std::string> ids(const SampleSource& source) {
  std::vector<std::string> result;
  for (std::int64_t i = 0; i < source.size(); ++i) {
    result.push_back(source.info(i).id);
  }
  return result;
}

class FolderTest : public ::testing::Test {
 protected:
  FolderTest() {
    for (int i = 0; i < 20; ++i) {
      testing::write_grey(line / ("good/" + std::to_string(i) + ".png"), 8, 8, 100);
    }
    testing::write_grey(line / "scratched/0.png", 8, 8, 50);
    testing::write_grey(line / "bad/dirty/0.png", 8, 8, 50);
    testing::write_grey(line / "bad/0.png", 8, 8, 50);
    config.good = (line / "good").string();
    config.test_bad = {(line / "scratched").string(), (line / "bad").string()};
  }

  Unit open(std::uint64_t seed = 0) const { return open_folder(config, seed)->open(0); }

  TemporaryFolder folder;
  std::filesystem::path line = folder / "line3";
  FolderConfig config;
};

TEST_F(FolderTest, SplitsGoodImagesThreeWaysWithoutOverlap) {
  const auto dataset = open_folder(config, 0);
  EXPECT_THAT(dataset->unit_names(), ElementsAre("line3"));
  EXPECT_THAT(dataset->warnings(), IsEmpty());
  const Unit unit = dataset->open(0);
  EXPECT_EQ(unit.test->size(), 4 + 3);     // 20 % of 20, and the bad ones
  EXPECT_EQ(unit.calibration->size(), 2);  // 10 % of the other 16
  EXPECT_EQ(unit.train->size(), 14);
  std::set<std::string> all;
  for (const auto* source : {unit.train.get(), unit.calibration.get(), unit.test.get()}) {
    for (const std::string& id : ids(*source)) {
      EXPECT_TRUE(all.insert(id).second) << id;
    }
  }
  EXPECT_EQ(all.size(), 23U);
  EXPECT_EQ(ids(*open(5).test), ids(*open(5).test));
  EXPECT_NE(ids(*open(5).test), ids(*open(6).test));
}

TEST_F(FolderTest, ShotsLeaveTheOtherSplitsAsTheyAre) {
  const Unit all = open(1);
  config.shots = 4;
  const Unit few = open(1);
  EXPECT_EQ(few.train->size(), 4);
  EXPECT_EQ(ids(*few.calibration), ids(*all.calibration));
  EXPECT_EQ(ids(*few.test), ids(*all.test));
  EXPECT_THAT(open_folder(config, 1)->protocol(), HasSubstr("few-shot: 4 of them"));
}

TEST_F(FolderTest, TheDefectIsTheNameOfTheFolder) {
  const Unit unit = open();
  const Labels& labels = *unit.test_labels;
  EXPECT_FALSE(labels.has_masks());
  EXPECT_FALSE(labels.anomalous(3));
  EXPECT_EQ(labels.defect(4), "scratched");
  EXPECT_EQ(unit.test->info(4).id, "test_bad/scratched/0.png");
  EXPECT_EQ(labels.defect(5), "bad");
  EXPECT_EQ(labels.defect(6), "dirty");
  EXPECT_EQ(unit.test->info(6).id, "test_bad/bad/dirty/0.png");
}

TEST_F(FolderTest, GoodTestImagesMayHaveAFolder) {
  testing::write_grey(line / "later/good/0.png", 8, 8, 100);
  testing::write_file(line / "later/good/conditions.csv", "file,lot\n0.png,L4\n");
  config.test_good = (line / "later/good").string();
  const Unit unit = open();
  EXPECT_EQ(unit.train->size() + unit.calibration->size(), 20);
  EXPECT_EQ(unit.test->size(), 4);
  EXPECT_EQ(unit.test->info(0).id, "test_good/0.png");
  EXPECT_EQ(unit.test->info(0).group, "L4");
  EXPECT_FALSE(unit.test_labels->anomalous(0));
}

TEST_F(FolderTest, WithoutBadImagesItWarns) {
  config.test_bad = {};
  EXPECT_THAT(open_folder(config, 0)->warnings(),
              ElementsAre(HasSubstr("only false positives can be measured")));
}

TEST_F(FolderTest, FoldersHaveToBeApart) {
  config.test_bad = {config.good};
  EXPECT_ERROR(open(), ErrorKind::kData, "named good");
  std::filesystem::rename(line / "good", line / "fine");
  config.good = (line / "fine").string();
  config.test_bad = {config.good};
  EXPECT_ERROR(open(), ErrorKind::kData, "given twice");
  config.test_bad = {(line / "bad").string(), (line / "bad/dirty").string()};
  EXPECT_ERROR(open(), ErrorKind::kData, "lies in", "bad/dirty");
  testing::write_grey(line / "other/bad/0.png", 8, 8, 50);
  config.test_bad = {(line / "bad").string(), (line / "other/bad").string()};
  EXPECT_ERROR(open(), ErrorKind::kData, "a second folder", "named bad");
}

TEST_F(FolderTest, BadInput) {
  testing::truncate_file(line / "bad/0.png", 40);
  EXPECT_ERROR(open(), ErrorKind::kData, "bad/0.png", "truncated PNG");
  config.good = (line / "goods").string();
  EXPECT_ERROR(open(), ErrorKind::kData, "dataset.good does not exist", "did you mean 'good'?");
  config.good = "";
  EXPECT_ERROR(open(), ErrorKind::kConfig, "dataset.good: not given");
  config.good = (line / "good").string();
  config.test_fraction = 1.0;
  EXPECT_ERROR(open(), ErrorKind::kConfig, "dataset.test_fraction: 1");
}

}  // namespace
}  // namespace goodparts
