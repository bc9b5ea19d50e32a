#include "datasets/cycles/open_cycles.h"

#include "tests/datasets/rows_support.h"
#include "tests/support/temporary_folder.h"

namespace goodparts {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::message_of;

class OpenCycles : public ::testing::Test {
 protected:
  OpenCycles() {
    spec_.kind = "cycles";
    spec_.features = {"P.mean", "P.maximum", "T[2/2].mean"};
    spec_.separator = ",";
    spec_.conditions = {"load"};
  }
  std::string path(const std::string& name) { return (folder_ / name).string(); }
  void write(const std::string& name, const std::string& text) {
    testing::write_file(folder_ / name, text);
  }
  std::string error(const std::vector<std::string>& paths) {
    return message_of(ErrorKind::kData, [&] { open_inputs(spec_, paths); });
  }

  testing::TemporaryFolder folder_;
  InputSpec spec_;
};

TEST_F(OpenCycles, FoldersAreSummedUpAsInTraining) {
  write("monday/T.csv", "20,21\n20,25\n");
  write("monday/P.txt", "1\t3\n5\t7\n");
  write("monday/other.txt", "not a sensor that the detector knows\n");
  write("tuesday/T.txt", "8;9\n");
  write("tuesday/P.txt", "4;NaN\n");
  const auto cycles = open_inputs(spec_, {path("monday"), path("tuesday")});
  EXPECT_THAT(cycles->feature_names(), ElementsAre("P.mean", "P.maximum", "T[2/2].mean"));
  EXPECT_THAT(testing::read_all(*cycles), ElementsAre(2, 3, 21, 6, 7, 25, 4, 4, 9));
  EXPECT_THAT(testing::ids(*cycles),
              ElementsAre(path("monday") + "#0", path("monday") + "#1", path("tuesday") + "#0"));
  EXPECT_EQ(cycles->info(1).group, path("monday"));
}

TEST_F(OpenCycles, TablesOfTheFeaturesAreReadByTheirColumns) {
  write("new.csv", "load,T[2/2].mean,P.maximum,P.mean\nhigh,3,2,1\n");
  const auto cycles = open_inputs(spec_, {path("new.csv")});
  EXPECT_THAT(testing::read_all(*cycles), ElementsAre(1, 2, 3));
  ASSERT_EQ(cycles->info(0).conditions.size(), 1U);
  EXPECT_EQ(cycles->info(0).conditions[0].text, "high");
}

TEST_F(OpenCycles, AFolderMayHoldATableOfConditions) {
  write("monday/T.csv", "20,21\n20,25\n");
  write("monday/P.txt", "1\t3\n5\t7\n");
  write("monday/conditions.csv", "tool;load\n7;1.5\n7;2.5\n");
  const auto cycles = open_inputs(spec_, {path("monday")});
  ASSERT_EQ(cycles->info(1).conditions.size(), 1U);
  EXPECT_EQ(cycles->info(1).conditions[0].name, "load");
  EXPECT_EQ(cycles->info(1).conditions[0].number, 2.5);
  write("monday/conditions.csv", "tool;load\n7;1.5\n");
  EXPECT_THAT(error({path("monday")}),
              AllOf(HasSubstr("conditions.csv: has 1 rows"), HasSubstr("2 cycles")));
}

TEST_F(OpenCycles, BadInputIsNamed) {
  write("monday/P.txt", "1\t3\n5\t7\n");
  write("new.csv", "P.mean\n1\n");
  EXPECT_THAT(error({path("monday")}), AllOf(HasSubstr("monday: sensors"), HasSubstr(": T")));
  EXPECT_THAT(error({path("monday"), path("new.csv")}), HasSubstr("1 of 2 inputs are folders"));
  EXPECT_THAT(error({path("new.csv")}), HasSubstr("are missing: P.maximum, T[2/2].mean"));
  write("monday/T.txt", "1\t3\n5\t7\n9\t9\n");
  EXPECT_THAT(error({path("monday")}),
              AllOf(HasSubstr("T.txt: has 3 cycles, but "), HasSubstr("P.txt has 2")));
  write("monday/T.txt", "1\t3\n5\t7\t8\n");
  EXPECT_THAT(error({path("monday")}), HasSubstr("T.txt, line 2: has 3 samples"));
  EXPECT_THAT(error({path("monday/T.txt")}),
              AllOf(HasSubstr("file of one sensor; name the folder"), HasSubstr("P.mean")));
  write("monday/P.csv", "1\n");
  EXPECT_THAT(error({path("monday")}), HasSubstr("a second file of sensor 'P'"));
  EXPECT_THAT(error({}), HasSubstr("no file to score"));
}

}  // namespace
}  // namespace goodparts
