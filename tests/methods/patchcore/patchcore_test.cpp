// Expected scores of rows are worked out by hand; images go through the builtin filter bank.
#include "methods/patchcore/patchcore.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <limits>
#include <numeric>

#include "kernels/base/bfloat16.h"
#include "methods/patchcore/patch_scores.h"
#include "methods/patchcore/turned_images.h"
#include "tests/support/memory_archive.h"
#include "tests/support/memory_source.h"
#include "tests/support/patterns.h"

namespace goodparts {
namespace {

using ::testing::HasSubstr;
using testing::MemorySource;

std::vector<std::int64_t> all_of(const SampleSource& source) {
  std::vector<std::int64_t> indices(static_cast<std::size_t>(source.size()));
  std::iota(indices.begin(), indices.end(), std::int64_t{0});
  return indices;
}

PatchCoreConfig keep_all(const std::string& convention) {
  PatchCoreConfig config;
  config.convention = convention;
  config.coreset_ratio = 1.0;
  config.layer_dim = config.embedding_dim = 32;
  return config;
}

// Noise, with a bright square in the samples from `first_defective` on.
MemorySource make_images(std::int64_t count, std::int64_t first_defective, std::uint32_t seed) {
  constexpr std::int64_t kSide = 48;
  std::vector<std::vector<float>> images;
  for (std::int64_t i = 0; i < count; ++i) {
    std::vector<float> image =
        testing::uniform_values(3 * kSide * kSide, seed + static_cast<std::uint32_t>(i));
    for (float& value : image) {
      value = 0.4F + 0.2F * value;
    }
    for (std::int64_t at = 0; i >= first_defective && at < 3 * 64; ++at) {
      const std::int64_t y = 32 + at % 64 / 8;
      const std::int64_t x = 16 + at % 8;
      image[static_cast<std::size_t>((at / 64 * kSide + y) * kSide + x)] = 1.0F;
    }
    images.push_back(std::move(image));
  }
  return {{3, kSide, kSide}, std::move(images)};
}

// Means 4 and 7, deviations 2 and (constant column) 1: z-scores (−1, 0), (−1, 0), (1, 0), (1, 0).
MemorySource four_rows() { return {{2}, {{2, 7}, {2, 7}, {6, 7}, {6, 7}}}; }

TEST(PatchCoreRows, ScoresTheSquaredDistanceInDeviations) {
  PatchCore detector(keep_all("original"), {});
  detector.fit({}, four_rows());
  const MemorySource test({2}, {{2, 7}, {4, 7}, {12, 7}, {6, 10}});
  const std::vector<SampleScore> scores = detector.score({}, test, all_of(test));
  EXPECT_EQ(scores[0].score, 0.0);
  EXPECT_EQ(scores[1].score, 1.0);
  EXPECT_EQ(scores[2].score, 9.0);  // z = 4, nearest 1
  EXPECT_EQ(scores[3].score, 9.0);
  EXPECT_TRUE(scores[0].map.values.empty());
}

TEST(PatchCoreRows, AveragesOverNeighbours) {
  PatchCoreConfig config = keep_all("original");
  config.neighbours = 3;
  PatchCore detector(config, {});
  detector.fit({}, four_rows());
  const MemorySource test({2}, {{4, 9}});
  EXPECT_EQ(detector.score({}, test, all_of(test))[0].score, 5.0);  // 1² + 2² to each
}

TEST(PatchCoreRows, AnomalibReweightsTheDistance) {
  PatchCoreConfig config = keep_all("anomalib");
  config.reweight_neighbours = 4;
  PatchCore detector(config, {});
  detector.fit({}, four_rows());
  const MemorySource test({2}, {{8, 7}});
  // z = 2: distances to the bank 1, 1, 3, 3; the nearest entry's share is 1 / (2 + 2 e²).
  const double expected = 1.0 - 1.0 / (2.0 + 2.0 * std::exp(2.0));
  EXPECT_NEAR(detector.score({}, test, all_of(test))[0].score, expected, 1e-12);
  config.reweight_neighbours = 1;
  PatchCore plain(config, {});
  plain.fit({}, four_rows());
  EXPECT_EQ(plain.score({}, test, all_of(test))[0].score, 1.0);
}

TEST(PatchCoreRows, KeepsTheAskedShareOfRows) {
  std::vector<std::vector<float>> rows;
  const std::vector<float> values = testing::uniform_values(500, 1);
  for (std::size_t i = 0; i < 100; ++i) {
    rows.emplace_back(values.begin() + static_cast<std::ptrdiff_t>(5 * i),
                      values.begin() + static_cast<std::ptrdiff_t>(5 * i + 5));
  }
  for (const char* convention : {"original", "anomalib"}) {
    PatchCoreConfig config = keep_all(convention);
    config.coreset_ratio = 0.29;  // of 100 rows in floating point: 28.999…, as in Python's int()
    PatchCore detector(config, {});
    detector.fit({}, MemorySource({5}, rows));
    EXPECT_THAT(detector.facts(),
                ::testing::Contains(std::pair<std::string, std::string>("memory bank", "28 × 5")));
  }
}

TEST(PatchCoreRows, KeepsAsManyRowsAsAScoreNeeds) {
  PatchCoreConfig config = keep_all("original");
  config.coreset_ratio = 0.01;
  config.neighbours = 3;
  PatchCore detector(config, {});
  detector.fit({}, four_rows());
  EXPECT_THAT(detector.facts(),
              ::testing::Contains(std::pair<std::string, std::string>("memory bank", "3 × 2")));
}

// Nothing is farther than anything else.
TEST(PatchCoreRows, LearnsFromIdenticalRows) {
  for (const char* convention : {"original", "anomalib"}) {
    PatchCoreConfig config = keep_all(convention);
    config.coreset_ratio = 0.5;
    PatchCore detector(config, {});
    detector.fit({}, MemorySource({2}, {{3, 7}, {3, 7}, {3, 7}, {3, 7}, {3, 7}, {3, 7}}));
    const MemorySource test({2}, {{3, 7}, {3, 9}});
    const std::vector<SampleScore> scores = detector.score({}, test, all_of(test));
    EXPECT_EQ(scores[0].score, 0.0);
    // The distance is 2; to anomalib the nearest entry is one of six alike.
    EXPECT_EQ(scores[1].score, config.is_original() ? 4.0 : 2.0 * (1.0 - 1.0 / 6.0));
    detector.fit({}, MemorySource({2}, {{3, 7}}));
    EXPECT_EQ(detector.score({}, test, all_of(test))[1].score, config.is_original() ? 4.0 : 2.0);
  }
}

TEST(PatchCoreRows, NamesTheMissingValue) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  MemorySource rows({2}, {{1, 2}, {1, nan}});
  rows.names = {"load", "speed"};
  PatchCore detector(keep_all("original"), {});
  try {
    detector.fit({}, rows);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kData);
    EXPECT_THAT(error.what(), HasSubstr("sample 1"));
    EXPECT_THAT(error.what(), HasSubstr("'speed'"));
  }
  detector.fit({}, four_rows());
  EXPECT_THROW(detector.score({}, rows, all_of(rows)), Error);
}

