// A method added as ARCHITECTURE.md says takes part in everything: the table, the configuration, a
// run, a saved model.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "methods/mean_distance/mean_distance.h"
#include "tests/support/memory_source.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

using ::testing::HasSubstr;
using testing::ProgramResult;
using testing::run_program;

TEST(ToyMethod, ScoresByHand) {
  const testing::MemorySource good(
      {2}, {{0.0F, 10.0F}, {2.0F, 30.0F}});  // means 1, 20; deviations 1, 10
  MeanDistance detector({});
  detector.fit({}, good);
  const testing::MemorySource fresh({2}, {{4.0F, 40.0F}});
  const std::int64_t first[] = {0};
  EXPECT_EQ(detector.score({}, fresh, first)[0].score, 9.0 + 4.0);
}

TEST(ToyMethod, IsInTheTable) {
  const ProgramResult info = run_program({"info"});
  EXPECT_EQ(info.code, 0);
  EXPECT_THAT(info.out, HasSubstr("mean_distance"));
}

TEST(ToyMethod, RunsAndPredicts) {
  const testing::TemporaryFolder folder;
  const std::string run = (folder / "run").string();
  const ProgramResult result = run_program({"run", "method=mean_distance", "method.power=1",
                                            "dataset=synthetic_table", "output.dir=" + run});
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("sample_auroc"));
  EXPECT_TRUE(std::filesystem::exists(folder / "run" / "result.json"));
  EXPECT_TRUE(std::filesystem::exists(folder / "run" / "model.h5"));
}

TEST(ToyMethod, WrongSettingsAreNamed) {
  const ProgramResult result =
      run_program({"run", "method=mean_distance", "method.pwoer=1", "dataset=synthetic_table"});
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.err, HasSubstr("power"));
}

}  // namespace
}  // namespace goodparts
