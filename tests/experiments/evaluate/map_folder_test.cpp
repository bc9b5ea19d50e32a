#include "experiments/evaluate/map_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <opencv2/imgcodecs.hpp>

#include "experiments/evaluate/loco_source.h"
#include "experiments/evaluate/map_file.h"
#include "metrics/pixel/pixels.h"
#include "tests/support/expect_error.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

using ::testing::ElementsAre;
using testing::TemporaryFolder;
namespace fs = std::filesystem;

// Version 1.0 of the format as NumPy documents it: magic, version, length of the header, header
// padded to 64 bytes, values.
void write_npy(const fs::path& path, const std::string& shape, const std::vector<float>& values) {
  fs::create_directories(path.parent_path());
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
  header.resize(117, ' ');
  header += '\n';
  std::ofstream file(path, std::ios::binary);
  file << "\x93NUMPY" << '\x01' << '\x00' << '\x76' << '\x00' << header;
  file.write(reinterpret_cast<const char*>(values.data()),
             static_cast<std::streamsize>(values.size() * sizeof(float)));
}

void write_mask(const fs::path& path, int height, int width, std::vector<std::uint8_t> pixels) {
  fs::create_directories(path.parent_path());
  cv::imwrite(path.string(), cv::Mat(height, width, CV_8U, pixels.data()));
}

ScoreTable table_of(const std::vector<std::pair<std::string, int>>& parts) {
  ScoreTable table;
  for (const auto& [id, label] : parts) {
    table.unit.emplace_back("u");
    table.id.push_back(id);
    table.group.push_back(id);
    table.split.push_back(Split::kTest);
    table.label.push_back(static_cast<std::int8_t>(label));
    table.defect.emplace_back(label == 1 ? "crack" : "good");
    table.score.push_back(1.0);
  }
  return table;
}

class MapFolders : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(maps_);
    fs::create_directories(masks_);
  }

  TemporaryFolder folder_;
  fs::path maps_ = folder_ / "maps";
  fs::path masks_ = folder_ / "masks";
};

TEST_F(MapFolders, FindsMapsAndMasksByTheirParts) {
  const ScoreTable table = table_of({{"test/good/0.png", 0}, {"test/crack/1.png", 1}});
  write_npy(maps_ / "test/good/0.npy", "(1, 2, 3)", {0, 1, 2, 3, 4, 5});
  write_npy(maps_ / "crack/1.png.npy", "(2, 3)", {9, 8, 7, 6, 5, 4});
  write_mask(masks_ / "crack/1_mask.png", 2, 3, {0, 0, 255, 0, 1, 0});
  const MapFolder folder(table, maps_, masks_);
  const auto pixels = folder.test("u");
  ASSERT_NE(pixels, nullptr);
  ASSERT_EQ(pixels->size(), 2);
  const PixelImage good = pixels->read(0);
  EXPECT_EQ(good.height, 2);
  EXPECT_EQ(good.width, 3);
  EXPECT_THAT(good.scores, ElementsAre(0, 1, 2, 3, 4, 5));
  EXPECT_THAT(good.mask, ElementsAre(0, 0, 0, 0, 0, 0));
  EXPECT_THAT(pixels->read(1).scores, ElementsAre(9, 8, 7, 6, 5, 4));
  EXPECT_THAT(pixels->read(1).mask, ElementsAre(0, 0, 1, 0, 1, 0));
  EXPECT_EQ(folder.calibration("u"), nullptr);
  EXPECT_TRUE(folder.warnings().empty());
}

TEST_F(MapFolders, UnitesSeveralMasksOfAPart) {
  const ScoreTable table = table_of({{"test/logical/4.png", 1}});
  write_npy(maps_ / "test/logical/4.npy", "(1, 4)", {0, 1, 2, 3});
  write_mask(masks_ / "logical/4/000.png", 1, 4, {255, 0, 0, 0});
  write_mask(masks_ / "logical/4/001.png", 1, 4, {0, 0, 200, 0});
  EXPECT_THAT(MapFolder(table, maps_, masks_).test("u")->read(0).mask, ElementsAre(1, 0, 1, 0));
}

TEST_F(MapFolders, WithoutMasksThereIsNothingToCompare) {
  const ScoreTable table = table_of({{"a", 0}, {"b", 1}});
  write_npy(maps_ / "a.npy", "(1, 1)", {1});
  write_npy(maps_ / "b.npy", "(1, 1)", {1});
  EXPECT_EQ(MapFolder(table, maps_, {}).test("u"), nullptr);
}

TEST_F(MapFolders, SaysWhatIsMissingAndWhereItWasExpected) {
  const ScoreTable table = table_of({{"a.png", 0}, {"b.png", 1}});
  EXPECT_ERROR(MapFolder(table, folder_ / "none", masks_), ErrorKind::kData, "none",
               "no such folder", "--maps");
  EXPECT_ERROR(MapFolder(table, maps_, masks_), ErrorKind::kData, "map of no part", "maps/a");
  write_npy(maps_ / "a.npy", "(1, 2)", {0, 0});
  EXPECT_ERROR(MapFolder(table, maps_, masks_), ErrorKind::kData, "1 of 2", "'b.png'", "maps/b");
  write_npy(maps_ / "b.npy", "(1, 2)", {0, 0});
  EXPECT_ERROR(MapFolder(table, maps_, masks_), ErrorKind::kData, "no mask", "'b.png'",
               "masks/b.png");
  write_mask(masks_ / "b.png", 2, 2, {0, 0, 0, 1});
  const MapFolder folder(table, maps_, masks_);
  EXPECT_ERROR(folder.test("u")->read(1), ErrorKind::kData, "b.npy is 1 × 2", "b.png is 2 × 2",
               "size of the masks");
}