TEST(PatchCoreRows, RejectsOtherInputThanItLearned) {
  PatchCore detector(keep_all("original"), {});
  detector.fit({}, four_rows());
  const MemorySource wider({3}, {{1, 2, 3}});
  EXPECT_THROW(detector.score({}, wider, all_of(wider)), Error);
  const MemorySource image({3, 1, 1}, {{1, 2, 3}});
  EXPECT_THROW(detector.score({}, image, all_of(image)), Error);
  EXPECT_THROW(detector.fit({}, MemorySource({2}, {})), Error);
}

TEST(PatchCoreRows, NeedsAsManyVectorsAsNeighbours) {
  PatchCoreConfig config = keep_all("original");
  config.neighbours = 5;
  PatchCore detector(config, {});
  try {
    detector.fit({}, four_rows());
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kConfig);
    EXPECT_THAT(error.what(), HasSubstr("method.neighbours: 5"));
  }
}

class PatchCoreImages : public ::testing::TestWithParam<const char*> {
 protected:
  PatchCoreImages() : config_(keep_all(GetParam())) { config_.coreset_ratio = 0.2; }

  PatchCoreConfig config_;
  MemorySource train_ = make_images(12, 12, 100);
  MemorySource test_ = make_images(6, 3, 200);
};

TEST_P(PatchCoreImages, FindsTheDefectAndItsPlace) {
  PatchCore detector(config_, {});
  detector.fit({}, train_);
  const std::vector<SampleScore> scores = detector.score({}, test_, all_of(test_));
  for (std::size_t good = 0; good < 3; ++good) {
    for (std::size_t bad = 3; bad < 6; ++bad) {
      EXPECT_GT(scores[bad].score, 2.0 * scores[good].score);
    }
  }
  const AnomalyMap& map = scores[4].map;
  ASSERT_EQ(map.height, 48);
  ASSERT_EQ(map.width, 48);
  const auto highest = std::max_element(map.values.begin(), map.values.end()) - map.values.begin();
  EXPECT_NEAR(static_cast<double>(highest / 48), 35.5, 6.0);
  EXPECT_NEAR(static_cast<double>(highest % 48), 19.5, 6.0);
}

