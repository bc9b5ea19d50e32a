#include "datasets/image/hold_out.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/expect_error.h"

namespace goodparts {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> singles(int count) {
  std::vector<std::string> groups;
  for (int i = 0; i < count; ++i) {
    groups.push_back(std::to_string(i));
  }
  return groups;
}

HeldOut split(const std::vector<std::string>& groups, double fraction, std::uint64_t seed = 0) {
  return hold_out(groups, fraction, Rng(seed, "test"), "dataset.calibration_fraction");
}

TEST(HoldOut, PartsAreDisjointAndOrderedAndOfTheAskedSize) {
  const HeldOut parts = split(singles(209), 0.1);
  EXPECT_EQ(parts.held.size(), 21U);
  EXPECT_EQ(parts.kept.size(), 188U);
  EXPECT_TRUE(std::ranges::is_sorted(parts.held));
  EXPECT_TRUE(std::ranges::is_sorted(parts.kept));
  std::vector<std::size_t> common;
  std::ranges::set_intersection(parts.held, parts.kept, std::back_inserter(common));
  EXPECT_THAT(common, IsEmpty());
}

TEST(HoldOut, DependsOnTheSeedAlone) {
  EXPECT_EQ(split(singles(100), 0.2, 3).held, split(singles(100), 0.2, 3).held);
  EXPECT_NE(split(singles(100), 0.2, 3).held, split(singles(100), 0.2, 4).held);
}

TEST(HoldOut, NothingOrAtLeastOne) {
  EXPECT_THAT(split(singles(4), 0.0).held, IsEmpty());
  EXPECT_EQ(split(singles(4), 0.01).held.size(), 1U);
}

TEST(HoldOut, EveryIndexIsHeldOutAboutEquallyOften) {
  std::vector<int> counts(10, 0);
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    for (const std::size_t i : split(singles(10), 0.3, seed).held) {
      ++counts[i];
    }
  }
  for (const int count : counts) {  // binomial: mean 600, deviation 20.5
    EXPECT_NEAR(count, 600, 100);
  }
}

TEST(HoldOut, GroupsStayWhole) {
  const std::vector<std::string> lots = {"a", "b", "a", "b", "c", "c", "c", "a"};
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const HeldOut parts = split(lots, 0.25, seed);
    EXPECT_GE(parts.held.size(), 2U);
    for (const std::size_t held : parts.held) {
      for (const std::size_t kept : parts.kept) {
        EXPECT_NE(lots[held], lots[kept]);
      }
    }
  }
}

TEST(HoldOut, LeavesSomethingToTrainOn) {
  EXPECT_ERROR(split({"only"}, 0.1), ErrorKind::kData, "dataset.calibration_fraction",
               "1 good images");
  EXPECT_ERROR(split({"lot", "lot"}, 0.1), ErrorKind::kData, "in 1 groups");
}

TEST(CalibrationConfig, RejectsValuesOutOfRange) {
  EXPECT_ERROR((CalibrationConfig{1.0, "image"}.validate(), 0), ErrorKind::kConfig,
               "dataset.calibration_fraction: 1");
  EXPECT_ERROR((CalibrationConfig{-0.1, "image"}.validate(), 0), ErrorKind::kConfig, "-0.1");
  EXPECT_ERROR((CalibrationConfig{0.1, "lots"}.validate(), 0), ErrorKind::kConfig,
               "dataset.calibration_by", "did you mean 'lot'");
}

TEST(CalibrationConfig, ByLotNeedsLots) {
  const SampleInfo with_lot{"a.png", "L1", {}};
  const SampleInfo other_lot{"b.png", "L2", {}};
  const SampleInfo without{"c.png", "c.png", {}};
  const CalibrationConfig by_lot{0.5, "lot"};
  EXPECT_EQ(by_lot.split({&with_lot, &with_lot, &other_lot, &other_lot}, Rng(0, "x")).held.size(),
            2U);
  EXPECT_ERROR(by_lot.split({&with_lot, &without}, Rng(0, "x")), ErrorKind::kData, "c.png",
               "conditions.csv");
}

}  // namespace
}  // namespace goodparts
