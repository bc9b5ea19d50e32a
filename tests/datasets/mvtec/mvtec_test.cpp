#include "datasets/mvtec/mvtec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <numeric>
#include <set>

#include "tests/support/expect_error.h"
#include "tests/support/images.h"
#include "tests/support/shared_data.h"
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

// Ten good training images, two good ones and three defective ones to test, of different sizes.
class MvtecTest : public ::testing::Test {
 protected:
  MvtecTest() {
    for (int i = 0; i < 10; ++i) {
      testing::write_grey(bolt / ("train/good/" + std::to_string(i) + ".png"), 20, 30, 100);
    }
    testing::write_grey(bolt / "test/good/0.png", 20, 30, 100);
    testing::write_grey(bolt / "test/good/1.png", 24, 36, 100);
    add_defect("crack", "0", "0_mask.png");
    add_defect("crack", "1", "1.png");
    add_defect("bent", "0", "0_mask.png");
    config.root = folder.path().string();
    config.category = {"bolt"};
    config.calibration.calibration_fraction = 0.2;
  }

  void add_defect(const std::string& defect, const std::string& name, const std::string& mask) {
    testing::write_grey(bolt / ("test/" + defect + "/" + name + ".png"), 20, 30, 50);
    cv::Mat marked(20, 30, CV_8UC1, cv::Scalar(0));
    marked(cv::Rect(3, 2, 4, 5)) = 255;
    testing::write_image(bolt / ("ground_truth/" + defect + "/" + mask), marked);
  }

  Unit open(std::uint64_t seed = 0) const { return open_mvtec(config, seed)->open(0); }

  TemporaryFolder folder;
  std::filesystem::path bolt = folder / "bolt";
  MvtecConfig config;
};

TEST_F(MvtecTest, ListsSamplesAndLabelsInNameOrder) {
  const auto dataset = open_mvtec(config, 0);
  EXPECT_THAT(dataset->unit_names(), ElementsAre("bolt"));
  EXPECT_THAT(dataset->warnings(), IsEmpty());
  const Unit unit = dataset->open(0);
  EXPECT_EQ(unit.name, "bolt");
  EXPECT_THAT(ids(*unit.test),
              ElementsAre("test/bent/0.png", "test/crack/0.png", "test/crack/1.png",
                          "test/good/0.png", "test/good/1.png"));
  EXPECT_EQ(unit.test_labels->size(), 5);
  EXPECT_EQ(unit.test_labels->defect(0), "bent");
  EXPECT_TRUE(unit.test_labels->anomalous(2));
  EXPECT_EQ(unit.test_labels->defect(3), kGood);
  EXPECT_FALSE(unit.test_labels->anomalous(3));
  EXPECT_EQ(unit.test->info(0).group, "test/bent/0.png");
  EXPECT_EQ(unit.train->shape().dims, (std::vector<std::int64_t>{3, 224, 224}));
  EXPECT_EQ(dataset->input().resize_height, 256);
  EXPECT_EQ(dataset->input().crop, 224);
}

TEST_F(MvtecTest, MasksHaveTheSizeOfTheirImage) {
  const Unit unit = open();
  ASSERT_TRUE(unit.test_labels->has_masks());
  for (const std::int64_t defective : {0, 1, 2}) {
    const Mask mask = unit.test_labels->mask(defective);
    EXPECT_EQ(mask.height, 20);
    EXPECT_EQ(mask.width, 30);
    EXPECT_EQ(std::accumulate(mask.pixels.begin(), mask.pixels.end(), 0), 20);
    EXPECT_EQ(mask.pixels[2 * 30 + 3], 1);
    EXPECT_EQ(mask.pixels[2 * 30 + 2], 0);
  }
  const Mask good = unit.test_labels->mask(4);
  EXPECT_EQ(good.height, 24);
  EXPECT_EQ(good.width, 36);
  EXPECT_EQ(good.pixels, std::vector<std::uint8_t>(24 * 36, 0));
}