TEST_P(PatchCoreImages, RepeatsWhateverTheThreadsAndTheBatch) {
  Context one;
  Context three;
  three.threads = 3;
  PatchCore first(config_, {});
  first.fit(one, train_);
  const std::vector<SampleScore> together = first.score(one, test_, all_of(test_));
  const auto expect_same = [&](const SampleScore& found, std::int64_t index) {
    EXPECT_EQ(found.score, together[static_cast<std::size_t>(index)].score);
    EXPECT_EQ(found.map.values, together[static_cast<std::size_t>(index)].map.values);
  };
  for (const std::int64_t batch : {1, 2, 5, 8}) {
    config_.batch_size = batch;
    PatchCore second(config_, {});
    second.fit(three, train_);
    const std::vector<std::int64_t> some = {4, 1, 4, 4, 0, 4};  // one image in several positions
    for (const Context& context : {one, three}) {
      const std::vector<SampleScore> scores = second.score(context, test_, some);
      for (std::size_t i = 0; i < some.size(); ++i) {
        expect_same(scores[i], some[i]);
      }
    }
    for (std::int64_t i = 0; i < test_.size(); ++i) {
      expect_same(second.score(three, test_, {&i, 1})[0], i);
    }
  }
  PatchCore second(config_, {});
  Context other = one;
  other.seed = 1;
  second.fit(other, train_);
  EXPECT_NE(second.score(one, test_, all_of(test_))[0].map.values, together[0].map.values);
}

TEST_P(PatchCoreImages, SavedAndLoadedScoresTheSameBits) {
  config_.map_sigma = 2.0;
  PatchCore detector(config_, {});
  detector.fit({}, train_);
  testing::MemoryArchive archive;
  detector.save(archive);
  PatchCore loaded({}, {});
  loaded.load(archive);
  EXPECT_EQ(loaded.facts(), detector.facts());
  const std::vector<SampleScore> before = detector.score({}, test_, all_of(test_));
  const std::vector<SampleScore> after = loaded.score({}, test_, all_of(test_));
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(after[i].score, before[i].score);
    EXPECT_EQ(after[i].map.values, before[i].map.values);
  }
}

TEST_P(PatchCoreImages, OneImageIsEnough) {
  const MemorySource single = make_images(1, 1, 100);
  for (const double ratio : {1.0, 0.01}) {  // ⌊0.01 × 36 places⌋ is none
    config_.coreset_ratio = ratio;
    PatchCore detector(config_, {});
    detector.fit({}, single);
    const std::vector<SampleScore> scores = detector.score({}, test_, all_of(test_));
    EXPECT_GT(scores[4].score, scores[0].score);
  }
}

// What was remembered turned scores nothing; the same image stands in the training set only
// upright.
TEST_P(PatchCoreImages, RemembersTurnedCopies) {
  config_.coreset_ratio = 1.0;
  const MemorySource single = make_images(1, 0, 100);
  const TurnedImages turned(single, "rotate_flip");
  const auto largest = [&](const char* augment, std::int64_t first, std::int64_t end) {
    config_.augment = augment;
    PatchCore detector(config_, {});
    detector.fit({}, single);
    double score = 0.0;
    for (std::int64_t i = first; i < end; ++i) {
      score = std::max(score, detector.score({}, turned, {&i, 1})[0].score);
    }
    return score;
  };
  EXPECT_EQ(largest("none", 0, 1), 0.0);
  EXPECT_GT(largest("none", 1, 2), 0.0);
  EXPECT_EQ(largest("rotate", 0, 4), 0.0);
  EXPECT_GT(largest("rotate", 4, 5), 0.0);
  EXPECT_EQ(largest("rotate_flip", 0, 8), 0.0);
}

