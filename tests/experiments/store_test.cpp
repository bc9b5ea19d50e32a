// scores.h5, model.h5 and the folder of a run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "experiments/run/gallery.h"
#include "experiments/run/unit_run.h"
#include "experiments/store/archive_hdf5.h"
#include "experiments/store/hdf5_file.h"
#include "experiments/store/model_file.h"
#include "experiments/store/run_folder.h"
#include "experiments/store/score_file.h"
#include "kernels/base/error.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::TemporaryFolder;

std::string bytes_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

template <class Action>
std::string message_of(const Action& action, ErrorKind kind) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind);
    return error.what();
  }
  ADD_FAILURE() << "did not throw";
  return "";
}

SampleInfo sample(const std::string& id, std::vector<Condition> conditions = {}) {
  return {id, id, std::move(conditions)};
}

// Two calibration rows, a good and a defective test image of 4×6 seen whole.
void write_scores(const std::filesystem::path& path) {
  ScoreTableBuilder builder;
  builder.add("bottle", sample("a", {{"shift", "night"}, {"load", "4", 4.0}}), Split::kCalibration,
              0.5, 0, kGood);
  builder.add("bottle", sample("b", {{"shift", "day"}, {"load", "5.5", 5.5}}), Split::kCalibration,
              0.25, 0, kGood);
  builder.add("bottle", sample("c", {{"shift", "day"}}), Split::kTest, 0.75, 0, kGood);
  builder.add("bottle", sample("d"), Split::kTest, 2.0, 1, "crack");
  ScoreFileWriter writer(path);
  const AnomalyMap map{2, 3, {0, 1, 2, 3, 4, 5}};
  const ImageGeometry whole{4, 6, 0.0, 0.0, 4.0, 6.0};
  Mask mask{4, 6, std::vector<std::uint8_t>(24, 0)};
  mask.pixels[0] = 1;
  writer.add_map(2, map, whole, nullptr);
  writer.add_map(3, map, whole, &mask);
  writer.finish(builder.take());
}

