// What holds for every baseline that learns from rows.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "methods/registry.h"
#include "tests/support/expect_error.h"
#include "tests/support/memory_archive.h"
#include "tests/support/memory_source.h"
#include "tests/support/recording_source.h"
#include "tests/support/rows.h"

namespace goodparts::testing {
namespace {

constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();

class Baseline : public ::testing::TestWithParam<std::string> {
 protected:
  static std::unique_ptr<Detector> make() {
    return make_detector(GetParam(), [](const std::string&, Config&) {});
  }
};

RecordingSource recordings(std::uint32_t seed) {
  return RecordingSource(
      {{"first", uniform_rows(9, 4, seed)}, {"second", uniform_rows(300, 4, seed + 1)}});
}

TEST_P(Baseline, ScoresASampleAlikeInAnyCompany) {
  const std::unique_ptr<Detector> detector = make();
  detector->fit({}, recordings(1));
  const RecordingSource test = recordings(3);
  const std::vector<double> all = scores_of(*detector, test);
  for (const double score : all) {
    EXPECT_TRUE(std::isfinite(score));
  }
  std::vector<std::int64_t> backwards;
  for (std::int64_t index = test.size() - 1; index >= 0; --index) {
    backwards.push_back(index);
  }
  const std::vector<double> reversed = scores_of(*detector, test, backwards, 3);
  EXPECT_EQ(std::vector<double>(reversed.rbegin(), reversed.rend()), all);
  for (const std::int64_t index : {std::int64_t{0}, std::int64_t{8}, std::int64_t{200}}) {
    EXPECT_EQ(scores_of(*detector, test, {index})[0], all[static_cast<std::size_t>(index)]);
  }
  EXPECT_EQ(scores_of(*detector, test, {5, 5})[1], all[5]) << "asked for twice";
  EXPECT_TRUE(scores_of(*detector, test, {}).empty());
}

TEST_P(Baseline, KeepsWhatItLearned) {
  const std::unique_ptr<Detector> detector = make();
  detector->fit({}, recordings(1));
  MemoryArchive archive;
  detector->save(archive);
  const std::unique_ptr<Detector> loaded = make();
  loaded->load(archive);
  const RecordingSource test = recordings(3);
  EXPECT_EQ(scores_of(*loaded, test), scores_of(*detector, test));
  EXPECT_EQ(loaded->control_limit(), detector->control_limit());
  EXPECT_EQ(loaded->facts(), detector->facts());
  const std::int64_t some[] = {0, 250};
  EXPECT_EQ(loaded->explain({}, test, some), detector->explain({}, test, some));
}

TEST_P(Baseline, ExplainsEachColumnOrNothing) {
  const std::unique_ptr<Detector> detector = make();
  detector->fit({}, recordings(1));
  const std::int64_t some[] = {3, 250};
  const std::vector<std::vector<float>> terms = detector->explain({}, recordings(3), some);
  if (GetParam() == "knn") {
    EXPECT_TRUE(terms.empty());
    return;
  }
  ASSERT_EQ(terms.size(), 2U);
  EXPECT_EQ(terms[0].size(), 4U);
  EXPECT_EQ(terms[1].size(), 4U);
}

TEST_P(Baseline, NeedsTwoSamples) {
  EXPECT_ERROR(make()->fit({}, MemorySource({3}, {{1, 2, 3}})), ErrorKind::kData, GetParam(),
               "1 good sample;", "at least 2");
}

TEST_P(Baseline, LearnsFromFewerRowsThanColumnsAndConstantColumns) {
  const std::unique_ptr<Detector> detector = make();
  detector->fit({}, MemorySource({5}, {{1, 2, 3, 4, 7}, {2, 1, 3, 4, 7}}));
  const std::vector<double> scores =
      scores_of(*detector, MemorySource({5}, {{1, 2, 3, 4, 7}, {9, 9, 9, 9, 9}}));
  EXPECT_TRUE(std::isfinite(scores[0]));
  EXPECT_TRUE(std::isfinite(scores[1]));
  EXPECT_GT(scores[1], scores[0]);
}

TEST_P(Baseline, NamesAMissingValue) {
  EXPECT_ERROR(make()->fit({}, MemorySource({2}, {{1, kMissing}, {2, kMissing}})), ErrorKind::kData,
               "sample 0", "feature 1", "missing", GetParam());
  const std::unique_ptr<Detector> detector = make();
  detector->fit({}, MemorySource({2}, {{1, 1}, {2, 3}, {4, 1}}));
  EXPECT_ERROR(scores_of(*detector, MemorySource({2}, {{1, 1}, {kMissing, 1}})), ErrorKind::kData,
               "sample 1", "feature 0");
}

TEST_P(Baseline, RejectsRowsWithOtherColumns) {
  const std::unique_ptr<Detector> detector = make();
  detector->fit({}, MemorySource({2}, {{1, 1}, {2, 3}, {4, 1}}));
  EXPECT_ERROR(scores_of(*detector, MemorySource({3}, {{1, 1, 1}})), ErrorKind::kData, "3 features",
               GetParam());
}

TEST_P(Baseline, ReadsImagesAsPooledFeatures) {
  const auto image = [](std::uint32_t seed) { return uniform_values(3 * 24 * 24, seed); };
  const std::unique_ptr<Detector> detector = make();
  detector->fit({}, MemorySource({3, 24, 24}, {image(1), image(2), image(3), image(4)}));
  std::vector<float> flat(3 * 24 * 24, 0.5F);
  const MemorySource test({3, 24, 24}, {image(5), flat});
  const std::vector<double> scores = scores_of(*detector, test);
  EXPECT_GT(scores[1], scores[0]) << "a picture without texture is unlike the good ones";
  const std::int64_t first[] = {0};
  EXPECT_TRUE(detector->explain({}, test, first).empty());
}

INSTANTIATE_TEST_SUITE_P(OfRows, Baseline,
                         ::testing::Values("shewhart", "hotelling_t2", "ewma", "mewma", "pca",
                                           "knn", "ecod", "hbos"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace goodparts::testing