TEST_P(PatchCoreImages, RemembersWhatBfloat16CanHold) {
  config_.feature_precision = "bfloat16";
  PatchCore detector(config_, {});
  detector.fit({}, train_);
  testing::MemoryArchive archive;
  detector.save(archive);
  for (const float value : archive.floats("patchcore/bank").values) {
    ASSERT_EQ(value, to_float(to_bfloat16(value)));
  }
  const std::vector<SampleScore> scores = detector.score({}, test_, all_of(test_));
  EXPECT_GT(scores[4].score, 2.0 * scores[0].score);
}

INSTANTIATE_TEST_SUITE_P(Conventions, PatchCoreImages,
                         ::testing::Values("original", "anomalib", "anomalydino"),
                         [](const auto& info) { return std::string(info.param); });

TEST(PatchCoreModel, OfRowsSavedAndLoadedScoresTheSameBits) {
  PatchCore detector(keep_all("anomalib"), {});
  detector.fit({}, four_rows());
  testing::MemoryArchive archive;
  detector.save(archive);
  PatchCore loaded({}, {});
  loaded.load(archive);
  const MemorySource test({2}, {{3.3F, 9.1F}});
  EXPECT_EQ(loaded.score({}, test, all_of(test))[0].score,
            detector.score({}, test, all_of(test))[0].score);
  std::get<FloatArray>(archive.entries["patchcore/bank"]).shape = {8};
  EXPECT_THROW(loaded.load(archive), Error);
  archive.entries.erase("patchcore/bank");
  EXPECT_THROW(loaded.load(archive), Error);
}

TEST(PatchCore, StopsWhenInterrupted) {
  const std::atomic<bool> cancelled{true};
  Context context;
  context.cancelled = &cancelled;
  PatchCore detector(keep_all("original"), {});
  try {
    detector.fit(context, make_images(4, 4, 1));
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kInterrupted);
  }
}

TEST(PatchCoreConfig, RejectsValuesOutOfRange) {
  const auto expect_error = [](const auto& change, const std::string& part) {
    PatchCoreConfig config;
    change(config);
    try {
      config.validate();
      FAIL() << "no error for " << part;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kConfig);
      EXPECT_THAT(error.what(), HasSubstr(part));
    }
  };
  expect_error([](auto& c) { c.convention = "orginal"; }, "did you mean 'original'?");
  expect_error([](auto& c) { c.coreset_ratio = 0.0; }, "method.coreset_ratio: 0");
  expect_error([](auto& c) { c.coreset_ratio = 1.5; }, "method.coreset_ratio: 1.5");
  expect_error([](auto& c) { c.coreset_ratio = std::nan(""); }, "method.coreset_ratio: nan");
  expect_error([](auto& c) { c.augment = "rotated"; }, "did you mean 'rotate'?");
  expect_error([](auto& c) { c.feature_precision = "float16"; }, "did you mean 'bfloat16'?");
  expect_error([](auto& c) { c.batch_size = 0; }, "method.batch_size: 0");
  expect_error([](auto& c) { c.map_sigma = -1.0; }, "method.map_sigma: -1");
  expect_error([](auto& c) { c.layer_dim = 0; }, "method.layer_dim: 0");
  expect_error([](auto& c) { c.neighbours = -2; }, "method.neighbours: -2");
  EXPECT_NO_THROW(PatchCoreConfig().validate());
}

TEST(PatchCoreRegistry, MakesItFromItsTwoGroups) {
  std::vector<std::string> groups;
  const auto detector = make_detector(
      "patchcore", [&](const std::string& group, Config&) { groups.push_back(group); });
  EXPECT_NE(dynamic_cast<PatchCore*>(detector.get()), nullptr);
  EXPECT_THAT(groups, ::testing::ElementsAre("method", "backbone"));
}

}  // namespace
}  // namespace goodparts