TEST_F(MvtecTest, CalibrationIsSplitOffBySeedAndNeverTrainedOn) {
  const Unit unit = open(1);
  EXPECT_EQ(unit.train->size(), 8);
  EXPECT_EQ(unit.calibration->size(), 2);
  std::set<std::string> all;
  for (const auto* source : {unit.train.get(), unit.calibration.get()}) {
    for (const std::string& id : ids(*source)) {
      EXPECT_TRUE(all.insert(id).second) << id << " is in both";
    }
  }
  EXPECT_EQ(all.size(), 10U);
  EXPECT_EQ(ids(*open(1).calibration), ids(*unit.calibration));
  std::set<std::vector<std::string>> by_seed;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    by_seed.insert(ids(*open(seed).calibration));
  }
  EXPECT_GT(by_seed.size(), 3U);
}

TEST_F(MvtecTest, TrainLimitTakesTheFirstFiles) {
  config.train_limit = 3;
  config.calibration.calibration_fraction = 0.0;
  const Unit unit = open();
  EXPECT_THAT(ids(*unit.train),
              ElementsAre("train/good/0.png", "train/good/1.png", "train/good/2.png"));
  EXPECT_EQ(unit.calibration->size(), 0);
}

TEST_F(MvtecTest, ShotsAreDrawnFromWhatCalibrationLeaves) {
  const Unit all = open(3);
  const std::vector<std::string> trained = ids(*all.train);
  std::set<std::string> before;
  for (const std::int64_t shots : {1, 2, 4}) {
    config.shots = shots;
    const Unit unit = open(3);
    EXPECT_EQ(ids(*unit.calibration), ids(*all.calibration));
    EXPECT_EQ(ids(*unit.test), ids(*all.test));
    const std::vector<std::string> drawn = ids(*unit.train);
    ASSERT_EQ(static_cast<std::int64_t>(drawn.size()), shots);
    EXPECT_TRUE(std::is_sorted(drawn.begin(), drawn.end()));
    const std::set<std::string> now(drawn.begin(), drawn.end());
    EXPECT_TRUE(std::includes(trained.begin(), trained.end(), now.begin(), now.end()));
    EXPECT_TRUE(std::includes(now.begin(), now.end(), before.begin(), before.end()));
    before = now;
  }
  EXPECT_THAT(open_mvtec(config, 3)->protocol(), HasSubstr("few-shot: 4 of them, by seed"));
  std::set<std::vector<std::string>> by_seed;
  config.shots = 1;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    by_seed.insert(ids(*open(seed).train));
  }
  EXPECT_GT(by_seed.size(), 2U);
  config.shots = 9;
  EXPECT_ERROR(open(), ErrorKind::kData, "dataset.shots: 9", "8 good images");
  config.shots = 0;
  EXPECT_ERROR(open(), ErrorKind::kConfig, "dataset.shots: 0");
}

TEST_F(MvtecTest, ReadsGreyAndColourAndSixteenBitAlike) {
  testing::write_image(bolt / "test/good/1.png", cv::Mat(9, 9, CV_8UC3, cv::Scalar(0, 51, 255)));
  testing::write_image(bolt / "test/good/2.png", cv::Mat(9, 9, CV_16UC1, cv::Scalar(13107)));
  config.input = {{6, 4}, std::nullopt};
  const Unit unit = open();
  std::vector<float> out(2 * 3 * 6 * 4);
  const std::vector<std::int64_t> indices = {4, 5};
  unit.test->read(indices, out);
  const auto plane = [&](int i) {
    return std::vector<float>(out.begin() + i * 24, out.begin() + (i + 1) * 24);
  };
  EXPECT_EQ(plane(0), std::vector<float>(24, 1.0F));
  EXPECT_EQ(plane(1), std::vector<float>(24, 0.2F));
  EXPECT_EQ(plane(2), std::vector<float>(24, 0.0F));
  for (const int i : {3, 4, 5}) {
    EXPECT_EQ(plane(i), std::vector<float>(24, 0.2F));
  }
}