TEST(ScoreFile, ReadsBackWhatWasWritten) {
  const TemporaryFolder folder;
  write_scores(folder / "scores.h5");
  const ScoreFile file(folder / "scores.h5");
  const ScoreTable& table = file.table();
  EXPECT_THAT(table.id, ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(table.score, ElementsAre(0.5, 0.25, 0.75, 2.0));
  EXPECT_THAT(table.label, ElementsAre(0, 0, 0, 1));
  EXPECT_THAT(table.defect, ElementsAre("good", "good", "good", "crack"));
  EXPECT_THAT(table.split,
              ElementsAre(Split::kCalibration, Split::kCalibration, Split::kTest, Split::kTest));
  ASSERT_EQ(table.conditions.size(), 2U);
  EXPECT_EQ(table.conditions[0].name, "shift");
  EXPECT_THAT(table.conditions[0].texts, ElementsAre("night", "day", "day", ""));
  EXPECT_TRUE(table.conditions[1].numeric);
  EXPECT_EQ(table.conditions[1].numbers[1], 5.5);
  EXPECT_TRUE(std::isnan(table.conditions[1].numbers[3]));
  EXPECT_FALSE(file.has_map(0));
  const auto pixels = file.pixels("bottle");
  ASSERT_NE(pixels, nullptr);
  EXPECT_EQ(pixels->size(), 2);
  EXPECT_EQ(pixels->read(0).mask, std::vector<std::uint8_t>(24, 0));
  EXPECT_EQ(pixels->read(1).mask[0], 1);
  EXPECT_EQ(file.pixels("cable"), nullptr);
}

TEST(ScoreFile, SameContentGivesSameBytes) {
  const TemporaryFolder folder;
  write_scores(folder / "one.h5");
  write_scores(folder / "two.h5");
  EXPECT_EQ(bytes_of(folder / "one.h5"), bytes_of(folder / "two.h5"));
}

TEST(ScoreFile, NamesTheFileThatIsMissingDamagedOrOfAnotherKind) {
  const TemporaryFolder folder;
  EXPECT_THAT(message_of([&] { ScoreFile file(folder / "none.h5"); }, ErrorKind::kData),
              HasSubstr("no such file"));
  std::ofstream(folder / "text.h5") << "not HDF5";
  EXPECT_THAT(message_of([&] { ScoreFile file(folder / "text.h5"); }, ErrorKind::kData),
              HasSubstr("text.h5"));
  Hdf5File(folder / "other.h5", Hdf5File::Mode::kCreate).close();
  EXPECT_THAT(message_of([&] { ScoreFile file(folder / "other.h5"); }, ErrorKind::kData),
              HasSubstr("not a score file"));
  write_scores(folder / "scores.h5");
  std::filesystem::resize_file(folder / "scores.h5",
                               std::filesystem::file_size(folder / "scores.h5") / 2);
  EXPECT_THAT(message_of([&] { ScoreFile file(folder / "scores.h5"); }, ErrorKind::kData),
              HasSubstr("scores.h5"));
}

// torch.nn.functional.interpolate(torch.arange(6.).view(1, 1, 2, 3), (4, 6), mode="bilinear",
// align_corners=False)
TEST(OriginalSize, WholeImageIsTorchBilinear) {
  const AnomalyMap map = to_original_size({2, 3, {0, 1, 2, 3, 4, 5}}, {4, 6, 0.0, 0.0, 4.0, 6.0});
  EXPECT_EQ(map.height, 4);
  EXPECT_EQ(map.width, 6);
  EXPECT_THAT(map.values, ElementsAre(0.0F, 0.25F, 0.75F, 1.25F, 1.75F, 2.0F, 0.75F, 1.0F, 1.5F,
                                      2.0F, 2.5F, 2.75F, 2.25F, 2.5F, 3.0F, 3.5F, 4.0F, 4.25F, 3.0F,
                                      3.25F, 3.75F, 4.25F, 4.75F, 5.0F));
}

TEST(OriginalSize, BeyondTheCropTheEdgeIsRepeated) {
  const AnomalyMap map = to_original_size({1, 2, {1, 2}}, {1, 6, 0.0, 2.0, 1.0, 4.0});
  EXPECT_THAT(map.values, ElementsAre(1.0F, 1.0F, 1.0F, 2.0F, 2.0F, 2.0F));
}

TEST(ScoreFile, PixelsBeyondTheCropAreLeftOutAndCounted) {
  const TemporaryFolder folder;
  ScoreTableBuilder builder;
  builder.add("u", sample("a"), Split::kTest, 1.0, 1, "crack");
  ScoreFileWriter writer(folder / "scores.h5");
  Mask mask{1, 6, {1, 0, 0, 1, 0, 0}};
  writer.add_map(0, {1, 2, {1, 2}}, {1, 6, 0.0, 2.0, 1.0, 4.0}, &mask);
  writer.finish(builder.take());
  const ScoreFile file(folder / "scores.h5");
  const PixelImage image = file.pixels("u")->read(0);
  EXPECT_EQ(image.width, 2);
  EXPECT_THAT(image.scores, ElementsAre(1.0F, 2.0F));
  EXPECT_THAT(image.mask, ElementsAre(0, 1));
  EXPECT_DOUBLE_EQ(file.unseen("u").pixels, 4.0 / 6.0);
  EXPECT_DOUBLE_EQ(file.unseen("u").defective, 0.5);
}

TEST(Archive, KeepsEveryTypeAndNamesWhatIsMissing) {
  const TemporaryFolder folder;
  {
    Hdf5File file(folder / "a.h5", Hdf5File::Mode::kCreate);
    Hdf5ArchiveWriter archive(file, "units/0/detector");
    archive.text("name", "größe");
    archive.texts("list", {"a", "", "c"});
    archive.number("pi", 3.25);
    archive.integers("counts", std::vector<std::int64_t>{1, -2});
    archive.floats("bank/vectors", {2, 2}, std::vector<float>{1, 2, 3, 4});
    archive.floats("empty", {0, 5}, {});
    file.close();
  }
  const Hdf5File file(folder / "a.h5", Hdf5File::Mode::kRead);
  const Hdf5ArchiveReader archive(file, "units/0/detector");
  EXPECT_EQ(archive.text("name"), "größe");
  EXPECT_THAT(archive.texts("list"), ElementsAre("a", "", "c"));
  EXPECT_EQ(archive.number("pi"), 3.25);
  EXPECT_THAT(archive.integers("counts"), ElementsAre(1, -2));
  EXPECT_THAT(archive.floats("bank/vectors").shape, ElementsAre(2, 2));
  EXPECT_THAT(archive.floats("bank/vectors").values, ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(archive.floats("empty").shape, ElementsAre(0, 5));
  EXPECT_THAT(archive.names("bank"), ElementsAre("vectors"));
  EXPECT_FALSE(archive.has("bank/none"));
  EXPECT_THAT(message_of([&] { archive.floats("bank/none"); }, ErrorKind::kData),
              ::testing::AllOf(HasSubstr("a.h5"), HasSubstr("bank/none")));
  EXPECT_THAT(message_of([&] { archive.number("name"); }, ErrorKind::kData),
              HasSubstr("another type"));
}

class FixedDetector : public Detector {
 public:
  double offset = 0.0;
  void fit(const Context&, const SampleSource&) override {}
  std::vector<SampleScore> score(const Context&, const SampleSource&,
                                 std::span<const std::int64_t> indices) const override {
    return std::vector<SampleScore>(indices.size(), {offset, {}});
  }
  void save(ArchiveWriter& archive) const override { archive.number("offset", offset); }
  void load(const ArchiveReader& archive) override { offset = archive.number("offset"); }
};

TEST(ModelFile, KeepsUnitsThresholdsAndHowToReadInputs) {
  const TemporaryFolder folder;
  InputSpec input;
  input.kind = "rows";
  input.features = {"pressure", "flow"};
  input.separator = ";";
  input.window = 3;
  ModelFileWriter writer(folder / "model.h5", "seed: 1\n", input);
  FixedDetector detector;
  detector.offset = 7.0;
  writer.add_unit(0, "pump 1", detector);
  ThresholdChoice choice;
  choice.available = true;
  choice.rule = "k-th largest";
  choice.threshold = 2.5;
  choice.good_count = 59;
  writer.finish({choice});
  const ModelFile model(folder.path());
  EXPECT_EQ(model.config_yaml(), "seed: 1\n");
  EXPECT_THAT(model.units(), ElementsAre("pump 1"));
  EXPECT_THAT(model.input().features, ElementsAre("pressure", "flow"));
  EXPECT_EQ(model.input().window, 3);
  EXPECT_TRUE(model.choice(0).available);
  EXPECT_EQ(model.choice(0).threshold, 2.5);
  EXPECT_EQ(model.choice(0).good_count, 59);
  FixedDetector loaded;
  model.load(0, loaded);
  EXPECT_EQ(loaded.offset, 7.0);
}

TEST(ScoreFile, KeepsControlLimits) {
  const TemporaryFolder folder;
  ScoreTableBuilder builder;
  builder.add("pump", sample("a"), Split::kTest, 0.5, 0, kGood);
  builder.add("valve", sample("b"), Split::kTest, 0.5, 0, kGood);
  builder.set_control_limit("valve", 27.35);
  builder.set_control_limit("pump", std::nullopt);
  ScoreFileWriter writer(folder / "scores.h5");
  writer.finish(builder.take());
  EXPECT_EQ(ScoreFile(folder / "scores.h5").table().control_limits,
            (std::map<std::string, double>{{"valve", 27.35}}));
}

TEST(ScoreFile, OfAMethodWithoutLimitsIsAsBefore) {
  const TemporaryFolder folder;
  write_scores(folder / "scores.h5");
  EXPECT_FALSE(Hdf5File(folder / "scores.h5", Hdf5File::Mode::kRead).has("units"));
  EXPECT_TRUE(ScoreFile(folder / "scores.h5").table().control_limits.empty());
}

TEST(RunFolder, AppearsOnlyWhenPublished) {
  const TemporaryFolder folder;
  {
    RunFolder run(folder / "run", false);
    std::ofstream(run.staging() / "result.json") << "{}";
    std::ofstream(run.staging() / "config.yaml") << "";
    EXPECT_FALSE(std::filesystem::exists(folder / "run"));
    EXPECT_TRUE(find_runs(folder.path()).empty()) << "a staging folder was taken for a run";
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()))
      << "an unpublished run left something behind";
  RunFolder run(folder / "run/", false);
  std::ofstream(run.staging() / "result.json") << "{}";
  std::ofstream(run.staging() / "config.yaml") << "";
  run.publish();
  EXPECT_THAT(find_runs(folder.path()), ElementsAre(folder / "run"));
}

TEST(RunFolder, NeverReplacesWhatItShouldNot) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "mine");
  std::ofstream(folder / "mine/notes.txt") << "keep";
  EXPECT_THAT(message_of([&] { RunFolder run(folder / "mine", true); }, ErrorKind::kOutput),
              HasSubstr("is not a run"));
  std::ofstream(folder / "mine/result.json") << "{}";
  std::ofstream(folder / "mine/config.yaml") << "";
  EXPECT_THAT(message_of([&] { RunFolder run(folder / "mine", false); }, ErrorKind::kOutput),
              HasSubstr("output.overwrite=true"));
  RunFolder run(folder / "mine", true);
  std::ofstream(run.staging() / "result.json") << "new";
  std::ofstream(run.staging() / "config.yaml") << "";
  run.publish();
  EXPECT_EQ(bytes_of(folder / "mine/result.json"), "new");
  EXPECT_FALSE(std::filesystem::exists(folder / "mine/notes.txt"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(Gallery, WorstErrorsComeFirst) {
  const TemporaryFolder folder;
  ScoreTableBuilder builder;
  const double scores[] = {1.0, 5.0, 4.0, 0.5, 2.0, 9.0};  // good: 1 5 4; anomalous: 0.5 2 9
  ScoreFileWriter writer(folder / "scores.h5");
  for (int i = 0; i < 6; ++i) {
    const bool bad = i >= 3;
    const std::int64_t row = builder.add("u", sample(std::to_string(i)), Split::kTest, scores[i],
                                         bad, bad ? "dent" : kGood);
    writer.add_map(row, {2, 2, {0, 0, 0, 1}}, {8, 8, 0, 0, 8, 8}, nullptr);
  }
  writer.finish(builder.take());
  Evaluation evaluation;
  evaluation.units.resize(1);
  evaluation.units[0].name = "u";
  evaluation.units[0].choice.available = true;
  evaluation.units[0].choice.threshold = 3.0;
  const Picture grey{8, 8, std::vector<std::uint8_t>(192, 128)};
  const ScoreFile file(folder / "scores.h5");
  const auto items = make_gallery(file, evaluation, 5, [&](std::int64_t) { return grey; });
  std::vector<std::string> seen;
  for (const GalleryItem& item : items) {
    seen.push_back(item.kind + " " + item.id);
    EXPECT_EQ(item.overlay.substr(0, 2), "\xFF\xD8") << "not a JPEG";
  }
  EXPECT_THAT(seen,
              ElementsAre("escape 3", "escape 4", "false_alarm 1", "false_alarm 2", "caught 5"));
}

TEST(Percentile, IsNearestRank) {
  EXPECT_EQ(percentile({4, 1, 3, 2}, 50.0), 2.0);
  EXPECT_EQ(percentile({4, 1, 3, 2}, 99.0), 4.0);
  EXPECT_EQ(percentile({7}, 1.0), 7.0);
  EXPECT_TRUE(std::isnan(percentile({}, 50.0)));
}

}  // namespace
}  // namespace goodparts