TEST_F(MapFolders, MapFilesAreCheckedAndNamed) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const ScoreTable table = table_of({{"n", 1}});
  write_npy(maps_ / "n.npy", "(2, 2)", {0, 1, nan, 2});
  write_mask(masks_ / "n.png", 2, 2, {0, 0, 0, 1});
  EXPECT_ERROR(pixel_metrics(*MapFolder(table, maps_, masks_).test("u"), 400), ErrorKind::kData,
               "n.npy", "row 1, column 0", "nan");
  write_npy(maps_ / "v.npy", "(2, 2, 2)", {0, 1, 2, 3, 4, 5, 6, 7});
  EXPECT_ERROR(read_map_file(maps_ / "v.npy"), ErrorKind::kData, "v.npy", "(2, 2, 2)",
               "two dimensions");
  write_npy(maps_ / "short.npy", "(3, 2)", {0, 1});
  EXPECT_ERROR(read_map_file(maps_ / "short.npy"), ErrorKind::kData, "short.npy", "damaged");
  std::ofstream(maps_ / "text.tiff") << "not a picture";
  EXPECT_ERROR(read_map_file(maps_ / "text.tiff"), ErrorKind::kData, "text.tiff", ".npy");
  cv::imwrite((maps_ / "colour.png").string(), cv::Mat(2, 2, CV_8UC3, cv::Scalar(1, 2, 3)));
  EXPECT_ERROR(read_map_file(maps_ / "colour.png"), ErrorKind::kData, "colour.png", "3 channels");
}

TEST_F(MapFolders, ReadsFloatTiffAndSixteenBitPngAsStored) {
  const cv::Mat floats = (cv::Mat_<float>(1, 3) << -1.5F, 0.25F, 1e9F);
  cv::imwrite((maps_ / "f.tiff").string(), floats);
  EXPECT_THAT(read_map_file(maps_ / "f.tiff").values, ElementsAre(-1.5F, 0.25F, 1e9F));
  const cv::Mat deep = (cv::Mat_<std::uint16_t>(1, 3) << 0, 300, 65535);
  cv::imwrite((maps_ / "d.png").string(), deep);
  EXPECT_THAT(read_map_file(maps_ / "d.png").values, ElementsAre(0.0F, 300.0F, 65535.0F));
  const ScoreTable table = table_of({{"d", 0}});
  const MapFolder folder(table, maps_, {});
  ASSERT_EQ(folder.warnings().size(), 1U);
}

// Two defects of one part: one of 4 pixels that saturates at half of them, one of 2 that has to be
// found whole.
TEST_F(MapFolders, LocoMasksAreDefectsWithTheirSaturation) {
  const ScoreTable table = table_of({{"test/good/0.png", 0}, {"test/logical_anomalies/1.png", 1}});
  write_npy(maps_ / "good/0.npy", "(1, 8)", {0, 0, 0, 0, 0, 0, 0, 1});
  write_npy(maps_ / "logical_anomalies/1.npy", "(1, 8)", {9, 9, 0, 0, 5, 5, 0, 0});
  write_mask(masks_ / "logical_anomalies/1/000.png", 1, 8, {200, 200, 200, 200, 0, 0, 0, 0});
  write_mask(masks_ / "logical_anomalies/1/001.png", 1, 8, {0, 0, 0, 0, 7, 7, 0, 0});
  std::ofstream(folder_ / "config.json")
      << R"([{"defect_name": "missing", "pixel_value": 200, "saturation_threshold": 0.5,
              "relative_saturation": true},
             {"defect_name": "extra", "pixel_value": 7, "saturation_threshold": 2,
              "relative_saturation": false}])";
  const MapFolder maps(table, maps_, masks_);
  const Saturations saturations = read_saturations(folder_ / "config.json");
  const LocoSource source(table, maps, saturations, "u");
  const AnnotatedImage image = source.read(1);
  EXPECT_EQ(image.kind, AnomalyKind::kLogical);
  ASSERT_EQ(image.defects.size(), 2U);
  EXPECT_EQ(image.defects[0].saturation_area, 2);
  EXPECT_EQ(image.defects[1].saturation_area, 2);
  // Both are found before any good pixel is flagged.
  const auto values = loco_conventions(source);
  EXPECT_EQ(values.at(1).metric, "AU-sPRO 0.01");
  EXPECT_DOUBLE_EQ(values.at(1).value, 1.0);
  EXPECT_TRUE(std::isnan(values.at(0).value)) << "no structural defect";
}

TEST_F(MapFolders, LocoMistakesNameTheFile) {
  EXPECT_ERROR(read_saturations(folder_ / "none.json"), ErrorKind::kData, "none.json",
               "no such file");
  std::ofstream(folder_ / "bad.json") << R"([{"defect_name": "a"}])";
  EXPECT_ERROR(read_saturations(folder_ / "bad.json"), ErrorKind::kData, "bad.json",
               "saturation_threshold");
  const ScoreTable table = table_of({{"structural/1.png", 1}, {"other/2.png", 1}});
  for (const char* const part : {"structural/1", "other/2"}) {
    write_npy(maps_ / (std::string(part) + ".npy"), "(1, 2)", {9, 9});
    write_mask(masks_ / (std::string(part) + ".png"), 1, 2, {3, 0});
  }
  const MapFolder maps(table, maps_, masks_);
  const Saturations none;
  const LocoSource source(table, maps, none, "u");
  EXPECT_ERROR(source.read(0), ErrorKind::kData, "structural/1.png", "value 3");
  EXPECT_ERROR(source.read(1), ErrorKind::kData, "'other/2.png'", "structural or logical");
}

}  // namespace
}  // namespace goodparts