TEST_F(MvtecTest, AllTakesEveryFolderThatLooksLikeACategory) {
  testing::write_grey(folder / "nut/train/good/0.png", 4, 4, 9);
  testing::write_grey(folder / "nut/train/good/1.png", 4, 4, 9);
  testing::write_grey(folder / "nut/test/good/0.png", 4, 4, 9);
  testing::write_file(folder / "papers/license.txt", "");
  config.category = {"all"};
  const auto dataset = open_mvtec(config, 0);
  EXPECT_THAT(dataset->unit_names(), ElementsAre("bolt", "nut"));
  EXPECT_THAT(dataset->warnings(), ElementsAre(HasSubstr("nut: no defective test images")));
}

TEST_F(MvtecTest, ACategoryMayLieDeeper) {
  config.root = folder.path().parent_path().string();
  config.category = {folder.path().filename().string() + "/bolt"};
  EXPECT_EQ(open_mvtec(config, 0)->open(0).test->size(), 5);
}

TEST_F(MvtecTest, ConditionsAndLots) {
  std::string csv = "id,shift,lot\n";
  for (int i = 0; i < 10; ++i) {
    csv += "train/good/" + std::to_string(i) + ".png,day,L" + std::to_string(i % 5) + "\n";
  }
  testing::write_file(bolt / "conditions.csv", csv + "test/good/0.png,night,L9\n");
  config.calibration.calibration_by = "lot";
  const auto dataset = open_mvtec(config, 0);
  EXPECT_THAT(dataset->warnings(), ElementsAre(HasSubstr("no row for 4 of 15 images")));
  const Unit unit = dataset->open(0);
  EXPECT_EQ(unit.test->info(3).conditions.at(0).text, "night");
  EXPECT_EQ(unit.test->info(3).group, "L9");
  ASSERT_EQ(unit.calibration->size(), 2);
  EXPECT_EQ(unit.calibration->info(0).group, unit.calibration->info(1).group);
}

TEST_F(MvtecTest, WarnsOfTestSetsThatCannotShowFalsePositives) {
  std::filesystem::remove_all(bolt / "test/good");
  std::filesystem::create_directories(bolt / "test/good");
  EXPECT_THAT(
      open_mvtec(config, 0)->warnings(),
      ElementsAre(HasSubstr("test/good has no images"), HasSubstr("bolt: no good test images")));
}

TEST_F(MvtecTest, WarnsOfMasksThatMarkNothing) {
  testing::write_grey(bolt / "ground_truth/bent/0_mask.png", 20, 30, 0);
  const auto dataset = open_mvtec(config, 0);
  dataset->open(0);
  dataset->open(0);
  EXPECT_THAT(dataset->warnings(),
              ElementsAre(HasSubstr("1 defective images mark nothing: test/bent/0.png")));
}

TEST_F(MvtecTest, MissingMask) {
  std::filesystem::remove(bolt / "ground_truth/crack/1.png");
  EXPECT_ERROR(open(), ErrorKind::kData, "ground_truth/crack/1_mask.png", "test/crack/1.png",
               "dataset.masks=false");
  config.masks = false;
  EXPECT_FALSE(open().test_labels->has_masks());
}

TEST_F(MvtecTest, MaskOfAnotherSize) {
  testing::write_grey(bolt / "ground_truth/crack/1.png", 30, 20, 0);
  EXPECT_ERROR(open(), ErrorKind::kData, "ground_truth/crack/1.png", "30×20", "20×30");
}

TEST_F(MvtecTest, DamagedFilesAreFoundOnOpeningAndListedTogether) {
  testing::truncate_file(bolt / "train/good/3.png", -20);
  testing::truncate_file(bolt / "test/good/1.png", 30);
  testing::truncate_file(bolt / "ground_truth/bent/0_mask.png", -1);
  EXPECT_ERROR(open(), ErrorKind::kData, "train/good/3.png", "test/good/1.png", "bent/0_mask.png",
               "truncated PNG");
}

TEST_F(MvtecTest, MissingFoldersSayWhatIsThere) {
  config.root = (folder / "bolts").string();
  EXPECT_ERROR(open(), ErrorKind::kData, "dataset.root does not exist", "did you mean 'bolt'?");
  config.root = folder.path().string();
  config.category = {"bold"};
  EXPECT_ERROR(open(), ErrorKind::kData, "dataset.category bold", "did you mean 'bolt'?");
  config.category = {"."};
  EXPECT_ERROR(open(), ErrorKind::kData, "has no folder train/good", "bolt");
  config.category = {"all"};
  config.root = bolt.string();
  EXPECT_ERROR(open(), ErrorKind::kData, "is a category itself", "dataset.category=bolt");
  config.root = (bolt / "train").string();
  EXPECT_ERROR(open(), ErrorKind::kData, "holds no category", "good");
}

TEST_F(MvtecTest, EmptyCategories) {
  std::filesystem::remove_all(bolt / "train/good");
  testing::write_file(bolt / "train/good/readme.gif", "x");
  EXPECT_ERROR(open(), ErrorKind::kData, "no images", "good training images of bolt", "readme.gif");
  testing::write_grey(bolt / "train/good/0.png", 4, 4, 1);
  testing::write_grey(bolt / "train/good/1.png", 4, 4, 1);
  std::filesystem::remove_all(bolt / "test");
  EXPECT_ERROR(open(), ErrorKind::kData, "test images of bolt does not exist", "train");
  std::filesystem::create_directories(bolt / "test/good");
  EXPECT_ERROR(open(), ErrorKind::kData, "no test images of bolt");
}

TEST_F(MvtecTest, SettingsOutOfRange) {
  config.train_limit = 0;
  EXPECT_ERROR(open(), ErrorKind::kConfig, "dataset.train_limit: 0");
  config.train_limit.reset();
  config.category = {"bolt", "bolt"};
  EXPECT_ERROR(open(), ErrorKind::kConfig, "dataset.category", "given twice");
  config.category = {};
  EXPECT_ERROR(open(), ErrorKind::kConfig, "dataset.category");
  config = {};
  EXPECT_ERROR(open(), ErrorKind::kConfig, "dataset.root: not given");
}

std::map<std::string, int> count_defects(const Labels& labels) {
  std::map<std::string, int> counts;
  for (std::int64_t i = 0; i < labels.size(); ++i) {
    ++counts[labels.defect(i)];
  }
  return counts;
}

TEST(MvtecRealData, MagneticTile) {  // counts as the set's description gives them
  GOODPARTS_REQUIRE_SHARED(path, "data");
  MvtecConfig config;
  config.root = path.string();
  config.category = {"magnetic_tile"};
  config.calibration.calibration_fraction = 0.0;
  const auto dataset = open_mvtec(config, 0);
  const Unit unit = dataset->open(0);
  EXPECT_EQ(unit.train->size(), 763);
  EXPECT_EQ(unit.test->size(), 581);
  const auto counts = count_defects(*unit.test_labels);
  EXPECT_EQ(counts.at(kGood), 189);
  EXPECT_EQ(counts.size(), 6U);
  EXPECT_THAT(dataset->warnings(),
              ElementsAre(HasSubstr("the masks of 4 defective images mark nothing")));
}

TEST(MvtecRealData, Bottle) {
  GOODPARTS_REQUIRE_SHARED(path, "data");
  MvtecConfig config;
  config.root = path.string();
  config.category = {"mvtec_third/bottle"};
  const auto dataset = open_mvtec(config, 0);
  const Unit unit = dataset->open(0);
  EXPECT_EQ(unit.train->size(), 188);
  EXPECT_EQ(unit.calibration->size(), 21);
  EXPECT_THAT(count_defects(*unit.test_labels),
              ElementsAre(std::pair("broken_large", 20), std::pair("broken_small", 22),
                          std::pair("contamination", 21), std::pair("good", 20)));
  EXPECT_EQ(unit.test->geometry(0).height, 300);
}

}  // namespace
}  // namespace goodparts
